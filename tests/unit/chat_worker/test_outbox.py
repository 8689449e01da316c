"""What was committed is said at least once, under ids that make it once in effect."""

import pytest

from services.chat_worker.domain.transcript import hand_to
from services.chat_worker.outbox import Outbox
from shared.events import Handler
from shared.publisher import BrokerUnavailable
from shared.visitor_view import MessageShown
from tests.unit.chat_worker.scripted import ScriptedClaude
from tests.unit.chat_worker.worker import Shared, Worker


@pytest.fixture
async def shared() -> Shared:
    """With a reply that is committed and not said."""
    shared = Shared()
    shared.arrives("How?")
    await Worker(shared, ScriptedClaude(["By card."])).answer()
    shared.live.frames.clear()
    return shared


@pytest.fixture
def outbox(shared: Shared) -> Outbox:
    return Outbox(shared.transcripts, shared.turns, shared.publisher, shared.live)


async def test_the_turn_becomes_a_document_and_its_events_are_said(shared: Shared, outbox: Outbox) -> None:
    await outbox.flush(shared.transcript)

    assert [event.type for event in shared.publisher.said] == ["reply.generated.v1", "usage.recorded.v1"]
    assert len(shared.turns.kept) == 1
    assert (shared.transcript.finished, shared.transcript.unsaid) == ([], [])
    assert shared.thread == ["How?", "By card."]


async def test_the_reply_is_shown_and_not_what_the_visitor_saw_before(shared: Shared, outbox: Outbox) -> None:
    await outbox.flush(shared.transcript)

    (frame,) = shared.live.frames
    assert isinstance(frame, MessageShown)
    assert frame.message.content == "By card."


async def test_with_the_reply_it_is_shown_for_sure_that_a_person_has_the_conversation(
    shared: Shared, outbox: Outbox
) -> None:
    """No later frame would make up for it."""
    await outbox.flush(hand_to(shared.transcript, Handler.PERSON, revision=1))

    assert [frame.kind for frame in shared.live.confirmed] == ["message", "conversation.updated"]


async def test_while_the_broker_is_away_the_visitor_sees_the_reply_and_nothing_is_forgotten(
    shared: Shared, outbox: Outbox
) -> None:
    shared.publisher.away = True

    with pytest.raises(BrokerUnavailable):
        await outbox.flush(shared.transcript)

    assert shared.live.kinds == ["message"]
    assert len(shared.transcript.unsaid) == 2
    assert shared.thread == ["How?", "By card."]


async def test_saying_it_again_says_the_same(shared: Shared, outbox: Outbox) -> None:
    """A worker that died after it had published says it all once more."""
    before = shared.transcript
    await outbox.flush(before)
    await outbox.flush(before)

    said = shared.publisher.said
    assert said[:2] == said[2:]
    assert len(shared.turns.kept) == 1


async def test_what_is_owed_meanwhile_is_not_forgotten(shared: Shared, outbox: Outbox) -> None:
    before = shared.transcript
    shared.arrives("And when?")

    await outbox.flush(before)

    assert [message.content for message in shared.transcript.pending] == ["And when?"]


async def test_where_there_is_nothing_to_say_nobody_is_asked(shared: Shared, outbox: Outbox) -> None:
    await outbox.flush(shared.transcript)
    shared.transcripts.fault = AssertionError("asked")

    await outbox.flush(shared.transcript)
