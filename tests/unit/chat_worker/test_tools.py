"""What Claude may call, and what a call comes to, however badly it is made."""

import json
from typing import Any, Final

import pytest
from jsonschema import Draft202012Validator, ValidationError

from services.chat_worker.domain import tools
from services.chat_worker.domain.escalation import Escalation
from services.chat_worker.domain.tools import ASK_FOR_CONTACT, ESCALATE, TOOLS, TOPICS, Tool
from shared.events import EscalationCategory, ToolCall, Urgency

ASKED: Final = {"category": "payment", "summary": "Wants the deposit back.", "urgency": "high"}
BY_NAME: Final = {tool.name: tool for tool in TOOLS}

WRONG_INPUTS: Final[dict[str, dict[str, Any]]] = {
    "nothing": {},
    "no category": {"summary": "Help.", "urgency": "low"},
    "no summary": {"category": "payment", "urgency": "low"},
    "no urgency": {"category": "payment", "summary": "Help."},
    "an unknown category": {**ASKED, "category": "weather"},
    "an unknown urgency": {**ASKED, "urgency": "at once"},
    "a summary that is no text": {**ASKED, "summary": {"text": "Help."}},
    "null": dict.fromkeys(ASKED),
    "a field too many": {**ASKED, "refund_eur": 40},
}


def called(name: str = ESCALATE, **said: Any) -> ToolCall:  # Any: whatever a model says
    return ToolCall(name=name, input=said)


@pytest.mark.parametrize("tool", TOOLS, ids=lambda tool: tool.name)
def test_a_schema_is_one_that_strict_tools_may_have(tool: Tool) -> None:
    """Nothing optional and nothing beside it, or the Messages API refuses the whole request."""
    schema = tool.input_schema
    Draft202012Validator.check_schema(schema)

    assert schema["type"] == "object"
    assert schema["additionalProperties"] is False
    assert schema["required"] == list(schema["properties"])
    assert not {"minLength", "maxLength", "minimum", "maximum"} & set(json.dumps(schema).replace('"', " ").split())


def test_there_are_two_tools_and_each_says_when_to_use_it() -> None:
    assert sorted(BY_NAME) == [ASK_FOR_CONTACT, ESCALATE]
    assert all("Use it when" in tool.description for tool in TOOLS)


@pytest.mark.parametrize("topic", TOPICS)
@pytest.mark.parametrize("urgency", Urgency)
def test_every_input_that_fits_the_schema_asks_for_a_person_as_it_says(
    topic: EscalationCategory, urgency: Urgency
) -> None:
    said = {"category": topic.value, "summary": " Wants help. ", "urgency": urgency.value}
    Draft202012Validator(BY_NAME[ESCALATE].input_schema).validate(said)

    assert tools.escalation_in([called(**said)]) == Escalation(category=topic, summary="Wants help.", urgency=urgency)


@pytest.mark.parametrize("wrong", WRONG_INPUTS)
def test_an_input_that_breaks_the_schema_still_gets_a_person(wrong: str) -> None:
    said = WRONG_INPUTS[wrong]
    with pytest.raises(ValidationError):
        Draft202012Validator(BY_NAME[ESCALATE].input_schema).validate(said)

    assert tools.escalation_in([called(**said)]) == Escalation(category=EscalationCategory.OTHER)


@pytest.mark.parametrize("category", sorted(set(EscalationCategory) - set(TOPICS)))
def test_a_category_that_is_found_here_is_none_that_a_model_may_choose(category: EscalationCategory) -> None:
    said = {**ASKED, "category": category.value}
    with pytest.raises(ValidationError):
        Draft202012Validator(BY_NAME[ESCALATE].input_schema).validate(said)

    assert tools.escalation_in([called(**said)]) == Escalation(
        category=EscalationCategory.OTHER, summary=ASKED["summary"], urgency=Urgency.HIGH
    )


def test_a_blank_summary_is_none() -> None:
    escalation = tools.escalation_in([called(**{**ASKED, "summary": " \n"})])

    assert escalation is not None
    assert escalation.summary is None


def test_of_several_calls_the_first_counts() -> None:
    escalation = tools.escalation_in([called(ASK_FOR_CONTACT), called(**ASKED), called(**{**ASKED, "urgency": "low"})])

    assert escalation is not None
    assert escalation.urgency is Urgency.HIGH


@pytest.mark.parametrize("calls", [[], [called(ASK_FOR_CONTACT)], [called("escalate", **ASKED)]])
def test_nothing_else_asks_for_a_person(calls: list[ToolCall]) -> None:
    assert tools.escalation_in(calls) is None


def test_only_its_own_tool_asks_for_contact() -> None:
    assert tools.asks_for_contact([called(**ASKED), called(ASK_FOR_CONTACT, anything="at all")])
    assert not tools.asks_for_contact([called(**ASKED), called("contact")])
