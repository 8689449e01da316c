"""What Claude said and what it called, put together: a tool call counts, whatever the text beside it says."""

from typing import Final

import pytest

from services.chat_worker.domain.conclusions import PARAGRAPH, Answer, Circumstances, Said, concluded, handed_over
from services.chat_worker.domain.escalation import Escalation
from services.chat_worker.domain.tools import ASK_FOR_CONTACT, ESCALATE
from shared.events import CitedSource, EscalationCategory, TokenCounts, ToolCall, Urgency
from tests.builders import MODEL
from tests.unit.chat_worker.worker import SUPPORT_EMAIL, TEXTS, fixed

PLAIN: Final = "You pay by card."
SENT_AWAY: Final = f"Please write to {SUPPORT_EMAIL}."
SOUNDS_LIKE_A_HANDOVER: Final = "I am passing you to a colleague."
NEEDS_NOBODY: Final = "That is all there is to it; nobody else is needed."
WORDS: Final = [PLAIN, SENT_AWAY, SOUNDS_LIKE_A_HANDOVER, NEEDS_NOBODY, ""]

CONTACT: Final = ToolCall(name=ASK_FOR_CONTACT, input={})
BROKEN: Final = ToolCall(name=ESCALATE, input={"category": "weather"})
UNKNOWN: Final = ToolCall(name="refund", input={"eur": 40})


def a_handover(urgency: Urgency = Urgency.NORMAL) -> ToolCall:
    said = {"category": "payment", "summary": "Wants the deposit back.", "urgency": urgency.value}
    return ToolCall(name=ESCALATE, input=said)


def said(text: str = PLAIN, *tools: ToolCall, stop_reason: str | None = None) -> Said:
    stopped = stop_reason or ("tool_use" if tools else "end_turn")
    return Said(text=text, stop_reason=stopped, tools=list(tools), model=MODEL)


def circumstances(*, contact_known: bool = True, unresolved_in_a_row: int = 0, locale: str = "en") -> Circumstances:
    return Circumstances(
        texts=TEXTS.in_language(locale),
        support_email=SUPPORT_EMAIL,
        contact_known=contact_known,
        unresolved_in_a_row=unresolved_in_a_row,
    )


def test_a_plain_answer_is_left_as_it_is_and_needs_nobody() -> None:
    assert concluded(said(), circumstances()) == Answer(text=PLAIN, said=said())


def test_what_was_said_stays_with_the_answer() -> None:
    rich = said().model_copy(
        update={"sources": [CitedSource(title="Payments", url="/pay")], "tokens": TokenCounts(output_tokens=3)}
    )

    assert concluded(rich, circumstances()).said == rich


@pytest.mark.parametrize("text", WORDS)
@pytest.mark.parametrize("beside", [[], [CONTACT], [UNKNOWN]], ids=["alone", "with contact", "with an unknown tool"])
def test_the_tool_hands_over_whatever_the_text_says(text: str, beside: list[ToolCall]) -> None:
    answer = concluded(said(text, *beside, a_handover()), circumstances())

    assert answer.escalation == Escalation(
        category=EscalationCategory.PAYMENT, summary="Wants the deposit back.", urgency=Urgency.NORMAL, handover=True
    )
    assert answer.text == PARAGRAPH.join(filter(None, [text, fixed("handed_over")]))


@pytest.mark.parametrize("text", WORDS)
def test_a_broken_call_hands_over_too(text: str) -> None:
    answer = concluded(said(text, BROKEN), circumstances())

    assert answer.escalation == Escalation(category=EscalationCategory.OTHER)
    assert answer.text.endswith(fixed("handed_over"))


@pytest.mark.parametrize("tools", [[], [CONTACT], [UNKNOWN]], ids=["no tool", "contact", "an unknown tool"])
@pytest.mark.parametrize("text", [PLAIN, SOUNDS_LIKE_A_HANDOVER, NEEDS_NOBODY])
def test_words_alone_hand_over_nothing(text: str, tools: list[ToolCall]) -> None:
    assert concluded(said(text, *tools), circumstances()).escalation is None


@pytest.mark.parametrize("urgency", Urgency)
def test_only_what_is_urgent_is_said_to_be_urgent(urgency: Urgency) -> None:
    answer = concluded(said(PLAIN, a_handover(urgency)), circumstances())

    wording = "handed_over_urgent" if urgency is Urgency.HIGH else "handed_over"
    assert answer.text == PARAGRAPH.join([PLAIN, fixed(wording)])
    assert answer.escalation is not None
    assert answer.escalation.urgency is urgency


