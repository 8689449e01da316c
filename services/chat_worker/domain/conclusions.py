"""What becomes of what Claude said: a reply, with or without a person being asked for.

A tool call counts, whatever the text beside it says. Where the text itself cannot stand, a fixed text takes its place.
"""

from pydantic import BaseModel, ConfigDict

from services.chat_worker.domain import tools
from services.chat_worker.domain.escalation import UNRESOLVED_IN_A_ROW, Escalation, sends_to_support
from services.chat_worker.domain.texts import LocaleTexts
from shared.events import CitedSource, EscalationCategory, TokenCounts, ToolCall, Urgency

PARAGRAPH = "\n\n"


class Said(BaseModel):
    """A call that ended well: its text, why it stopped, the articles it cites and the tools it calls."""

    model_config = ConfigDict(frozen=True)

    text: str
    stop_reason: str
    sources: list[CitedSource] = []
    tools: list[ToolCall] = []
    model: str
    request_id: str | None = None
    tokens: TokenCounts = TokenCounts()


class Circumstances(BaseModel):
    """What else decides: the fixed texts in the visitor's language, and what is known of the conversation."""

    model_config = ConfigDict(frozen=True)

    texts: LocaleTexts
    support_email: str
    contact_known: bool
    unresolved_in_a_row: int


class Answer(BaseModel):
    """What the visitor ends up with. `said` is null when no word of it is Claude's."""

    model_config = ConfigDict(frozen=True)

    text: str
    said: Said | None = None
    escalation: Escalation | None = None


def concluded(said: Said, at: Circumstances) -> Answer:
    """A call that says nothing at all, and calls nothing, has to be seen to before."""
    if said.stop_reason == "refusal":
        return handed_over(EscalationCategory.REFUSED, at)
    if escalation := tools.escalation_in(said.tools):
        return Answer(text=_after(said.text, _what_happens_next(escalation, at)), said=said, escalation=escalation)
    if said.stop_reason in {"max_tokens", "model_context_window_exceeded"}:
        text = _after(said.text, _after(at.texts.too_long, _contact_if_unknown(at)))
        return Answer(text=text, said=said, escalation=Escalation(category=EscalationCategory.TOO_LONG))
    text = said.text
    if tools.asks_for_contact(said.tools):
        text = _after(text, at.texts.ask_for_contact)
    return Answer(text=text, said=said, escalation=_last_net(text, at))


def handed_over(category: EscalationCategory, at: Circumstances) -> Answer:
    """A fixed text in the place of an answer: it says why, and what happens next."""
    openings = {
        EscalationCategory.ASSISTANT_UNAVAILABLE: at.texts.assistant_unavailable,
        EscalationCategory.BUDGET_EXHAUSTED: at.texts.budget_exhausted,
        EscalationCategory.PROMISE: at.texts.promise_withdrawn,
        EscalationCategory.REFUSED: at.texts.refused,
    }
    text = _after(openings.get(category, at.texts.handed_over), _contact_if_unknown(at))
    return Answer(text=text, escalation=Escalation(category=category))


def _what_happens_next(escalation: Escalation, at: Circumstances) -> str:
    urgent = escalation.urgency is Urgency.HIGH
    return _after(at.texts.handed_over_urgent if urgent else at.texts.handed_over, _contact_if_unknown(at))


def _contact_if_unknown(at: Circumstances) -> str:
    return "" if at.contact_known else at.texts.ask_for_contact


def _last_net(text: str, at: Circumstances) -> Escalation | None:
    """A reply that sends the visitor to the support address; the second in a row is a handover."""
    if not sends_to_support(text, at.support_email):
        return None
    again = at.unresolved_in_a_row + 1 >= UNRESOLVED_IN_A_ROW
    return Escalation(category=EscalationCategory.UNRESOLVED, handover=again)


def _after(text: str, more: str) -> str:
    return PARAGRAPH.join(part for part in (text, more) if part)
