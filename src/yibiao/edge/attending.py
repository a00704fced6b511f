"""One of the processes of `attendants`: `python -m yibiao.edge.attending mirror|worker|web GIVEN`.

In: the environment, JSON for the web. Ends at SIGTERM, or when who started it is gone. Refuses: a home without keys.
"""

from __future__ import annotations

import json
import os
import signal
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from threading import Event, Thread
from typing import Any

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "yibiao.site.settings")

Given = Mapping[str, Any]


def mirror(given: Given) -> None:
    """Own the mirror and answer for it."""
    from yibiao.edge.attendants import ADDRESS
    from yibiao.edge.estate import house_now
    from yibiao.work.ledgers.mirror import Mirror
    from yibiao.work.ledgers.sharing import USE, Service

    end, address, house = _end(), Path(os.environ[ADDRESS]), house_now()
    held = Mirror.open(house)
    address.unlink(missing_ok=True)  # of one that was killed
    service = Service(held, str(address), house.vault.subkey(USE), house_now)
    Thread(target=service.run, name="mirror service", daemon=True).start()
    end.wait()
    service.close()
    held.leave()
    os._exit(0)  # threads that still hold a cursor are not waited for: they only read


def worker(given: Given) -> None:
    """Do the jobs and what is due once a day. A job in the middle of which it must end is taken up by the next one."""
    from yibiao.edge.estate import estate
    from yibiao.edge.worker.loop import run

    run(estate, _end())


def web(given: Given) -> None:
    """Answer the web in several processes."""
    from yibiao.edge.listening import listen

    listen(**given)


DO: dict[str, Callable[[Given], None]] = {"mirror": mirror, "worker": worker, "web": web}


def _end() -> Event:
    end = Event()
    signal.signal(signal.SIGTERM, lambda *_: end.set())
    return end


def main(kind: str, given: str) -> None:
    from yibiao.edge.attendants import end_with_parent

    end_with_parent()
    if kind != "web":
        import django

        django.setup()
    DO[kind](json.loads(given))


if __name__ == "__main__":
    main(*sys.argv[1:])
