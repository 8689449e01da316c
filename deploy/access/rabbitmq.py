"""The accounts of the services on RabbitMQ, in its own format: what is there, and who may configure, write and read it.

What a service may say is told by event type (topic permissions): the gateway can say that a visitor wrote, and nobody
can make it say what only the chat worker may. Exchanges, queues and bindings are made with the accounts, so that no
service has to be allowed to make them; each makes and binds its own queue, as it does everywhere.
"""

import re
from collections.abc import Iterable, Mapping
from typing import Final

from faststream.rabbit import RabbitQueue

from shared import topology

Definition = dict[str, object]  # one line of RabbitMQ's definitions, whose format is its own

DEAD_LETTERS: Final = "dead_letters"
"""The account of `python -m shared.dead_letters`: takes from the dead letters, and puts back into any queue."""
_FRAMES_FROM: Final = "chat_worker"
_FRAMES_TO: Final = "gateway"
_LIVE_QUEUES: Final = re.escape(topology.LIVE_EXCHANGE) + r"\..+"
_DEFAULT_EXCHANGE: Final = r"amq\.default"


def definitions(says: Mapping[str, Iterable[str]]) -> dict[str, list[Definition]]:
    """`says`: the types of the events that each service says, also for one that says nothing."""
    listeners = topology.LISTENERS
    kinds = (topology.dead_letter_queue_of, topology.queue_of)
    return {
        "exchanges": [
            _line(name=name, type=kind.value, durable=True, auto_delete=False, internal=False, arguments={})
            for name, kind in topology.EXCHANGES.items()
        ],
        "queues": [_queue(queue_of(service)) for service in listeners for queue_of in kinds],
        "bindings": [binding for service in listeners for binding in _bindings(service)],
        "permissions": [*map(_permissions, says), _permissions_of_dead_letters()],
        "topic_permissions": [
            _line(user=name, exchange=topology.EVENTS_EXCHANGE, write=_any_of(types), read=_any_of(_heard_by(name)))
            for name, types in says.items()
        ],
    }


def _permissions(service: str) -> Definition:
    events, dead, live = map(re.escape, (topology.EVENTS_EXCHANGE, topology.DEAD_EXCHANGE, topology.LIVE_EXCHANGE))
    own = _LIVE_QUEUES if service == _FRAMES_TO else re.escape(topology.queue_name(service))
    letters = [dead] if service in topology.LISTENERS else []
    frames = [live] if service == _FRAMES_FROM else []
    heard = live if service == _FRAMES_TO else events
    return _may(service, configure=[own], write=[own, events, *letters, *frames], read=[own, heard])


def _permissions_of_dead_letters() -> Definition:
    graves = [re.escape(topology.dead_letter_queue_name(service)) for service in topology.LISTENERS]
    return _may(DEAD_LETTERS, configure=[], write=[_DEFAULT_EXCHANGE], read=graves)


def _may(user: str, *, configure: list[str], write: list[str], read: list[str]) -> Definition:
    return _line(user=user, configure=_pattern(configure), write=_pattern(write), read=_pattern(read))


def _heard_by(service: str) -> list[str]:
    return [event.event_type() for event in topology.LISTENERS.get(service, ())]


def _any_of(types: Iterable[str]) -> str:
    return _pattern(map(re.escape, types))


def _pattern(choices: Iterable[str]) -> str:
    """Without any, it matches no name but the empty one, which nothing has."""
    return f"^({'|'.join(choices)})$"


def _queue(queue: RabbitQueue) -> Definition:
    return _line(name=queue.name, durable=True, auto_delete=False, arguments=dict(queue.arguments or {}))


def _bindings(service: str) -> list[Definition]:
    queue, grave = topology.queue_name(service), topology.dead_letter_queue_name(service)
    ways = [(topology.DEAD_EXCHANGE, grave, grave)]
    ways += [(topology.EVENTS_EXCHANGE, queue, event_type) for event_type in _heard_by(service)]
    return [
        _line(source=source, destination=destination, destination_type="queue", routing_key=key, arguments={})
        for source, destination, key in ways
    ]


def _line(**parts: object) -> Definition:
    return {"vhost": "/", **parts}
