"""What is refused, and how it is said."""

from typing import Any

import pytest

from deploy.standin.errors import ApiError
from deploy.standin.exchange import api_key, api_version, parse
from deploy.standin.messages import MessagesRequest
from deploy.standin.rules import check
from tests.unit.standin.prompts import ESCALATE, Json, body, search_result, text

NEW = "2026-10-21"
USE: Json = {"type": "tool_use", "id": "t1", "name": "search", "input": {}}
RESULT: Json = {"type": "tool_result", "tool_use_id": "t1", "content": "found"}


def said(*turns: tuple[str, Any]) -> Json:
    return {"messages": [{"role": role, "content": content} for role, content in turns]}


REFUSED: list[tuple[Json, str]] = [
    ({"temperature": 1.0}, "temperature: Extra inputs are not permitted"),
    (said(("user", "")), "must be non-empty"),
    (said(("user", [])), "non-empty content"),
    (said(("assistant", "Hello")), 'must use the "user" role'),
    (said(("user", "q"), ("assistant", [USE]), ("user", "and?")), "without `tool_result` blocks immediately after: t1"),
    (said(("user", [RESULT])), "unexpected `tool_use_id` found in `tool_result` blocks: t1"),
    (said(("user", [USE])), "`tool_use` blocks can only be in `assistant` messages"),
    (said(("user", "q"), ("assistant", [RESULT])), "`tool_result` blocks can only be in `user` messages"),
    (said(("user", [text("q") | {"citations": [{"type": "char_location"}]}])), "citations are not permitted"),
    ({"tools": [ESCALATE, ESCALATE]}, "Tool names must be unique"),
    ({"tools": [{"name": "a", "input_schema": {"type": "string"}}]}, "Input should be 'object'"),
    ({"tools": [{"name": "a", "strict": True, "input_schema": {"type": "object"}}]}, "'additionalProperties' must be"),
    ({"tool_choice": {"type": "any"}}, "Tools must be provided"),
    ({"tools": [ESCALATE], "tool_choice": {"type": "tool", "name": "other"}}, "Tool 'other' not found"),
    (
        said(("user", [search_result("a", "b"), search_result("c", "d", cited=False), text("q")])),
        "citations must be enabled on all",
    ),
    (
        said(("user", [search_result("a", "b"), text("q")])) | {"output_config": {"format": {"type": "json_schema"}}},
        "citations are not supported with structured outputs",
    ),
    (
        {"system": [text("a") | {"cache_control": {"type": "ephemeral"}} for _ in range(5)]},
        "A maximum of 4 blocks with cache_control may be provided. Found 5.",
    ),
    (said(("user", "word " * 170_000)), "prompt is too long"),
]


@pytest.mark.parametrize(("fields", "complaint"), REFUSED)
def test_a_request_that_breaks_a_rule_is_400_and_says_which(fields: Json, complaint: str) -> None:
    with pytest.raises(ApiError) as refused:
        check(MessagesRequest.model_validate(body("Hello", **fields)), NEW)
    assert refused.value.status == 400
    assert complaint in refused.value.message


ACCEPTED: list[Json] = [
    said(("user", "q"), ("assistant", [text("Wait."), USE]), ("user", [RESULT]), ("user", "and?")),
    said(("user", "a"), ("user", "b"), ("assistant", "c"), ("user", "d")),
    said(("user", "q"), ("assistant", [text("a") | {"citations": [{"type": "char_location"}]}]), ("user", "q")),
    said(
        ("user", "q"),
        ("assistant", [{"type": "thinking", "thinking": "Hm.", "signature": "s"}, text("a")]),
        ("user", "q"),
    ),
    {
        "tools": [ESCALATE],
        "tool_choice": {"type": "auto", "disable_parallel_tool_use": True},
        "stop_sequences": ["\n\n"],
    },
    {"metadata": {"user_id": "u"}, "thinking": {"type": "disabled"}, "output_config": {"effort": "low"}},
    {"max_tokens": 0},
]


@pytest.mark.parametrize("fields", ACCEPTED)
def test_a_request_that_keeps_the_rules_is_accepted(fields: Json) -> None:
    check(MessagesRequest.model_validate(body("Hello", **fields)), NEW)


def test_the_older_version_takes_sampling_parameters() -> None:
    check(MessagesRequest.model_validate(body("Hello", temperature=0.2, top_p=0.9, top_k=5)), "2023-06-01")


def test_a_model_that_is_not_a_claude_is_404() -> None:
    with pytest.raises(ApiError) as refused:
        check(MessagesRequest.model_validate(body("Hello", model="gpt-4")), NEW)
    assert (refused.value.status, refused.value.message) == (404, "model: gpt-4")


@pytest.mark.parametrize(
    ("broken", "complaint"),
    [
        (b"{", "Invalid JSON"),
        (b"[]", "Input should be an object"),
        (b'{"model":"claude-haiku-4-5","max_tokens":5}', "messages: Field required"),
        (b'{"model":"claude-haiku-4-5","max_tokens":"5","messages":[{"role":"user","content":"a"}]}', "max_tokens: "),
        (b'{"model":"claude-haiku-4-5","max_tokens":-1,"messages":[{"role":"user","content":"a"}]}', "max_tokens: "),
        (
            b'{"model":"claude-haiku-4-5","max_tokens":5,"messages":[{"role":"robot","content":"a"}]}',
            "messages.0.role: ",
        ),
        (
            b'{"model":"claude-haiku-4-5","max_tokens":5,"messages":[{"role":"user","content":5}]}',
            "messages.0.content: ",
        ),
        (
            b'{"model":"claude-haiku-4-5","max_tokens":5,"messages":[{"role":"user","content":[{"type":"x"}]}]}',
            "messages.0",
        ),
        (b'{"model":"claude-haiku-4-5","max_tokens":5,"messages":[],"wish":1}', "messages: "),
        (b"[" * 100_000, "JSON"),
        (b"\xff\xfe", "JSON"),
    ],
)
def test_a_malformed_body_is_400_and_named_by_its_place(broken: bytes, complaint: str) -> None:
    with pytest.raises(ApiError) as refused:
        parse(broken)
    assert refused.value.status == 400
    assert complaint in refused.value.message


@pytest.mark.parametrize("headers", [{"x-api-key": "k"}, {"authorization": "Bearer k"}])
def test_any_key_is_good_in_either_header(headers: dict[str, str]) -> None:
    assert api_key(headers) == "k"


@pytest.mark.parametrize("headers", [{}, {"x-api-key": ""}, {"authorization": "Bearer "}])
def test_a_missing_key_is_401(headers: dict[str, str]) -> None:
    with pytest.raises(ApiError) as refused:
        api_key(headers)
    assert (refused.value.status, refused.value.message) == (401, "x-api-key header is required")


@pytest.mark.parametrize("headers", [{}, {"anthropic-version": "2020-01-01"}])
def test_the_version_must_be_named_and_known(headers: dict[str, str]) -> None:
    with pytest.raises(ApiError) as refused:
        api_version(headers)
    assert refused.value.status == 400
    assert refused.value.message.startswith("anthropic-version: ")
