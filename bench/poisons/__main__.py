"""Thirty-four poisons in three sizes and fifty lawful deliveries. In: a seed. Out: what was stopped; exit code 1 unless all were.

    python -m bench.poisons [--seed 20261201] [--sizes 200 5000 100000] [--lawful 50]

A poison follows a lawful delivery of the same source. Stopped: nothing of it reaches the ledger before a person speaks.
"""

from __future__ import annotations

import argparse
import random
import sys
import time

from bench.poisons.judged import judged
from bench.poisons.kinds import POISONS, lawful
from bench.poisons.rosters import later, roster


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seed", type=int, default=20261201)
    parser.add_argument("--sizes", type=int, nargs="+", default=[200, 5_000, 100_000])
    parser.add_argument("--lawful", type=int, default=50)
    options = parser.parse_args(arguments)
    missed: list[str] = []
    for size in options.sizes:
        before = roster(random.Random(f"{options.seed}/{size}"), size)
        for name, spoil in POISONS.items():
            start = time.process_time()
            found = judged(before, spoil(random.Random(f"{options.seed}/{name}/{size}"), later(before)))
            codes = " ".join(sorted({each.code.removeprefix("PROFILE_").lower() for each in found}))
            print(f"{size:7} {name:34} {time.process_time() - start:6.2f} s  {codes or 'NOT STOPPED'}", flush=True)
            missed += [] if found else [f"{name} at {size}"]
    alarms = 0
    for number in range(options.lawful):
        dice = random.Random(f"{options.seed}/lawful/{number}")
        before = roster(dice, dice.choice((60, 200, 1_000, 5_000)))
        found = judged(before, lawful(dice, before))
        alarms += bool(found)
        for each in found:
            print(f"false alarm {number}, {len(before.rows)} rows: {each.sentence('en')}")
    print(f"stopped {len(POISONS) * len(options.sizes) - len(missed)} of {len(POISONS) * len(options.sizes)}, "
          f"false alarms {alarms} of {options.lawful}")  # fmt: skip
    return int(bool(missed) or alarms > 2)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
