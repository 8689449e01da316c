"""However a conversation comes to a person, the visitor is told what happens next, once, and the bot is silent."""

from typing import Final

import pytest

from services.chat_worker.claude.calls import CallFailed
from services.chat_worker.domain.caps import Scope
from services.chat_worker.domain.conclusions import PARAGRAPH
from services.chat_worker.domain.tools import ASK_FOR_CONTACT, ESCALATE
from shared.events import EscalationRequested, Handler, ReplyGenerated, ToolCall
from shared.visitor_view import ReplyStarted
from tests.builders import CONVERSATION_ID
from tests.unit.chat_worker.scripted import ScriptedClaude, Stop
from tests.unit.chat_worker.worker import SUPPORT_EMAIL, Shared, Worker, fixed

CALLED: Final = ToolCall(
    name=ESCALATE, input={"category": "payment", "summary": "Wants the deposit back.", "urgency": "normal"}
)
URGENT: Final = ToolCall(name=ESCALATE, input={**CALLED.input, "urgency": "high"})
SENT_AWAY: Final = f"Please write to {SUPPORT_EMAIL}."
HANDED_OVER: Final = fixed("handed_over", "ask_for_contact")

ASKS: Final = {
    "en": "I want to talk to a real person, please",
    "es": "Quiero hablar con una persona, por favor",
    "fr": "Je veux parler à une personne, s'il vous plaît",
    "de": "Ich möchte mit einem Menschen sprechen, bitte",
    "pl": "Chcę porozmawiać z człowiekiem, proszę",
}


async def a_turn(claude: ScriptedClaude, *contents: str, shared: Shared | None = None, **message: object) -> Shared:
    """What has become of a conversation after one turn about these messages."""
    shared = shared or Shared()
    for content in contents or ("How?",):
        shared.arrives(content, **message)
    await Worker(shared, claude).answer()
    return shared


def the_escalation(shared: Shared) -> EscalationRequested:
    (escalation,) = shared.events(EscalationRequested)
    return escalation


def the_reply(shared: Shared) -> ReplyGenerated:
    (reply,) = shared.events(ReplyGenerated)
    return reply


async def test_the_button_hands_over_without_a_call() -> None:
    claude = ScriptedClaude()
    shared = await a_turn(claude, "My booking is gone.", wants_person=True)

    assert claude.requests == []
    assert shared.spend.asked == []
    assert shared.thread == ["My booking is gone.", HANDED_OVER]
    escalation = the_escalation(shared)
    assert (escalation.category, escalation.summary, escalation.handover) == (
        "visitor_asked",
        "My booking is gone.",
        True,
    )


@pytest.mark.parametrize("locale", ASKS)
async def test_plain_words_hand_over_without_a_call_and_in_their_own_language(locale: str) -> None:
    claude = ScriptedClaude()
    shared = await a_turn(claude, ASKS[locale], locale="en-GB")

    assert claude.requests == []
    assert shared.thread[-1] == fixed("handed_over", "ask_for_contact", locale=locale)
    assert the_escalation(shared).category == "visitor_asked"


async def test_it_counts_whichever_of_the_pending_messages_asks_for_a_person() -> None:
    claude = ScriptedClaude()
    shared = await a_turn(claude, ASKS["en"], "Where is my booking?")

    assert claude.requests == []
    assert the_escalation(shared).summary == f"{ASKS['en']} Where is my booking?"


async def test_a_person_who_is_asked_for_before_the_first_word_is_not_kept_waiting_for_an_answer() -> None:
    shared = Shared()
    claude = ScriptedClaude([lambda: shared.arrives(ASKS["en"]), "By card."])
    await a_turn(claude, "How?", shared=shared)

    assert shared.thread == ["How?", ASKS["en"], HANDED_OVER]
    assert shared.usages == [(1, "wasted")]


async def test_a_tool_call_hands_over_with_claude_s_own_words_first() -> None:
    shared = await a_turn(ScriptedClaude(["A colleague ", "has to see to that.", CALLED]))

    assert shared.thread == ["How?", PARAGRAPH.join(["A colleague has to see to that.", HANDED_OVER])]
    assert shared.live.attempts == {1: shared.thread[-1]}
    escalation = the_escalation(shared)
    assert (escalation.category, escalation.summary) == ("payment", "Wants the deposit back.")
    assert the_reply(shared).escalated
    assert the_reply(shared).stop_reason == "tool_use"
    assert shared.usages == [(1, "used")]


async def test_a_tool_call_without_a_word_hands_over_in_ours() -> None:
    shared = await a_turn(ScriptedClaude([CALLED]))

    assert shared.thread == ["How?", HANDED_OVER]
    assert shared.usages == [(1, "used")]


async def test_what_is_urgent_is_said_to_be_urgent_to_the_visitor_and_to_the_queue() -> None:
    shared = await a_turn(ScriptedClaude(["One moment.", URGENT]))

    assert shared.thread[-1] == PARAGRAPH.join(["One moment.", fixed("handed_over_urgent", "ask_for_contact")])
    assert the_escalation(shared).urgency == "high"


