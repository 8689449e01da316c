"""An event may gain an optional field. Everything else is a new version beside the old."""

from typing import Literal

import pytest
from pydantic import BaseModel, Field

from tests.contracts.compatibility import changes


class Author(BaseModel):
    key: str


class Said(BaseModel):
    type: Literal["message.said.v1"] = "message.said.v1"
    content: str
    colour: Literal["red", "green"]
    author: Author
    count: int | None = None


def _without(name: str) -> type[BaseModel]:
    fields = {field: (info.annotation, info) for field, info in Said.model_fields.items() if field != name}
    return type("Said", (BaseModel,), {"__annotations__": {f: a for f, (a, _) in fields.items()}})


class WithAnOptionalField(Said):
    mood: str | None = None


class Described(Said):
    """Another description."""

    content: str = Field(description="What was said.", title="Words")


class WithARequiredField(Said):
    mood: str


class LessColourful(Said):
    colour: Literal["red"]


class MoreColourful(Said):
    colour: Literal["red", "green", "blue"]  # type: ignore[assignment]  # wider on purpose


class Shorter(Said):
    content: str = Field(max_length=10)


class Numbered(Said):
    content: int  # type: ignore[assignment]  # another type on purpose


class NeverNull(Said):
    count: int = 0


class OptionalContent(Said):
    content: str = ""


class Renamed(Said):
    type: Literal["message.said.v2"] = "message.said.v2"  # type: ignore[assignment]  # another on purpose


class AuthorOfAge(Author):
    age: int


class ByAnAuthorOfAge(Said):
    author: AuthorOfAge


class AuthorWithNickname(Author):
    nickname: str | None = None


class ByAnAuthorWithNickname(Said):
    author: AuthorWithNickname


@pytest.mark.parametrize("new", [Said, WithAnOptionalField, Described, ByAnAuthorWithNickname])
def test_the_same_and_more_that_is_optional_is_compatible(new: type[BaseModel]) -> None:
    assert changes(Said.model_json_schema(), new.model_json_schema()) == []


@pytest.mark.parametrize(
    ("new", "because"),
    [
        (WithARequiredField, "the event: the field mood is required now"),
        (LessColourful, "the event: colour"),
        (MoreColourful, "the event: colour"),
        (Shorter, "the event: content: maxLength was None and is 10"),
        (Numbered, "the event: content: type was 'string' and is 'integer'"),
        (NeverNull, "the event: count"),
        (OptionalContent, "the event: the field content is not always there any more"),
        (Renamed, "the event: type: const was 'message.said.v1' and is 'message.said.v2'"),
        (ByAnAuthorOfAge, "the event: author: the field age is required now"),
    ],
)
def test_everything_else_is_not_and_says_why(new: type[BaseModel], because: str) -> None:
    found = changes(Said.model_json_schema(), new.model_json_schema())

    assert any(sentence.startswith(because) for sentence in found), found


@pytest.mark.parametrize("name", sorted(Said.model_fields))
def test_no_field_may_go(name: str) -> None:
    assert f"the event: the field {name} is gone" in changes(
        Said.model_json_schema(), _without(name).model_json_schema()
    )
