"""Published record-linkage sets, ours beside Splink with its published settings. In: folder of the sets. Out: F1.

    python -m bench.published --sets .../benchmarks [--splink PYTHON]

Ours: `flow/linking/learned/unlabelled`, the same for every set, all columns as they are, no setting. Splink: the settings of its own
examples for febrl3, febrl4 and the set of 1,000 (febrl1 and febrl2 with those of febrl3), run by the PYTHON of an environment that has
splink 5 (`pip install splink pandas`); it is no dependency. Pairs of rows are judged, at a probability of one half and
at the threshold that is best for each on this very set. Refuses: nothing.
"""

from __future__ import annotations

import argparse
import csv
import json
import subprocess
import time
from collections.abc import Mapping, Sequence
from itertools import combinations
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from yibiao.flow.linking.learned.unlabelled import odds

SETS = ("febrl/dataset1", "febrl/dataset2", "febrl/dataset3", "febrl/dataset4", "splink_fake_1000")
Pairs = Mapping[tuple[int, int], float]


def rows_of(folder: Path, name: str) -> tuple[list[dict[str, str]], list[int], list[str]]:
    """Rows as texts, the source of each, and which thing each is."""
    files = [f"{name}a.csv", f"{name}b.csv"] if name.endswith("dataset4") else [f"{name}.csv"]
    rows, source = [], []
    for number, file in enumerate(files):
        with (folder / file).open(encoding="utf-8") as lines:
            for row in csv.DictReader(lines, skipinitialspace=True):
                rows.append({key.strip(): (value or "").strip() for key, value in row.items()})
                source.append(number)
    if "cluster" in rows[0]:
        truth = [row.pop("cluster") for row in rows]
        for row in rows:
            row.pop("unique_id")
    else:
        truth = [row.pop("rec_id").split("-")[1] for row in rows]
    return rows, source, truth


def true_pairs(truth: Sequence[str], source: Sequence[int]) -> set[tuple[int, int]]:
    groups: dict[str, list[int]] = {}
    for number, one in enumerate(truth):
        groups.setdefault(one, []).append(number)
    both = len(set(source)) > 1
    return {
        (one, other) for group in groups.values() for one, other in combinations(group, 2)
        if not both or source[one] != source[other]
    }  # fmt: skip


def told(scores: NDArray[np.float64], right: NDArray[np.bool_], all_true: int) -> str:
    """F1 at one half, and the best with its precision and recall."""
    order = np.argsort(-scores, kind="stable")
    hits, said = np.cumsum(right[order]), np.arange(1, len(order) + 1)
    f1 = 2 * hits / (said + all_true)
    last = np.append(np.diff(scores[order]) != 0, True)  # equal scores stand or fall together
    best = int(np.argmax(np.where(last, f1, 0)))
    half = int((scores >= 0.5).sum())
    at_half = f1[half - 1] if half else 0.0
    return (
        f"F1 {at_half:.4f} at .5, best {f1[best]:.4f} (P {hits[best] / said[best]:.4f} R {hits[best] / all_true:.4f})"
    )


def ours(rows: Sequence[Mapping[str, str]], source: Sequence[int]) -> Pairs:
    found = odds({name: [row[name] for row in rows] for name in rows[0]}, source)
    return {
        (int(one), int(other)): float(chance)
        for one, other, chance in zip(found.first, found.second, found.chance, strict=True)
    }


def theirs(python: str, name: str, rows: Sequence[Mapping[str, str]], source: Sequence[int]) -> Pairs:
    """Splink's pairs, by the interpreter that has it."""
    asked = json.dumps({"set": name, "rows": rows, "source": source})
    script = str(Path(__file__).with_name("published_splink.py"))
    done = subprocess.run([python, script], input=asked, capture_output=True, text=True, check=True)
    return {(min(one, other), max(one, other)): chance for one, other, chance in json.loads(done.stdout)}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sets", type=Path, required=True)
    parser.add_argument("--splink", default="")
    options = parser.parse_args()
    for name in SETS:
        rows, source, truth = rows_of(options.sets, name)
        all_true = true_pairs(truth, source)
        print(f"{name}: {len(rows)} rows, {len(all_true)} true pairs")
        for who, run in (("ours", ours), ("splink", lambda rows, source: theirs(options.splink, name, rows, source))):  # noqa: B023
            if who == "splink" and not options.splink:
                continue
            start = time.perf_counter()
            found = run(rows, source)
            seconds = time.perf_counter() - start
            scores = np.array(list(found.values()))
            right = np.array([pair in all_true for pair in found])
            print(f"  {who:7} {told(scores, right, len(all_true))}, {seconds:.1f} s")


if __name__ == "__main__":
    main()
