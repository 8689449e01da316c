"""Where in an answer a fault strikes."""

import json
from typing import Any

import pytest
from pydantic import TypeAdapter

from deploy.standin.behaviours import Fault
from deploy.standin.faults import DELTA, Hangup, Pause, Step, steps
from deploy.standin.frames import Chunk, Envelope, stream, whole
from deploy.standin.replies import Reply, Say
from deploy.standin.usage import Usage

FAULT: TypeAdapter[Fault] = TypeAdapter(Fault)
REPLY = Reply((Say("one two three four five six seven eight"),))
ENVELOPE = Envelope("msg_01", "claude-haiku-4-5", Usage(output_tokens=REPLY.output_tokens))
STREAM = stream(REPLY, ENVELOPE)
DELTAS = sum(chunk.event == DELTA for chunk in STREAM)


def with_fault(kind: str, chunks: list[Chunk] = STREAM, **fields: Any) -> list[Step]:
    return steps(chunks, FAULT.validate_python({"kind": kind, **fields}), "req_01")


def sent(steps: list[Step]) -> list[Chunk]:
    return [step for step in steps if isinstance(step, Chunk)]


def deltas(steps: list[Step]) -> int:
    return sum(chunk.event == DELTA for chunk in sent(steps))


def test_there_are_enough_deltas_for_these_tests() -> None:
    assert DELTAS >= 4


def test_without_a_fault_everything_is_sent() -> None:
    assert steps(STREAM, None, "req_01") == STREAM


@pytest.mark.parametrize("how", ["reset", "close"])
def test_a_drop_sends_nothing(how: str) -> None:
    (only,) = with_fault("drop", how=how)
    assert isinstance(only, Hangup)
    assert only.how == how


def test_a_stall_before_the_headers_comes_first() -> None:
    assert with_fault("stall", seconds=9) == [Pause(9), *STREAM]


@pytest.mark.parametrize("after", [0, 1, 2, 99])
def test_a_stall_within_the_stream_comes_after_so_many_deltas(after: int) -> None:
    stalled = with_fault("stall", seconds=9, after_deltas=after)
    assert deltas(stalled[: stalled.index(Pause(9))]) == min(after, DELTAS)
    assert sent(stalled) == STREAM


@pytest.mark.parametrize("after", [0, 1, 2, 99])
def test_a_cut_after_deltas_sends_those_and_no_more(after: int) -> None:
    cut = with_fault("cut", after_deltas=after)
    assert deltas(cut) == min(after, DELTAS)
    assert cut[-1] == Hangup("reset")
    assert sent(cut)[0].event == "message_start"


@pytest.mark.parametrize("size", [0, 1, 100, 777])
def test_a_cut_after_bytes_sends_exactly_those(size: int) -> None:
    cut = with_fault("cut", after_bytes=size)
    whole_body = b"".join(chunk.data for chunk in STREAM)
    assert b"".join(chunk.data for chunk in sent(cut)) == whole_body[:size]
    assert cut[-1] == Hangup("reset")


def test_half_a_stream_ends_without_a_word() -> None:
    ended = with_fault("end", after_deltas=2)
    assert deltas(ended) == 2
    assert ended == STREAM[: len(ended)]


@pytest.mark.parametrize("missing", [["message_delta"], ["message_stop"], ["message_delta", "message_stop"]])
def test_a_stream_may_lack_its_last_events(missing: list[str]) -> None:
    told = [chunk.event for chunk in sent(with_fault("leave_out", events=missing))]
    assert told == [chunk.event for chunk in STREAM if chunk.event not in missing]


def test_an_error_event_is_the_last_of_its_stream() -> None:
    last = sent(with_fault("error_event", after_deltas=1, error="api_error"))[-1]
    assert last.data.startswith(b"event: error\n")
    assert json.loads(last.data.split(b"data: ")[1])["error"]["type"] == "api_error"


@pytest.mark.parametrize("kind", ["garbage", "unknown_event"])
def test_a_wrong_event_stands_among_the_right_ones(kind: str) -> None:
    told = sent(with_fault(kind, after_deltas=1))
    assert [chunk for chunk in told if chunk in STREAM] == STREAM
    assert len(told) == len(STREAM) + 1


def test_garbage_in_one_piece_is_broken_json() -> None:
    (body,) = sent(with_fault("garbage", whole(REPLY, ENVELOPE)))
    with pytest.raises(json.JSONDecodeError):
        json.loads(body.data)


def test_a_reply_without_deltas_is_struck_before_its_end() -> None:
    empty = stream(Reply(()), ENVELOPE)
    assert [chunk.event for chunk in sent(with_fault("cut", empty, after_deltas=3))] == ["message_start", "ping"]
