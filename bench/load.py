"""A day's rush on one server. In: a demo home, rate, seconds. Out: a Markdown table of latencies and errors by kind of request.

    python -m bench.load --home HOME [--rate 200] [--seconds 60] [--people 12] [--threads 64]

Open loop: requests leave on a fixed schedule whatever the server does, and a latency counts from the moment at which its
request should have left (no coordinated omission: Tene, "How NOT to measure latency"). 90 % look-ups (search, record page),
9 % writes (an operation of the phone's outbox), 1 % questions over an area. What has not left `PATIENCE` seconds after the
last was due is given up: an error, whose latency is the wait so far. The server is started and stopped here; the home is
changed, so give it a copy. Refuses: a home that is no demo.
"""

from __future__ import annotations

import argparse
import json
import queue
import random
import statistics
import threading
import time
import urllib.error
import urllib.request
import uuid
from collections import Counter, defaultdict
from collections.abc import Callable
from pathlib import Path

from bench.serving import Person, free_port, serve

MIX = (("look-up", 90), ("write", 9), ("question", 1))
PATIENCE = 30.0


class Keeper(Person):
    """One who keeps records, with those of his reach."""

    def __init__(self, url: str, door: dict[str, str]) -> None:
        super().__init__(url, door)
        self.area = self.ask("GET", "/session")["posts"][0]["area"]
        given = {"register_code": "person", "words": "", "tags": [], "gone": False, "most": 200}
        self.records = [row["id"] for row in self.ask("POST", "/records/search", given)["rows"]]


def look_up(person: Keeper, chance: random.Random) -> None:
    if chance.random() < 0.5 and person.records:
        person.ask("GET", f"/records/{chance.choice(person.records)}")
        return
    words = chance.choice("王李张刘陈杨赵黄周吴")
    given = {"register_code": "person", "words": words, "tags": [], "gone": False, "most": 50}
    person.ask("POST", "/records/search", given)


def write(person: Keeper, chance: random.Random) -> None:
    operation = {
        "id": str(uuid.UUID(int=chance.getrandbits(128), version=4)), "kind": "confirm",
        "record": chance.choice(person.records), "base": 1, "elements": ["person.phone"],
    }  # fmt: skip
    person.ask("POST", "/sync", {"device": "bench", "operations": [operation]})


def question(person: Keeper, chance: random.Random) -> None:
    words = chance.choice(("80岁以上", "独居老人", "残疾人"))
    person.ask("POST", "/questions/answers", {"words": words, "columns": [], "area": person.area})


DO: dict[str, Callable[[Keeper, random.Random], None]] = {"look-up": look_up, "write": write, "question": question}


def rush(people: list[Keeper], rate: int, seconds: int, threads: int) -> tuple[dict[str, list[float]], Counter[str]]:
    """Latencies in seconds by kind, errors by what they were."""
    chance = random.Random(7)
    kinds = [kind for kind, share in MIX for _ in range(share)]
    waiting: queue.Queue[tuple[float, str, int] | None] = queue.Queue()
    took: dict[str, list[float]] = defaultdict(list)
    errors: Counter[str] = Counter()
    lock = threading.Lock()
    begun = time.perf_counter() + 0.5

    def work() -> None:
        while (item := waiting.get()) is not None:
            due, kind, seed = item
            if time.perf_counter() > begun + seconds + PATIENCE:
                with lock:
                    took[kind].append(time.perf_counter() - due)
                    errors.update([f"{kind} given up"])
                continue
            time.sleep(max(0.0, due - time.perf_counter()))
            own = random.Random(seed)
            try:
                DO[kind](own.choice(people), own)
                fault = ""
            except urllib.error.HTTPError as error:
                fault = f"{kind} {error.code}"
            except OSError as error:
                fault = f"{kind} {type(error).__name__}"
            with lock:
                took[kind].append(time.perf_counter() - due)
                errors.update([fault] if fault else [])

    for number in range(rate * seconds):
        waiting.put((begun + number / rate, chance.choice(kinds), number))
    pool = [threading.Thread(target=work) for _ in range(threads)]
    for _ in pool:
        waiting.put(None)
    for thread in pool:
        thread.start()
    for thread in pool:
        thread.join()
    return took, errors


def table(took: dict[str, list[float]], errors: Counter[str]) -> list[str]:
    lines = ["| requests | number | p50 ms | p99 ms | slowest ms |", "|---|---|---|---|---|"]
    for kind, times in sorted(took.items()):
        cuts = statistics.quantiles(times, n=100) if len(times) > 1 else times * 99
        lines.append(
            f"| {kind} | {len(times)} | {cuts[49] * 1e3:.0f} | {cuts[98] * 1e3:.0f} | {max(times) * 1e3:.0f} |"
        )
    whole = sum(map(len, took.values()))
    return [*lines, "", f"errors: {sum(errors.values())} of {whole} {dict(errors) or ''}"]


def main() -> None:
    read = argparse.ArgumentParser(description=__doc__)
    read.add_argument("--home", type=Path, required=True)
    for name, usual in (("rate", 200), ("seconds", 60), ("people", 12), ("threads", 64)):
        read.add_argument(f"--{name}", type=int, default=usual)
    given = read.parse_args()
    doors = json.loads((given.home / "demo.json").read_text("utf-8"))
    keepers = [door for door in doors if door["role"] in {"grid_worker", "community_secretary", "street_clerk"}]
    port = free_port()
    process = serve(given.home, port)
    try:
        people = [Keeper(f"http://127.0.0.1:{port}", keepers[number % len(keepers)]) for number in range(given.people)]
        print(*table(*rush(people, given.rate, given.seconds, given.threads)), sep="\n")
    finally:
        process.terminate()
        process.wait(timeout=30)


if __name__ == "__main__":
    main()
