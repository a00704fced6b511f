"""Rows of 31 sources joined to people, measured against the truth. In: persons, seed. Out: ratios, seconds, memory.

    python -m bench.linked [--persons 100000] [--each 9] [--seed 20261122] [--ship]

Pairs of rows are judged inside clusters: precision, recall of all pairs; of pairs with a row without any number. ECE: mean
gap of ten bins between probability and truth, over the pairs that no number decides. --ship writes the shipped weights.
"""

from __future__ import annotations

import argparse
import random
import resource
import time

import numpy as np
from numpy.typing import NDArray

from bench.linked.people import people, sources
from yibiao.flow.linking.learned import resolve
from yibiao.flow.linking.learned.blocking import candidates
from yibiao.flow.linking.learned.learning import _SHIPPED, learned
from yibiao.flow.linking.learned.table import identity, tabled

Numbers = NDArray[np.int64]


def pairs_of(group: Numbers) -> int:
    _, counts = np.unique(group, return_counts=True)
    return int((counts * (counts - 1) // 2).sum())


def figures(truth: Numbers, cluster: Numbers) -> tuple[float, float]:
    """Precision and recall over pairs of rows."""
    both = pairs_of(truth * (int(cluster.max()) + 1) + cluster)
    return both / pairs_of(cluster), both / pairs_of(truth)


def calibration_error(chance: NDArray[np.float64], right: NDArray[np.bool_]) -> float:
    bins = np.minimum((chance * 10).astype(int), 9)
    gaps = [abs(chance[bins == one].mean() - right[bins == one].mean()) * (bins == one).sum() for one in set(bins)]
    return float(sum(gaps) / len(chance))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--persons", type=int, default=100_000)
    parser.add_argument("--each", type=float, default=9.0)
    parser.add_argument("--seed", type=int, default=20261122)
    parser.add_argument("--ship", action="store_true")
    options = parser.parse_args()
    dice = random.Random(options.seed)
    told = list(sources(people(options.persons, dice), 31, options.each, dice))
    truth, rows = np.array([number for number, _ in told]), [row for _, row in told]
    if options.ship:
        table = tabled(rows)
        weights = learned(table, *candidates(table))
        assert weights is not None
        np.savez_compressed(_SHIPPED, values=weights.values)
        return
    start, used = time.perf_counter(), time.process_time()
    found = resolve(rows)
    seconds, used = time.perf_counter() - start, time.process_time() - used
    bare = np.array([not identity(row.id_number) for row in rows])
    precision, recall = figures(truth, found.cluster)
    held, kept = (pairs_of(group) - pairs_of(group[~bare]) for group in (truth, found.cluster))
    joint = truth * len(rows) + found.cluster
    right = pairs_of(joint) - pairs_of(joint[~bare])
    first, second = found.first, found.second
    open_pairs = bare[first] | bare[second]
    same = truth[first] == truth[second]
    print(f"rows {len(rows)}, persons {options.persons}, pairs compared {len(first)}")
    print(f"blocks hold of all pairs     {same.sum() / pairs_of(truth):.4f}")
    print(f"precision / recall           {precision:.5f} / {recall:.4f}")
    print(f"with a row without a number  {right / kept:.5f} / {right / held:.4f}")
    print(f"calibration error            {calibration_error(found.probability[open_pairs], same[open_pairs]):.4f}")
    print(f"doubtful pairs {len(found.doubtful)}, flagged rows {len(found.flagged)}")
    print(
        f"seconds {seconds:.1f} (cpu {used:.1f}), peak {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20:.2f} GiB"
    )


if __name__ == "__main__":
    main()
