"""Whatever becomes of Claude, the visitor gets exactly one reply."""

import asyncio
from functools import partial

import pytest

from services.chat_worker.answering import RESTARTS_FOR_NEWER_MESSAGES
from services.chat_worker.claude.calls import CallFailed, CallRefused
from services.chat_worker.domain import transcript as steps
from services.chat_worker.domain.transcript import LeaseLost, TakenOver
from shared.events import EscalationRequested, ReplyGenerated, TokenCounts
from tests.builders import CONVERSATION_ID
from tests.unit.chat_worker.conversations import LEASE_FOR
from tests.unit.chat_worker.scripted import Part, ScriptedClaude, Stop, visitor_said
from tests.unit.chat_worker.worker import Shared, Worker, fixed
from tests.waiting import eventually

APOLOGY = fixed("assistant_unavailable", "ask_for_contact")
OVERLOADED = CallFailed("529 overloaded_error")


@pytest.fixture
def shared() -> Shared:
    shared = Shared()
    shared.arrives("How?")
    return shared


async def test_an_answer_is_shown_as_it_comes_and_committed_as_it_was_shown(shared: Shared) -> None:
    await Worker(shared, ScriptedClaude(["By ", "card", "."])).answer()

    assert shared.thread == ["How?", "By card."]
    assert shared.live.kinds[0] == "reply.started"
    assert shared.live.attempts == {1: "By card."}


async def test_claude_is_told_what_was_said_before(shared: Shared) -> None:
    claude = ScriptedClaude(["By card."], ["Today."])
    worker = Worker(shared, claude)
    await worker.answer()
    shared.transcripts.pass_time(11)
    shared.arrives("When?")

    await worker.answer()

    first, second, third = claude.requests[-1].messages
    assert (visitor_said(first.texts), second.texts, visitor_said(third.texts)) == (["How?"], ["By card."], ["When?"])


async def test_a_failed_call_is_made_again_and_what_it_showed_is_withdrawn(shared: Shared) -> None:
    await Worker(shared, ScriptedClaude(["By ca", OVERLOADED], ["With a card."])).answer()

    assert shared.thread == ["How?", "With a card."]
    assert shared.live.attempts == {1: "By ca", 2: "With a card."}
    assert shared.events(EscalationRequested) == []
    (reply,) = shared.events(ReplyGenerated)
    assert reply.provenance.attempts == 2


async def test_past_the_last_attempt_the_visitor_is_told_and_a_person_asked_for(shared: Shared) -> None:
    claude = ScriptedClaude([OVERLOADED], [OVERLOADED])
    await Worker(shared, claude, attempts=2).answer()

    assert shared.thread == ["How?", APOLOGY]
    assert list(shared.live.attempts.values())[-1] == APOLOGY
    (escalation,) = shared.events(EscalationRequested)
    assert (escalation.category, escalation.summary) == ("assistant_unavailable", "How?")
    assert len(claude.requests) == 2


async def test_an_apology_is_no_answer_of_a_model(shared: Shared) -> None:
    await Worker(shared, ScriptedClaude([OVERLOADED]), attempts=1).answer()

    (reply,) = shared.events(ReplyGenerated)
    assert (reply.stop_reason, reply.tokens, reply.provenance.request_id) == (None, TokenCounts(), None)


async def test_claude_is_not_waited_for_longer_than_a_visitor_would(shared: Shared) -> None:
    claude = ScriptedClaude([CallFailed("429 rate_limit_error", retry_after_seconds=3_600)])
    await Worker(shared, claude, attempts=5).answer()

    assert shared.thread == ["How?", APOLOGY]
    assert len(claude.requests) == 1


async def test_while_call_after_call_fails_claude_is_left_alone_for_a_while(shared: Shared) -> None:
    claude = ScriptedClaude([OVERLOADED], [OVERLOADED], ["By card."])
    worker = Worker(shared, claude, attempts=2, breaker_failures=2, breaker_seconds=0.05)
    await worker.answer()
    shared.transcripts.pass_time(11)
    shared.the_bot_gets_it_back()
    shared.arrives("And now?")

    await worker.answer()

    assert shared.thread == ["How?", APOLOGY, "And now?", "By card."]
    assert worker.registry.get_sample_value("support_claude_circuit_open") == 0


async def test_a_turn_whose_patience_ends_before_the_next_probe_does_not_call(shared: Shared) -> None:
    claude = ScriptedClaude([OVERLOADED], ["By card."])
    await Worker(shared, claude, attempts=2, breaker_failures=1, breaker_seconds=3_600).answer()

    assert shared.thread == ["How?", APOLOGY]
    assert len(claude.requests) == 1


@pytest.mark.parametrize("parts", [[CallRefused("401 authentication_error")], [], [" ", "\n"]])
async def test_what_cannot_help_is_not_tried_again(shared: Shared, parts: list[Part]) -> None:
    """A refusal; and an empty reply, which would be as empty the next time."""
    claude = ScriptedClaude(parts)
    await Worker(shared, claude, attempts=5).answer()

    assert shared.thread == ["How?", APOLOGY]
    assert [event.category for event in shared.events(EscalationRequested)] == ["assistant_unavailable"]
    assert len(claude.requests) == 1


async def test_a_pause_is_no_answer_and_the_call_is_made_again(shared: Shared) -> None:
    claude = ScriptedClaude(["Let me", Stop("pause_turn")], ["By card."])
    await Worker(shared, claude, attempts=2).answer()

    assert shared.thread == ["How?", "By card."]
    assert shared.usages == [(1, "failed"), (2, "used")]


