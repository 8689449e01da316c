"""A conversation is erased: nothing of it is left, whoever is at work on it, and nothing comes in any more."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from services.chat_worker.domain import transcript as steps
from services.chat_worker.domain.transcript import LATE_EVENTS_REFUSED, LeaseLost, Transcript
from services.chat_worker.domain.turn import FinishedTurn
from shared.events import ErasureCompleted, Handler, UsageRecorded
from tests.builders import (
    CONVERSATION_ID,
    NOON,
    a_contact_provided,
    a_conversation_erased,
    a_message_received,
    a_status_changed,
    a_usage_recorded,
    an_agent_replied,
)
from tests.unit.chat_worker.conversations import answered, begun, committed, heard, taken
from tests.unit.chat_worker.scripted import ScriptedClaude
from tests.unit.chat_worker.test_any_interleaving import HAPPENINGS, Story
from tests.unit.chat_worker.test_turns import Gate
from tests.unit.chat_worker.worker import Shared, Worker
from tests.waiting import eventually

WORDS = "the visitor's own words"
ERASED = a_conversation_erased()


def erased(current: Transcript) -> Transcript:
    return steps.erase(current, ERASED, NOON)


def test_no_word_is_left_and_the_receipt_is_to_be_said() -> None:
    current, _ = begun(heard(WORDS, a_message_received(WORDS, after_message_id="f" * 24), at=answered(WORDS)))

    after = erased(current)

    assert WORDS in current.model_dump_json()
    assert WORDS not in after.model_dump_json()
    (receipt,) = after.unsaid
    assert isinstance(receipt, ErasureCompleted)
    assert after.erased_until == NOON + LATE_EVENTS_REFUSED
    assert after.needs_work


def test_what_was_paid_is_still_said() -> None:
    current = steps.owe(heard("one"), a_usage_recorded())

    assert [type(event) for event in erased(current).unsaid] == [UsageRecorded, ErasureCompleted]


def test_erasing_again_changes_nothing() -> None:
    once = erased(answered("one"))

    assert steps.erase(once, ERASED, NOON + timedelta(days=1)) == once


def test_what_comes_late_is_refused() -> None:
    gone = erased(answered("one"))

    assert steps.receive(gone, a_message_received(WORDS), NOON) == gone
    assert steps.agent_replied(gone, an_agent_replied(WORDS, revision=9)) == gone
    assert steps.hand_to(gone, Handler.PERSON, 9) == gone
    assert steps.learn_contact(gone) == gone


def test_one_that_nothing_was_heard_of_is_refused_too() -> None:
    gone = erased(Transcript(conversation_id=CONVERSATION_ID))

    assert steps.receive(gone, a_message_received(WORDS), NOON) == gone


def test_whoever_answers_has_lost_it() -> None:
    current, fence = begun(heard("one"))
    gone = erased(current)

    with pytest.raises(LeaseLost):
        steps.checkpoint(gone, fence, 1, "By", now=NOON, lease_for=timedelta(seconds=10))
    with pytest.raises(LeaseLost):
        committed(gone.model_copy(update={"turn": current.turn}), fence)


def test_a_later_holder_is_told_from_one_before_it() -> None:
    _, before = taken(heard("one"))
    gone, after = taken(erased(taken(heard("one"))[0]))

    assert after > before
    assert gone.lease is not None


@settings(max_examples=60)
@given(*[st.lists(st.sampled_from(HAPPENINGS), max_size=60)] * 2)
def test_whatever_happened_and_happens_nothing_is_left(
    before: list[Callable[[Story], None]], after: list[Callable[[Story], None]]
) -> None:
    story = Story()
    for happening in before:
        happening(story)
    desk = story.desk
    taken_places = [*desk.kept, *(turn.id for turn in desk.transcript.finished)]
    desk.kept = {key: FinishedTurn(id=key, conversation_id=CONVERSATION_ID, messages=[]) for key in taken_places}
    desk.transcript = steps.erase(desk.transcript, ERASED, desk.now)
    for happening in after:
        happening(story)
    story.ends_well()

    assert desk.thread.messages == []
    assert desk.thread.partial is None
    assert not desk.transcript.needs_work
    assert [event for event in desk.said.values() if isinstance(event, ErasureCompleted)]


async def erases(worker: Worker) -> None:
    await worker.mailbox.erase(ERASED)


async def test_an_answer_in_the_making_ends_is_paid_for_and_leaves_nothing() -> None:
    shared, gate = Shared(), Gate()
    worker = Worker(shared, ScriptedClaude(["By", gate, " card."]))
    await worker.mailbox.put(a_message_received(WORDS))
    await eventually(lambda: gate.reached, "the call did not begin")

    await erases(worker)

    await eventually(lambda: shared.usages, "the call was not accounted for")
    await worker.turns.sweep()
    await worker.settled()
    assert [outcome for _, outcome in shared.usages] == ["wasted"]
    assert (shared.spend.spent > 0, shared.spend.reserved) == (True, {})
    assert shared.thread == []
    assert [event.id for event in shared.publisher.said if isinstance(event, ErasureCompleted)] == [
        f"{ERASED.id}:chat_worker"
    ]


async def test_the_visitors_pages_are_told_and_late_events_are_counted() -> None:
    shared = Shared()
    worker = Worker(shared, ScriptedClaude())
    await erases(worker)
    await worker.mailbox.put(a_message_received(WORDS))
    await worker.mailbox.put_reply(an_agent_replied(WORDS))
    await worker.mailbox.keep_contact(a_contact_provided())
    await worker.mailbox.hand_over(a_status_changed())
    await worker.settled()

    assert [frame.kind for frame in shared.live.frames] == ["conversation.erased"]
    assert worker.metric("support_chat_worker_late_events_refused_total") == 4
    assert WORDS not in shared.transcript.model_dump_json()


async def test_a_late_worker_finds_the_places_of_its_turns_taken() -> None:
    shared = Shared()
    worker = Worker(shared, ScriptedClaude())
    shared.arrives(WORDS)
    late = answered(WORDS)
    shared.transcripts.kept[CONVERSATION_ID] = late
    await erases(worker)

    for turn in late.finished:
        await shared.turns.keep(turn)
    await worker.settled()

    assert shared.thread == []