@pytest.mark.parametrize(
    ("content", "user_id"), [("Write to ada@example.com about my refund", None), ("How?", "user-1")]
)
async def test_who_is_known_is_not_asked_where_to_write(content: str, user_id: str | None) -> None:
    shared = await a_turn(ScriptedClaude(["One moment.", CALLED]), content, user_id=user_id)

    assert shared.thread[-1] == PARAGRAPH.join(["One moment.", fixed("handed_over")])


async def test_an_address_that_was_given_earlier_is_remembered() -> None:
    shared = await a_turn(ScriptedClaude(["By card."]), "How? I am ada@example.com")
    shared.transcripts.pass_time(11)
    await a_turn(ScriptedClaude([CALLED]), "Refund me.", shared=shared)

    assert shared.thread[-1] == fixed("handed_over")


async def test_to_ask_for_contact_hands_nothing_over() -> None:
    shared = await a_turn(ScriptedClaude(["We shall see.", ToolCall(name=ASK_FOR_CONTACT, input={})]))

    assert shared.thread[-1] == PARAGRAPH.join(["We shall see.", fixed("ask_for_contact")])
    assert shared.events(EscalationRequested) == []
    assert shared.transcript.handled_by is Handler.BOT


@pytest.mark.parametrize(
    "pieces", [["Good news. ", "I have refunded", " you. ", "It will"], ["Good news. I have refunded you"]]
)
async def test_a_promise_is_withdrawn_and_a_handover_takes_its_place(pieces: list[str]) -> None:
    """In the middle of the stream, and in a last sentence that only the end of the stream ends."""
    shared = Shared()
    claude = ScriptedClaude([*pieces, CALLED])
    await a_turn(claude, shared=shared)

    withdrawn = fixed("promise_withdrawn", "ask_for_contact")
    assert shared.thread == ["How?", withdrawn]
    assert [frame.attempt for frame in shared.live.frames if isinstance(frame, ReplyStarted)] == [1, 2]
    assert shared.live.attempts[1].startswith("Good news. I have refunded you")
    assert shared.live.attempts[2] == withdrawn
    assert the_escalation(shared).category == "promise"
    assert (the_reply(shared).stop_reason, the_reply(shared).provenance.request_id) == (None, None)
    assert shared.usages == [(1, "wasted")]
    assert len(claude.requests) == 1


async def test_after_a_promise_nothing_more_of_the_stream_is_shown() -> None:
    """A sentence is over when the next one begins."""
    shared = await a_turn(ScriptedClaude(["I have refunded you. ", "It ", "SENTINEL"]))

    assert "SENTINEL" not in str(shared.live.frames)


async def test_a_promise_is_counted_by_its_kind() -> None:
    shared = Shared()
    shared.arrives("How?")
    worker = Worker(shared, ScriptedClaude(["I have refunded you."]))
    await worker.answer()

    assert worker.metric("support_promises_withdrawn_total", category="refund") == 1
    assert worker.metric("support_escalations_requested_total", category="promise") == 1


async def test_a_refusal_is_withdrawn_and_handed_over() -> None:
    shared = await a_turn(ScriptedClaude(["Well, ", Stop("refusal")]))

    assert shared.thread == ["How?", fixed("refused", "ask_for_contact")]
    assert shared.live.attempts == {1: "Well, ", 2: shared.thread[-1]}
    assert the_escalation(shared).category == "refused"
    assert shared.usages == [(1, "wasted")]


async def test_a_refusal_without_a_word_is_a_refusal_and_not_a_failure() -> None:
    shared = await a_turn(ScriptedClaude([Stop("refusal")]))

    assert the_escalation(shared).category == "refused"
    assert shared.usages == [(1, "wasted")]


@pytest.mark.parametrize("reason", ["max_tokens", "model_context_window_exceeded"])
async def test_an_answer_that_is_cut_off_is_kept_and_put_before_a_person(reason: str) -> None:
    shared = await a_turn(ScriptedClaude(["You pay by", Stop(reason)]))

    assert shared.thread == ["How?", PARAGRAPH.join(["You pay by", fixed("too_long", "ask_for_contact")])]
    assert shared.live.attempts == {1: shared.thread[-1]}
    assert the_reply(shared).stop_reason == reason
    assert the_escalation(shared).category == "too_long"


@pytest.mark.parametrize("scope", Scope)
async def test_at_the_cap_of_any_scope_nothing_is_called_and_a_person_asked_for(scope: Scope) -> None:
    claude = ScriptedClaude()
    shared = await a_turn(claude, shared=Shared(cap_nanousd=1, scope=scope))

    assert claude.requests == []
    assert shared.thread == ["How?", fixed("budget_exhausted", "ask_for_contact")]
    assert the_escalation(shared).category == "budget_exhausted"
    assert shared.usages == []


