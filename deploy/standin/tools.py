"""Tool calls whose input fits the tool's schema, as strict tool use promises."""

from dataclasses import dataclass
from typing import Final, cast

from pydantic import JsonValue
from rapidfuzz import fuzz, process

from deploy.standin.messages import Tool

Schema = dict[str, JsonValue]
ORDINARY: Final = "normal medium default other"
SUMMARY_NAMES: Final = ("summary", "description", "details", "message", "question", "context")


@dataclass(frozen=True)
class Cause:
    """Why a tool is called: one sentence, the words by which one of several options is chosen, and a summary."""

    sentence: str
    words: str
    summary: str


def tool_input(tool: Tool, cause: Cause) -> dict[str, JsonValue]:
    """An input for the tool: the summary and the cause where there is a place for them, plain values elsewhere."""
    return cast("dict[str, JsonValue]", _Filler(tool.input_schema, cause).value("", tool.input_schema))


class _Filler:
    """Fills a schema (JSON Schema's objects, arrays, strings, numbers, enum, const, anyOf, $ref) with values."""

    def __init__(self, root: Schema, cause: Cause) -> None:
        self._root = root
        self._cause = cause

    def value(self, name: str, schema: Schema) -> JsonValue:
        schema = self._resolved(schema)
        if "const" in schema:
            return schema["const"]
        if options := schema.get("enum"):
            return self._choose(cast("list[JsonValue]", options))
        match _kind(schema):
            case "object":
                properties = cast("dict[str, Schema]", schema.get("properties") or {})
                return {key: self.value(key, part) for key, part in properties.items()}
            case "array":
                items = cast("Schema", schema.get("items") or {})
                return [self.value(name, items) for _ in range(cast("int", schema.get("minItems") or 0))]
            case kind:
                return self._plain(str(kind), name, schema)

    def _plain(self, kind: str, name: str, schema: Schema) -> JsonValue:
        if kind in {"integer", "number"}:
            return schema.get("minimum") or 0
        if kind == "boolean":
            return False
        return None if kind == "null" else self._text(name, schema)

    def _resolved(self, schema: Schema) -> Schema:
        if isinstance(reference := schema.get("$ref"), str):
            target: JsonValue = self._root
            for step in reference.removeprefix("#/").split("/"):
                target = cast("Schema", target)[step]
            return self._resolved(cast("Schema", target))
        options = cast("list[Schema]", schema.get("anyOf") or [])
        return self._resolved(options[0]) if options else schema

    def _choose(self, options: list[JsonValue]) -> JsonValue:
        """The option closest to the cause, else an ordinary one, else the first."""
        names = [str(option).replace("_", " ").replace("-", " ").casefold() for option in options]
        for wanted in (self._cause.words, ORDINARY):
            best = process.extractOne(wanted, names, scorer=fuzz.token_set_ratio, score_cutoff=60)
            if best:
                return options[best[2]]
        return options[0]

    def _text(self, name: str, schema: Schema) -> str:
        summary = any(part in name.casefold() for part in SUMMARY_NAMES)
        text = self._cause.summary if summary else self._cause.sentence
        longest = schema.get("maxLength")
        return text[:longest] if isinstance(longest, int) else text


def _kind(schema: Schema) -> JsonValue:
    kind = schema.get("type")
    return kind[0] if isinstance(kind, list) else kind
