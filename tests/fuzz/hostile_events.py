"""Deliveries that no service of the desk would make: events that are almost right, and what is no event at all."""

import json
import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from aio_pika import Message
from hypothesis import strategies as st

from shared import topology
from shared.events import Event
from tests.contracts.test_documents import EXAMPLES
from tests.fuzz.naughty import STRINGS, is_unicode

Json = Any  # what the strategies draw

NTH_HEADER: Final = "x-fuzz"
CONTENT_TYPES: Final = (
    "application/json",
    "text/plain",
    "application/octet-stream",
    "application/json; charset=utf-16",
    "x",
    None,
)
ODD_FIELDS: Final = ("__proto__", "$set", "$where", "a.b", "", "_id", "type", "conversation_id", "\u202e")

texts = st.sampled_from(STRINGS) | st.text(max_size=50)
numbers = (
    st.integers()
    | st.sampled_from([2**31, 2**53, 2**63, 2**64, -(2**63) - 1, 10**400])
    | st.floats(allow_nan=True, allow_infinity=True)
)
values: st.SearchStrategy[Json] = st.recursive(
    st.none() | st.booleans() | numbers | texts,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(texts, inner, max_size=4),
    max_leaves=8,
)


@dataclass(frozen=True)
class Delivery:
    """`type` is what the message says that it is."""

    body: bytes
    type: str | None
    content_type: str | None = "application/json"
    id: str = field(default_factory=lambda: uuid.uuid4().hex)

    def message(self) -> Message:
        return Message(
            self.body,
            type=self.type,
            content_type=self.content_type,
            message_id=self.id,
            headers={NTH_HEADER: self.id},
        )

    def is_poison(self, service: str) -> bool:
        """Whether nothing but a dead letter can come of it. What is left may be handled, or fail in its handler."""
        event = _HEARD[service].get(self.type)
        if event is None:
            return True
        try:
            event.model_validate(json.loads(self.body))
        except (ValueError, RecursionError):
            return self.content_type == "application/json"
        return False


_HEARD: Final[Mapping[str, Mapping[str | None, type[Event]]]] = {
    service: {event.event_type(): event for event in events} for service, events in topology.LISTENERS.items()
}


def deliveries_to(service: str) -> st.SearchStrategy[Delivery]:
    """What may lie in its queue."""
    types = st.sampled_from([*_HEARD[service], "message.shouted.v1", "", None]) | texts.filter(_fits_a_type)
    return almost_right(service) | st.builds(Delivery, bodies, types, st.sampled_from(CONTENT_TYPES))


@st.composite
def almost_right(draw: st.DrawFn, service: str) -> Delivery:
    """An event that the service hears, with one thing or some of it changed; in a conversation of its own."""
    event = draw(st.sampled_from(topology.LISTENERS[service]))
    said = {**json.loads(EXAMPLES[event].model_dump_json()), "conversation_id": f"{draw(st.integers(0, 2**40)):024x}"}
    for name in draw(st.lists(st.sampled_from(sorted(said)), max_size=3, unique=True)):
        said[name] = draw(texts) if isinstance(said[name], str) and draw(st.booleans()) else draw(values)
    for name in draw(st.lists(st.sampled_from(sorted(said)), max_size=1)):
        del said[name]
    said |= draw(st.dictionaries(st.sampled_from(ODD_FIELDS), values, max_size=1))
    body = json.dumps(said).encode()
    return Delivery(body[: draw(st.sampled_from([len(body)] * 9 + [len(body) // 2]))], event.event_type())


bodies = (
    st.binary(max_size=200)
    | values.map(lambda value: json.dumps(value).encode())
    | texts.map(lambda text: text.encode("utf-8", "surrogatepass"))
    | st.sampled_from(
        [
            b"",
            b"null",
            b"[" * 100_000,
            b'{"a":' * 50_000 + b"1" + b"}" * 50_000,
            b'{"id": ' + b"9" * 50_000 + b"}",
            b'{"content": "' + b"x" * 1_000_000 + b'"}',
            b"\xef\xbb\xbf{}",
            '{"id": "x"}'.encode("utf-16"),
            b'{"id": "a", "id": {"$ne": null}}',
            b'{"occurred_at": 1e999}',
            b"\x80\x04\x95\x00.",
        ]
    )
)


def _fits_a_type(text: str) -> bool:
    return is_unicode(text) and len(text.encode()) < 255
