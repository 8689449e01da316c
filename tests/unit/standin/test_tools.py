"""Inputs of tool calls fit their schema, whatever it asks for."""

from typing import Any

import jsonschema
from hypothesis import given
from hypothesis import strategies as st

from deploy.standin.messages import Tool
from deploy.standin.tools import Cause, tool_input

CAUSE = Cause("The visitor asks for a person.", "visitor asked wants person", "I want a human")

LEAVES = st.one_of(
    st.sampled_from([{"type": "string"}, {"type": "boolean"}, {"type": "null"}, {"type": ["string", "null"]}]),
    st.builds(lambda least: {"type": "integer", "minimum": least}, st.integers(-5, 5)),
    st.builds(lambda most: {"type": "string", "maxLength": most}, st.integers(0, 20)),
    st.builds(lambda values: {"enum": values}, st.lists(st.text(min_size=1), min_size=1, unique=True)),
    st.builds(lambda value: {"const": value}, st.text()),
    st.just({"$ref": "#/$defs/grade"}),
)


def nested(inner: st.SearchStrategy[dict[str, Any]]) -> st.SearchStrategy[dict[str, Any]]:
    return st.one_of(
        st.builds(lambda items, least: {"type": "array", "items": items, "minItems": least}, inner, st.integers(0, 1)),
        st.builds(lambda one, other: {"anyOf": [one, other]}, inner, inner),
        objects(inner),
    )


def objects(inner: st.SearchStrategy[dict[str, Any]]) -> st.SearchStrategy[dict[str, Any]]:
    properties = st.dictionaries(st.sampled_from(["summary", "category", "urgency", "reason"]), inner)
    return properties.map(
        lambda parts: {
            "type": "object",
            "properties": parts,
            "required": list(parts),
            "additionalProperties": False,
        }
    )


SCHEMAS = objects(st.recursive(LEAVES, nested, max_leaves=6)).map(
    lambda schema: schema | {"$defs": {"grade": {"enum": ["low", "high"]}}}
)


@given(SCHEMAS)
def test_an_input_always_fits_its_schema(schema: dict[str, Any]) -> None:
    jsonschema.validate(tool_input(Tool(name="any", input_schema=schema), CAUSE), schema)


def test_the_option_closest_to_the_cause_is_chosen() -> None:
    schema: dict[str, Any] = {
        "type": "object",
        "properties": {
            "category": {"enum": ["billing", "wants_person", "bug"]},
            "urgency": {"enum": ["high", "normal"]},
            "summary": {"type": "string"},
            "reason": {"type": "string"},
        },
    }
    assert tool_input(Tool(name="any", input_schema=schema), CAUSE) == {
        "category": "wants_person",
        "urgency": "normal",
        "summary": "I want a human",
        "reason": "The visitor asks for a person.",
    }
