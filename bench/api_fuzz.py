"""Requests made up from the OpenAPI document, by everybody, to a running server. In: a demo home. Out: how many of each status.

    python -m bench.api_fuzz --home HOME [--requests 5000]

schemathesis draws them; many aim at ids that exist. Every reply must be no fault of the server's and as the document says
(status, media type, schema): the first that is not ends the run with its request. The home is changed, so give it a copy.
"""

from __future__ import annotations

import argparse
import json
from collections import Counter
from itertools import cycle, islice
from pathlib import Path
from typing import Any

import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from bench.serving import Person, free_port, serve

CHECKS = [not_a_server_error, status_code_conformance, content_type_conformance, response_schema_conformance]
DOORWAYS = frozenset({"DELETE /api/session", "POST /api/session"})
"""These would end the session that the rest of the requests needs."""


def send(operation: Any, people: list[Person], known: list[str], examples: int, seen: Counter[str]) -> None:
    """`examples` requests of one operation by each of these people; path parameters are often ids that exist.

    The requests differ, and the people take turns: drawing them anew for each of the people takes longer than the server.
    """
    turns, left = cycle(people), set(map(id, people))

    @settings(
        max_examples=examples * len(people), deadline=None, database=None, phases=[Phase.generate], derandomize=True,
        suppress_health_check=list(HealthCheck),
    )  # fmt: skip
    @given(case=operation.as_strategy(), pick=st.sampled_from([None, *known]))
    def one(case: Any, pick: str | None) -> None:
        if pick is not None and case.path_parameters:
            case.path_parameters = dict.fromkeys(case.path_parameters, pick)
        person = next(turns)
        reply = case.call(headers=person.headers)
        seen[f"{reply.status_code // 100}xx"] += 1
        case.validate_response(reply, checks=CHECKS)
        left.discard(id(person))

    while left:  # few different requests can be made of a plain operation
        one()


def all_over(url: str, doors: dict[str, dict[str, str]], known: list[str], requests: int) -> Counter[str]:
    """Send about `requests`; how many of each kind of status came back. The first reply that is wrong raises.

    Where they do not suffice for everybody, the people take turns at the operations, and nobody's turn comes each time.
    """
    schema = schemathesis.openapi.from_url(f"{url}/api/openapi.json")
    operations = [result.ok() for result in schema.get_all_operations()]
    nobody, people = Person(url, None), [Person(url, door) for door in doors.values()]
    each = max(1, requests // ((len(people) + 1) * len(operations)))
    some = min(len(people), max(1, requests // len(operations) - 1))
    turns = cycle(people)
    seen: Counter[str] = Counter()
    for operation in operations:
        asking = [nobody] if operation.label in DOORWAYS else [*islice(turns, some), nobody]
        send(operation, asking, known, each, seen)
    return seen


def known_ids(url: str, door: dict[str, str]) -> list[str]:
    """Ids of some records that this account may open."""
    asked = {"register_code": "person", "words": "", "tags": [], "gone": False, "most": 20}
    return [str(row["id"]) for row in Person(url, door).ask("POST", "/records/search", asked)["rows"]]


def main() -> None:
    read = argparse.ArgumentParser(description=__doc__)
    read.add_argument("--home", type=Path, required=True)
    read.add_argument("--requests", type=int, default=5_000)
    wanted = read.parse_args()
    doors = {door["role"]: door for door in json.loads((wanted.home / "demo.json").read_text("utf-8"))}
    port = free_port()
    process = serve(wanted.home, port)
    try:
        url = f"http://127.0.0.1:{port}"
        seen = all_over(url, doors, known_ids(url, doors["grid_worker"]), wanted.requests)
        print(
            f"{sum(seen.values())} requests by {len(doors)} roles and nobody: {dict(sorted(seen.items()))}; no fault, no reply undocumented"
        )
    finally:
        process.terminate()
        process.wait(timeout=30)


if __name__ == "__main__":
    main()
