"""The data standard over HTTP: every element is there, an unknown one is refused in words."""

from __future__ import annotations

from django.test import Client

from yibiao.flow.standard import load


def test_the_api_lists_every_element_of_the_standard() -> None:
    reply = Client().get("/api/standard/elements")
    assert {entry["code"] for entry in reply.json()} == set(load().elements)


def test_an_unknown_element_is_refused_in_words() -> None:
    reply = Client().get("/api/standard/elements/person.no_such_thing")
    assert (reply.status_code, reply.json()["code"]) == (404, "HTTP_NOT_THERE")


def test_one_element_tells_its_domain_and_sensitivity() -> None:
    entry = Client().get("/api/standard/elements/person.id_number").json()
    assert (entry["domain"], entry["sensitivity"]) == ("citizen_id", 4)


def test_health_tells_the_version_and_nothing_else() -> None:
    reply = Client().get("/api/health").json()
    assert set(reply) == {"status", "version"} and reply["status"] == "ok"
