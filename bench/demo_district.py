"""How fast the demo district streams, and how much memory it holds. In: persons, seed. Out: printed figures.

python bench/demo_district.py --persons 100000
"""

from __future__ import annotations

import argparse
import resource
import time
from collections import Counter
from datetime import date

from yibiao.flow.demo import generate
from yibiao.flow.standard import load


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--persons", type=int, default=20_000)
    parser.add_argument("--seed", type=int, default=7)
    wanted = parser.parse_args()
    standard = load()
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    begun, counts, values = time.process_time(), Counter[str](), 0
    for record in generate(wanted.persons, wanted.seed, date(2026, 3, 1), standard):
        counts[record.register] += 1
        values += len(record.values)
    seconds, records = time.process_time() - begun, counts.total()
    after = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    print(f"records            {records}")
    print(f"records a CPU s    {records / seconds:.0f}")
    print(f"values a record    {values / records:.1f}")
    print(f"registers reached  {len(counts)} of {len(standard.registers)}")
    print(f"memory MiB         {before / 1024:.0f} before, {after / 1024:.0f} at most")


if __name__ == "__main__":
    main()