def test_whoever_is_handed_over_is_asked_where_to_write_unless_that_is_known() -> None:
    unknown = concluded(said(PLAIN, a_handover()), circumstances(contact_known=False))
    known = concluded(said(PLAIN, a_handover()), circumstances(contact_known=True))

    assert unknown.text == PARAGRAPH.join([PLAIN, fixed("handed_over", "ask_for_contact")])
    assert known.text == PARAGRAPH.join([PLAIN, fixed("handed_over")])


def test_where_to_write_is_asked_once_however_many_tools_ask_for_it() -> None:
    at = circumstances(contact_known=False)

    for tools in ([CONTACT, a_handover()], [CONTACT, CONTACT]):
        assert concluded(said(PLAIN, *tools), at).text.count(fixed("ask_for_contact")) == 1


def test_the_tool_that_asks_for_contact_asks_behind_the_answer() -> None:
    answer = concluded(said(PLAIN, CONTACT), circumstances())

    assert answer.text == PARAGRAPH.join([PLAIN, fixed("ask_for_contact")])
    assert concluded(said("", CONTACT), circumstances()).text == fixed("ask_for_contact")


def test_an_answer_is_not_followed_by_a_question_for_contact_that_nobody_asked() -> None:
    assert concluded(said(), circumstances(contact_known=False)).text == PLAIN


@pytest.mark.parametrize("text", WORDS)
@pytest.mark.parametrize("tools", [[], [CONTACT], [a_handover()]], ids=["no tool", "contact", "handover"])
def test_a_refusal_hands_over_and_no_word_of_it_is_kept(text: str, tools: list[ToolCall]) -> None:
    answer = concluded(said(text, *tools, stop_reason="refusal"), circumstances(contact_known=False))

    assert answer.said is None
    assert answer.text == fixed("refused", "ask_for_contact")
    assert answer.escalation == Escalation(category=EscalationCategory.REFUSED)


@pytest.mark.parametrize("reason", ["max_tokens", "model_context_window_exceeded"])
def test_an_answer_that_is_cut_off_says_so_and_is_put_before_a_person(reason: str) -> None:
    cut_off = said("You pay by", stop_reason=reason)
    answer = concluded(cut_off, circumstances())

    assert answer.text == PARAGRAPH.join(["You pay by", fixed("too_long")])
    assert answer.said == cut_off
    assert answer.escalation == Escalation(category=EscalationCategory.TOO_LONG)


@pytest.mark.parametrize("reason", ["max_tokens", "model_context_window_exceeded"])
def test_a_handover_that_is_cut_off_is_a_handover(reason: str) -> None:
    answer = concluded(said("One mom", a_handover(), stop_reason=reason), circumstances())

    assert answer.text == PARAGRAPH.join(["One mom", fixed("handed_over")])
    assert answer.escalation is not None
    assert answer.escalation.category is EscalationCategory.PAYMENT


@pytest.mark.parametrize(("before", "handover"), [(0, False), (1, True), (5, True)])
def test_the_first_reply_that_sends_away_is_a_ticket_and_the_second_in_a_row_a_handover(
    before: int, *, handover: bool
) -> None:
    answer = concluded(said(SENT_AWAY), circumstances(unresolved_in_a_row=before))

    assert answer.escalation == Escalation(category=EscalationCategory.UNRESOLVED, handover=handover)
    assert answer.escalation.reason == "Bot unable to resolve issue"


def test_an_answer_after_replies_that_sent_away_needs_nobody() -> None:
    assert concluded(said(), circumstances(unresolved_in_a_row=1)).escalation is None


@pytest.mark.parametrize(
    ("category", "opening"),
    [
        (EscalationCategory.ASSISTANT_UNAVAILABLE, "assistant_unavailable"),
        (EscalationCategory.BUDGET_EXHAUSTED, "budget_exhausted"),
        (EscalationCategory.PROMISE, "promise_withdrawn"),
        (EscalationCategory.REFUSED, "refused"),
        (EscalationCategory.VISITOR_ASKED, "handed_over"),
    ],
)
@pytest.mark.parametrize("locale", ["en", "es", "fr", "de", "pl"])
def test_a_fixed_text_says_what_happened_in_the_visitor_s_language(
    category: EscalationCategory, opening: str, locale: str
) -> None:
    known = handed_over(category, circumstances(locale=locale))
    unknown = handed_over(category, circumstances(locale=locale, contact_known=False))

    assert known == Answer(text=fixed(opening, locale=locale), escalation=Escalation(category=category))
    assert unknown.text == fixed(opening, "ask_for_contact", locale=locale)
    assert known.escalation is not None
    assert known.escalation.handover
