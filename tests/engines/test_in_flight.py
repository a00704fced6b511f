"""The mirror never reads past a transaction that is still in flight: nobody who commits late is skipped.

Numbers that a database hands out before the commit would be skipped: the later one may commit first. Ours are given
under a lock that is held until the commit, on both engines.
"""

from __future__ import annotations

import json
import os
import select
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from tests.engines.test_durable import ROOT, Place, laid, place

__all__ = ["laid", "place"]
LONG = 60.0


class Speaker:
    """One process and its last word."""

    def __init__(self, place: Place) -> None:
        command = [sys.executable, "-m", "tests.engines.speaker", str(place.home), place.url]
        self.process = subprocess.Popen(
            command, env=place.environment, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE
        )

    def tell(self, word: str) -> None:
        assert self.process.stdin is not None
        self.process.stdin.write(f"{word}\n".encode())
        self.process.stdin.flush()

    def hear(self, seconds: float = LONG) -> Any:
        """What it says, or None where it says nothing for so long."""
        assert self.process.stdout is not None
        told = b""
        while not told.endswith(b"\n"):
            ready, _, _ = select.select([self.process.stdout], [], [], seconds)
            if not ready:
                return None
            piece = os.read(self.process.stdout.fileno(), 65_536)
            assert piece, "the process has ended"
            told += piece
        return json.loads(told)

    def ask(self, word: str) -> Any:
        self.tell(word)
        return self.hear()


@contextmanager
def speaking(place: Place, count: int) -> Iterator[list[Speaker]]:
    speakers = [Speaker(place) for _ in range(count)]
    try:
        assert [one.hear() for one in speakers] == ["ready"] * count
        yield speakers
    finally:
        for one in speakers:
            assert one.process.stdin is not None and one.process.stdout is not None
            one.process.stdin.close()
            one.process.wait(timeout=LONG)
            one.process.stdout.close()


def test_a_transaction_in_flight_is_waited_for_and_never_skipped(place: Place) -> None:
    with speaking(place, 3) as (holder, writer, looker):
        before = looker.ask("look")
        first = holder.ask("hold 甲")
        assert looker.ask("look") == before  # nothing of it, and the line it will have is not passed
        assert first == before["sequence"] + 1
        writer.tell("write 乙")
        assert writer.hear(seconds=1.5) is None  # no later number is given while it is in flight
        assert looker.ask("look") == before
        assert holder.ask("commit") == "committed"
        assert writer.hear() == first + 1
        assert looker.ask("look") == {"names": ["乙", "甲"], "sequence": first + 1}
    found = place.found()
    assert found["chain"] == [] and found["scrub"] == []
