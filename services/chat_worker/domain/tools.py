"""The tools that Claude is given: two ways of saying that a person is needed. Neither has a result to wait for."""

from typing import Any, Final

from pydantic import BaseModel, ConfigDict, ValidationError

from services.chat_worker.domain.escalation import Escalation
from shared.events import EscalationCategory, ToolCall, Urgency

ESCALATE: Final = "escalate_to_human"
ASK_FOR_CONTACT: Final = "ask_for_contact"

TOPICS: Final = (
    EscalationCategory.PAYMENT,
    EscalationCategory.BOOKING,
    EscalationCategory.ACCOUNT,
    EscalationCategory.COMPLAINT,
    EscalationCategory.SAFETY,
    EscalationCategory.OTHER,
)


class Tool(BaseModel):
    """`input_schema` is a JSON Schema, kept to by the Messages API (`strict`)."""

    model_config = ConfigDict(frozen=True)

    name: str
    description: str
    input_schema: dict[str, Any]


TOOLS: Final = (
    Tool(
        name=ESCALATE,
        description=(
            "Hand the conversation to a person of the team. Use it when the visitor asks for a person, when the "
            "articles do not answer the question, when something has to be decided, refunded, changed or looked up "
            "that you cannot, or when somebody is upset or in danger. Say a short sentence to the visitor first; what "
            "happens next is told to them after it."
        ),
        input_schema={
            "type": "object",
            "properties": {
                "category": {"type": "string", "enum": [topic.value for topic in TOPICS]},
                "summary": {
                    "type": "string",
                    "description": "One sentence for the colleague: what the visitor wants and what was tried.",
                },
                "urgency": {
                    "type": "string",
                    "enum": [urgency.value for urgency in Urgency],
                    "description": "high: money is being lost, a booking is today, or somebody may come to harm.",
                },
            },
            "required": ["category", "summary", "urgency"],
            "additionalProperties": False,
        },
    ),
    Tool(
        name=ASK_FOR_CONTACT,
        description=(
            "Ask the visitor for an e-mail address, so that the team can write to them. Use it when the answer will "
            "have to come later."
        ),
        input_schema={"type": "object", "properties": {}, "required": [], "additionalProperties": False},
    ),
)


class _Escalate(BaseModel):
    model_config = ConfigDict(extra="forbid")

    category: EscalationCategory
    summary: str
    urgency: Urgency


def escalation_in(calls: list[ToolCall]) -> Escalation | None:
    """What the first call of `escalate_to_human` asks for. An input that breaks the schema still gets a person."""
    for call in calls:
        if call.name == ESCALATE:
            try:
                said = _Escalate.model_validate(call.input)
            except ValidationError:
                return Escalation(category=EscalationCategory.OTHER)
            category = said.category if said.category in TOPICS else EscalationCategory.OTHER
            return Escalation(category=category, summary=said.summary.strip() or None, urgency=said.urgency)
    return None


def asks_for_contact(calls: list[ToolCall]) -> bool:
    return any(call.name == ASK_FOR_CONTACT for call in calls)
