"""Fills many forms in one process, as `yibiao fill` does each. In: a JSON list of word lists on stdin. Out: exit codes.

One process, because Django and the standard are loaded once; every list of words goes through the command line's own
entry point. Run: python -m tests.journeys.fills < words.json
"""

from __future__ import annotations

import json
import sys

from yibiao.edge.cli.main import run


def main() -> None:
    codes = []
    for words in json.load(sys.stdin):
        try:
            run(words, standalone_mode=False)
            codes.append(0)
        except SystemExit as end:
            codes.append(int(end.code or 0))
    print("\n" + json.dumps(codes))


if __name__ == "__main__":
    main()
