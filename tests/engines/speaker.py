"""A process that writes and looks when it is told to. In: home, database address; lines on standard input. Out: a line each.

    hold NAME     begins a transaction and writes a person in it
    commit        ends it
    write NAME    writes a person at once
    look          the names that the mirror tells, and the line up to which it has seen the journal

Refuses: nothing.
"""

from __future__ import annotations

import json
import os
import sys
from contextlib import ExitStack


def main(home: str, url: str) -> None:
    os.environ.update(YIBIAO_HOME=home, YIBIAO_DATABASE_URL=url, DJANGO_SETTINGS_MODULE="yibiao.site.settings")
    import django

    django.setup()

    from pathlib import Path

    from django.db import transaction

    from tests.work.cast import small_standard
    from yibiao.work.ledgers.actions import Act, NewRecord, create_record
    from yibiao.work.ledgers.house import open_house
    from yibiao.work.ledgers.mirror import Mirror

    house = open_house(Path(home), small_standard(), create=True)
    mirror, held = Mirror.open(house), ExitStack()

    def written(name: str) -> int:
        return int(
            create_record(
                house, Act.of_the_house(name, "test", name), NewRecord("person", "99", {"person.name": name})
            )["sequence"]
        )

    say("ready")
    for line in sys.stdin:
        what, _, name = line.strip().partition(" ")
        if what == "hold":
            held.enter_context(transaction.atomic())
            say(written(name))
        elif what == "commit":
            held.close()
            say("committed")
        elif what == "write":
            say(written(name))
        else:
            rows = mirror.session().execute("SELECT name FROM person ORDER BY name", {})
            say({"names": [row[0] for row in rows], "sequence": mirror.sequence})


def say(told: object) -> None:
    sys.stdout.write(json.dumps(told) + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2])
