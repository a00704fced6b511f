"""A writer in a process of its own, to be killed. In: home, database address, name, number of acts. Out: acts acknowledged.

It prints the key of an act only after the act was committed; the test kills it somewhere and counts. Refuses: nothing.
"""

from __future__ import annotations

import os
import sys


def main(home: str, url: str, name: str, acts: int) -> None:
    os.environ.update(YIBIAO_HOME=home, YIBIAO_DATABASE_URL=url, DJANGO_SETTINGS_MODULE="yibiao.site.settings")
    import django

    django.setup()

    from pathlib import Path

    from tests.work.cast import small_standard
    from yibiao.work.ledgers.actions import Act, NewRecord, change_record, create_record
    from yibiao.work.ledgers.house import open_house

    house = open_house(Path(home), small_standard(), create=True)
    for number in range(acts):
        key = f"{name}-{number}"
        act = Act.of_the_house(name, "test", key)
        new = NewRecord("person", "99", {"person.name": name, "person.phone": f"138{number:08}"})
        record = str(create_record(house, act, new)["record"])
        change = Act.of_the_house(name, "test", f"{key}-change")
        change_record(house, change, record, 1, {"person.children": number})
        sys.stdout.write(f"{key} {record}\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], sys.argv[3], int(sys.argv[4]))