async def test_who_pauses_again_and_again_is_not_waited_for(shared: Shared) -> None:
    paused: list[Part] = ["Let me", Stop("pause_turn")]
    claude = ScriptedClaude(*[paused] * 3)
    await Worker(shared, claude, attempts=2).answer()

    assert shared.thread == ["How?", APOLOGY]
    assert len(claude.requests) == 2


async def test_a_message_before_the_first_word_is_answered_with_the_others(shared: Shared) -> None:
    claude = ScriptedClaude([lambda: shared.arrives("And when?"), "By card."], ["By card, today."])
    await Worker(shared, claude).answer()

    assert claude.asked == [["How?"], ["How?", "And when?"]]
    assert shared.thread == ["How?", "And when?", "By card, today."]
    assert shared.transcript.pending == []
    assert shared.live.attempts[1] == ""


async def test_a_message_after_the_first_word_waits_for_its_own_answer(shared: Shared) -> None:
    claude = ScriptedClaude(["By ", lambda: shared.arrives("And when?"), "card."])
    await Worker(shared, claude).answer()

    assert shared.thread == ["How?", "And when?", "By card."]
    assert [message.content for message in shared.transcript.pending] == ["And when?"]


async def test_a_visitor_who_never_stops_typing_is_answered_all_the_same(shared: Shared) -> None:
    claude = ScriptedClaude()
    for nth in range(RESTARTS_FOR_NEWER_MESSAGES + 1):
        claude.then(partial(shared.arrives, f"more {nth}"), "By card.")
    await Worker(shared, claude).answer()

    assert shared.thread[-1] == "By card."
    assert [message.content for message in shared.transcript.pending] == [f"more {RESTARTS_FOR_NEWER_MESSAGES}"]


async def test_the_partial_reply_is_kept_and_the_lease_renewed_while_claude_talks(shared: Shared) -> None:
    async def until_kept() -> None:
        shared.transcripts.pass_time(5)
        await eventually(
            lambda: shared.transcript.turn is not None and shared.transcript.turn.text == "By card", "nothing was kept"
        )

    await Worker(shared, ScriptedClaude(["By card", until_kept, "."])).answer()

    assert shared.transcript.lease is not None
    assert (shared.transcript.lease.until - shared.transcripts.now).total_seconds() == 10


@pytest.mark.parametrize("place", ["before the first word", "in the middle"])
async def test_nothing_is_committed_once_a_person_has_the_conversation(shared: Shared, place: str) -> None:
    said: list[Part] = [] if place == "before the first word" else ["By "]
    worker = Worker(shared, ScriptedClaude([*said, shared.a_person_takes_it, "card.", _for_ever]))

    with pytest.raises(TakenOver):
        await worker.answer()

    assert shared.thread == ["How?"]
    assert shared.events(ReplyGenerated) == []
    assert shared.live.kinds[-1] == "reply.reset"


@pytest.mark.parametrize("place", ["before the first word", "in the middle", "after the last word"])
async def test_nothing_is_committed_once_another_worker_has_taken_over(shared: Shared, place: str) -> None:
    parts: dict[str, list[Part]] = {
        "before the first word": [shared.another_takes_over, "By card.", _for_ever],
        "in the middle": ["By ", shared.another_takes_over, "card.", _for_ever],
        "after the last word": ["By card.", shared.another_takes_over],
    }
    worker = Worker(shared, ScriptedClaude(parts[place]), checkpoint_seconds=60 if "after" in place else 0.001)

    with pytest.raises(LeaseLost):
        await worker.answer()

    assert shared.thread == ["How?"]
    assert shared.events(ReplyGenerated) == []
    assert shared.live.kinds[-1] == "reply.reset"


async def test_a_turn_in_the_middle_of_which_worker_after_worker_died_is_not_tried_for_ever(shared: Shared) -> None:
    """Each of its calls was paid for, and nobody knows why they died."""
    for _ in range(2 + RESTARTS_FOR_NEWER_MESSAGES):
        await shared.transcripts.take(CONVERSATION_ID, "late", LEASE_FOR)
        shared.transcripts.apply(
            CONVERSATION_ID, lambda current, now: steps.begin_attempt(current, current.last_fence, now, LEASE_FOR)
        )
        shared.transcripts.pass_time(11)
    claude = ScriptedClaude()

    await Worker(shared, claude, attempts=2).answer()

    assert claude.requests == []
    assert shared.thread == ["How?", APOLOGY]


async def test_without_a_settle_window_nothing_is_waited_for(shared: Shared) -> None:
    claude = ScriptedClaude(["By card."])
    await Worker(shared, claude).answer()

    assert shared.live.kinds.count("reply.started") == 1


async def test_what_arrives_in_the_settle_window_is_answered_together_in_one_call(shared: Shared) -> None:
    claude = ScriptedClaude(["By card, today."])
    answering = asyncio.create_task(Worker(shared, claude, settle_seconds=0.05).answer())
    await eventually(lambda: "reply.started" in shared.live.kinds, "the turn did not begin")
    shared.arrives("And when?")
    await answering

    assert claude.asked == [["How?", "And when?"]]
    assert shared.thread == ["How?", "And when?", "By card, today."]
    assert shared.usages == [(2, "used")]
    assert shared.transcript.pending == []


async def test_a_person_may_take_the_conversation_in_the_settle_window(shared: Shared) -> None:
    claude = ScriptedClaude()
    answering = asyncio.create_task(Worker(shared, claude, settle_seconds=5).answer())
    await eventually(lambda: "reply.started" in shared.live.kinds, "the turn did not begin")
    shared.a_person_takes_it()

    with pytest.raises(TakenOver):
        await answering

    assert claude.requests == []
    assert shared.thread == ["How?"]


async def _for_ever() -> None:
    await asyncio.Event().wait()
