"""Faults as plain data: the steps of sending an answer, with a pause, a cut or a wrong event put in its place."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Final

from deploy.standin.behaviours import (
    Cut,
    Drop,
    End,
    ErrorEvent,
    Fault,
    Garbage,
    How,
    LeaveOut,
    Stall,
    UnknownEvent,
)
from deploy.standin.errors import envelope
from deploy.standin.frames import Chunk, sse

DELTA: Final = "content_block_delta"
BROKEN: Final = b'event: content_block_delta\ndata: {"type":"content_block_delta","index":\n\n'
UNKNOWN: Final = sse({"type": "unheard_of_event", "what": "a type of event that did not exist when this was written"})


@dataclass(frozen=True)
class Pause:
    """Send nothing for so many seconds."""

    seconds: float


@dataclass(frozen=True)
class Hangup:
    """End the connection, and send nothing more."""

    how: How


Step = Chunk | Pause | Hangup


def steps(chunks: list[Chunk], fault: Fault | None, request_id: str) -> list[Step]:
    """The chunks of an answer with the fault worked in."""
    match fault:
        case Drop(how=how):
            return [Hangup(how)]
        case Stall(after_deltas=None, seconds=seconds):
            return [Pause(seconds), *chunks]
        case Stall(after_deltas=int(place), seconds=seconds):
            before, after = _split(chunks, place)
            return [*before, Pause(seconds), *after]
        case Cut(after_bytes=int(size), how=how):
            return [*_first_bytes(chunks, size), Hangup(how)]
        case Cut(after_deltas=int(place), how=how):
            return [*_split(chunks, place)[0], Hangup(how)]
        case _:
            return list(_told_wrongly(chunks, fault, request_id))


def _told_wrongly(chunks: list[Chunk], fault: Fault | None, request_id: str) -> list[Chunk]:
    match fault:
        case LeaveOut(events=events):
            return [chunk for chunk in chunks if chunk.event not in events]
        case Garbage() if chunks[0].event == "message":
            return [replace(chunks[0], data=chunks[0].data[:-2])]
        case End(after_deltas=place):
            return _split(chunks, place)[0]
        case ErrorEvent(after_deltas=place, error=kind):
            error = sse(envelope(kind, f"The stream ends here: {kind}", request_id))
            return [*_split(chunks, place)[0], Chunk("error", error)]
        case Garbage(after_deltas=place) | UnknownEvent(after_deltas=place):
            before, after = _split(chunks, place)
            return [*before, Chunk("", BROKEN if fault.kind == "garbage" else UNKNOWN), *after]
        case _:
            return chunks


def _split(chunks: list[Chunk], after_deltas: int) -> tuple[list[Chunk], list[Chunk]]:
    """Before and after the place behind so many deltas: behind the last if there are fewer, before the first for 0."""
    deltas = [place for place, chunk in enumerate(chunks) if chunk.event == DELTA]
    if not deltas:
        at = next(place for place, chunk in enumerate(chunks) if chunk.event == "message_delta")
    elif after_deltas == 0:
        at = deltas[0]
    else:
        at = deltas[min(after_deltas, len(deltas)) - 1] + 1
    return chunks[:at], chunks[at:]


def _first_bytes(chunks: list[Chunk], size: int) -> Iterator[Chunk]:
    for chunk in chunks:
        if size <= 0:
            return
        whole = len(chunk.data) <= size
        yield chunk if whole else replace(chunk, data=chunk.data[:size], tokens=0)
        size -= len(chunk.data)
