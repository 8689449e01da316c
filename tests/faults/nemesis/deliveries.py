"""Faults of what is delivered: real messages once more and in any order, and messages that nobody can handle."""

import json
import random
import uuid
from collections.abc import Callable, Mapping
from typing import Any, Final

import aio_pika
from aio_pika import DeliveryMode, Message

from tests.faults.collecting import LISTENERS, digest
from tests.faults.evidence import Letter
from tests.faults.nemesis.scene import Inject, Proof, Scene
from tests.faults.nemesis.servers import BROKER

RECEIVED: Final = "message.received.v1"
MEGABYTE: Final = 1_000_000
DEPTH: Final = 100_000
AT_ONCE: Final = 3


async def duplicates(scene: Scene, dice: random.Random) -> Proof | None:
    """What was said is said twice more, shuffled."""
    async with scene.holding(BROKER):
        said = await scene.tap.say_again(dice, count=dice.randint(20, 60), times=2)
    return Proof(BROKER, f"{said} messages said again") if said else None


async def poison(scene: Scene, dice: random.Random) -> Proof | None:
    """Messages of the right address that cannot be handled."""
    kinds = [dice.choice(list(POISONS)) for _ in range(AT_ONCE)]
    async with (
        scene.holding(BROKER),
        await aio_pika.connect(scene.system.broker.url) as connection,
        connection.channel() as channel,
    ):
        for kind in kinds:
            service, message = dice.choice(LISTENERS), POISONS[kind]()
            await channel.default_exchange.publish(message, f"support.{service}", mandatory=True)
            scene.poison.append(Letter(service=service, digest=digest(message.body)))
    return Proof(BROKER, ", ".join(kinds))


def _invalid_json() -> Message:
    return _message(b'{"content": "' + _marker().encode())


def _wrong_version() -> Message:
    return _message(_event(), type="message.received.v99")


def _huge() -> Message:
    return _message(json.dumps(_marker() + "x" * MEGABYTE).encode())


def _without_headers() -> Message:
    return Message(_event(), delivery_mode=DeliveryMode.PERSISTENT)


def _deep() -> Message:
    return _message(b"[" * DEPTH + f'"{_marker()}"'.encode() + b"]" * DEPTH)


def _wrong_content_type() -> Message:
    return _message(_event(), content_type="text/plain")


def _missing_field() -> Message:
    return _message(json.dumps({"content": _marker()}).encode())


POISONS: Final[Mapping[str, Callable[[], Message]]] = {
    "invalid JSON": _invalid_json,
    "wrong version": _wrong_version,
    "1 MB": _huge,
    "no headers": _without_headers,
    "deep JSON": _deep,
    "wrong content type": _wrong_content_type,
    "a field missing": _missing_field,
}


def _marker() -> str:
    """No two poisons are the same."""
    return f"poison {uuid.uuid4()}"


def _event() -> bytes:
    """As it should be, but for what the caller makes of it."""
    return json.dumps(
        {
            "id": _marker(),
            "type": RECEIVED,
            "occurred_at": "2026-11-20T12:00:00Z",
            "conversation_id": uuid.uuid4().hex[:24],
            "message_id": uuid.uuid4().hex[:24],
            "content": _marker(),
            "visitor": {"key": "poison"},
        }
    ).encode()


def _message(body: bytes, **properties: Any) -> Message:  # those of aio_pika.Message
    usual = {"type": RECEIVED, "content_type": "application/json", "message_id": uuid.uuid4().hex}
    return Message(body, delivery_mode=DeliveryMode.PERSISTENT, **{**usual, **properties})


DELIVERY_FAULTS: Final[dict[str, Inject]] = {"duplicates": duplicates, "poison": poison}
