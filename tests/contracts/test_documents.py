"""docs/contracts is what the code says, and what it says hangs together."""

import json
from collections.abc import Iterator
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from shared import topology
from shared.events import EVENTS, Event
from tests import builders
from tests.contracts.generate import FOLDER, SAYS, broken, documents, outdated

DOCUMENTS = documents()
EXAMPLES: dict[type[Event], Event] = {
    type(event): event
    for event in (
        builders.a_message_received(),
        builders.a_contact_provided(),
        builders.a_conversation_rated(),
        builders.a_message_logged(),
        builders.a_reply_generated(),
        builders.a_usage_recorded(),
        builders.an_escalation_requested(),
        builders.a_conversation_escalated(),
        builders.a_status_changed(),
        builders.an_outcome_changed(),
        builders.an_agent_replied(),
        builders.a_conversation_erased(),
        builders.an_erasure_completed(),
    )
}


def test_what_is_checked_in_is_what_the_code_says() -> None:
    assert outdated(DOCUMENTS) == [], "run `make contracts`"


def test_no_event_has_changed_so_that_others_misread_it() -> None:
    assert broken(DOCUMENTS) == []


def test_an_event_that_others_would_misread_is_not_written_over_the_old_one() -> None:
    name = f"events/{EVENTS[0].event_type()}.json"
    without_a_field = {**DOCUMENTS[name], "properties": {}, "required": []}

    complaints = broken({**DOCUMENTS, name: without_a_field})

    assert complaints
    assert all(complaint.startswith(f"{EVENTS[0].event_type()}: the event: the field") for complaint in complaints)
    assert broken({key: value for key, value in DOCUMENTS.items() if key != name}) != []


@pytest.mark.parametrize("event", EVENTS, ids=lambda event: event.event_type())
def test_an_event_fits_its_checked_in_schema(event: type[Event]) -> None:
    schema = json.loads((FOLDER / "events" / f"{event.event_type()}.json").read_text(encoding="utf-8"))
    Draft202012Validator.check_schema(schema)

    Draft202012Validator(schema).validate(json.loads(EXAMPLES[event].model_dump_json()))


def test_every_event_that_is_heard_is_said_and_every_one_that_is_said_is_heard() -> None:
    heard = {event for events in topology.LISTENERS.values() for event in events}
    said = {event for events in SAYS.values() for event in events}

    assert heard == said == set(EVENTS)


@pytest.mark.parametrize("service", SAYS)
def test_a_service_hears_exactly_what_its_queue_is_bound_to(service: str) -> None:
    document = DOCUMENTS[f"asyncapi/{service}.json"]
    received = {
        ref.rpartition("/")[2]
        for name, message in document["components"]["messages"].items()
        if name.startswith(f"support.{service}:")
        for ref in _refs(message["payload"])
    }

    assert received == {event.__name__ for event in topology.LISTENERS.get(service, ())}


@pytest.mark.parametrize("service", SAYS)
def test_a_service_says_exactly_what_it_may_publish(service: str) -> None:
    operations = DOCUMENTS[f"asyncapi/{service}.json"]["operations"]
    sent = {name for name, operation in operations.items() if operation["action"] == "send"}

    assert sent == {event.event_type() for event in SAYS[service]}


@pytest.mark.parametrize("name", sorted(name for name in DOCUMENTS if not name.startswith("events/")))
def test_every_reference_within_a_document_leads_somewhere(name: str) -> None:
    document = DOCUMENTS[name]
    for ref in _refs(document):
        found: Any = document
        for part in ref.removeprefix("#/").split("/"):
            found = found[part.replace("~1", "/").replace("~0", "~")]
        assert found


@pytest.mark.parametrize("name", sorted(name for name in DOCUMENTS if name.startswith("openapi/")))
def test_every_route_documents_its_success_and_its_problems(name: str) -> None:
    for path, methods in DOCUMENTS[name]["paths"].items():
        for method, operation in methods.items():
            answers = operation["responses"]
            assert any(status.startswith("2") for status in answers), (path, method)
            problems = [answers[status] for status in answers if status.startswith("4")]
            assert all("application/problem+json" in problem["content"] for problem in problems), (path, method)


def _refs(part: Any) -> Iterator[str]:  # any JSON
    if isinstance(part, dict):
        if isinstance(part.get("$ref"), str):
            yield part["$ref"]
        for value in part.values():
            yield from _refs(value)
    elif isinstance(part, list):
        for item in part:
            yield from _refs(item)