async def test_a_reply_that_sends_to_the_support_address_is_a_ticket_and_the_bot_goes_on() -> None:
    shared = await a_turn(ScriptedClaude([SENT_AWAY]))

    escalation = the_escalation(shared)
    assert (escalation.category, escalation.reason) == ("unresolved", "Bot unable to resolve issue")
    assert not escalation.handover
    assert shared.thread == ["How?", SENT_AWAY]
    assert shared.transcript.handled_by is Handler.BOT


async def test_the_second_of_them_in_a_row_is_a_handover() -> None:
    shared = await a_turn(ScriptedClaude([SENT_AWAY]))
    shared.transcripts.pass_time(11)
    await a_turn(ScriptedClaude([SENT_AWAY]), "And when?", shared=shared)

    assert [event.handover for event in shared.events(EscalationRequested)] == [False, True]
    assert shared.transcript.handled_by is Handler.PERSON


async def test_an_answer_between_them_begins_the_count_anew() -> None:
    shared = Shared()
    for said in (SENT_AWAY, "By card.", SENT_AWAY):
        await a_turn(ScriptedClaude([said]), shared=shared)
        shared.transcripts.pass_time(11)

    assert [event.handover for event in shared.events(EscalationRequested)] == [False, False]
    assert shared.transcript.handled_by is Handler.BOT


@pytest.mark.parametrize("locale", ASKS)
async def test_a_fixed_text_is_in_the_language_that_the_visitor_writes(locale: str) -> None:
    """Whatever their browser says."""
    shared = await a_turn(ScriptedClaude([CALLED]), QUESTIONS[locale], locale="en")

    assert shared.thread[-1] == fixed("handed_over", "ask_for_contact", locale=locale)


async def test_where_words_do_not_tell_it_is_in_the_language_of_the_browser() -> None:
    shared = await a_turn(ScriptedClaude([CALLED]), "REZ-1234 ???", locale="pl-PL")

    assert shared.thread[-1] == fixed("handed_over", "ask_for_contact", locale="pl")


async def test_the_newest_message_tells_the_language() -> None:
    shared = await a_turn(ScriptedClaude([CALLED]), QUESTIONS["en"], QUESTIONS["de"])

    assert shared.thread[-1] == fixed("handed_over", "ask_for_contact", locale="de")


async def test_after_a_handover_nothing_is_answered_until_the_bot_gets_it_back() -> None:
    claude = ScriptedClaude([CALLED], ["Hello again."])
    shared = await a_turn(claude)
    worker = Worker(shared, claude)
    await a_while_later(shared, worker, "Are you there?")
    assert shared.thread == ["How?", HANDED_OVER, "Are you there?"]
    assert shared.transcript.handled_by is Handler.PERSON
    assert len(claude.requests) == 1

    shared.the_bot_gets_it_back()
    await a_while_later(shared, worker, "And now?")

    assert shared.thread == ["How?", HANDED_OVER, "Are you there?", "And now?", "Hello again."]


async def test_stale_news_do_not_give_the_conversation_back_to_the_bot() -> None:
    shared, claude = Shared(), ScriptedClaude([CALLED])
    shared.is_handed_to(Handler.BOT, 7)
    await a_turn(claude, shared=shared)

    for revision in (0, 6, 7):
        shared.is_handed_to(Handler.BOT, revision)
        await a_while_later(shared, Worker(shared, claude), "Are you there?")

    assert shared.transcript.handled_by is Handler.PERSON
    assert len(claude.requests) == 1


async def test_ticketing_s_own_news_of_the_handover_change_nothing() -> None:
    claude = ScriptedClaude([CALLED])
    shared = await a_turn(claude)
    shared.a_person_takes_it()
    await a_while_later(shared, Worker(shared, claude), "Are you there?")

    assert shared.thread == ["How?", HANDED_OVER, "Are you there?"]


async def test_what_arrives_while_it_is_handed_over_is_kept_and_not_answered() -> None:
    shared = Shared()
    claude = ScriptedClaude(["One moment.", lambda: shared.arrives("Quickly!"), CALLED])
    await a_turn(claude, shared=shared)

    assert shared.thread == ["How?", "Quickly!", PARAGRAPH.join(["One moment.", HANDED_OVER])]
    assert shared.transcript.pending == []
    assert len(claude.requests) == 1


async def test_a_call_that_fails_before_it_hands_over_does_so_once() -> None:
    shared = await a_turn(ScriptedClaude(["One", CallFailed("529 overloaded_error")], ["One moment.", CALLED]))

    assert the_escalation(shared).category == "payment"
    assert len(shared.events(ReplyGenerated)) == 1


QUESTIONS: Final = {
    "en": "Where is the money that you have taken from my card?",
    "es": "¿Dónde está el dinero de mi reserva?",
    "fr": "Où est l'argent de ma réservation ?",
    "de": "Wo ist das Geld für meine Buchung?",
    "pl": "Gdzie są pieniądze za moją rezerwację?",
}


async def a_while_later(shared: Shared, worker: Worker, content: str) -> None:
    """The visitor writes, and everything that there is to do is done."""
    shared.transcripts.pass_time(11)
    shared.arrives(content)
    worker.turns.nudge(CONVERSATION_ID)
    await worker.settled()
