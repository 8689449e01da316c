"""May this schema of an event take the place of the one that is checked in?

Only if it says the same and at most adds optional fields: a message of yesterday lies in a queue and is read tomorrow,
and a service of yesterday reads what a newer one says.
"""

from collections.abc import Iterator
from typing import Any, Final

Schema = dict[str, Any]  # JSON Schema, whose shape is the standard's

_WORDS_ABOUT_IT: Final = frozenset({"$defs", "title", "description", "examples"})
"""What tells people about a field and binds nobody."""


def changes(old: Schema, new: Schema) -> list[str]:
    """What stands in the way, a sentence each; nothing when `new` is compatible with `old`."""
    return list(_differences(_inlined(old, old), _inlined(new, new), "the event"))


def _inlined(part: Any, root: Schema) -> Any:  # any JSON
    """The schema with every `$ref` replaced by what it names; events are trees, so this ends."""
    if isinstance(part, list):
        return [_inlined(item, root) for item in part]
    if not isinstance(part, dict):
        return part
    if "$ref" in part:
        named = root["$defs"][part["$ref"].removeprefix("#/$defs/")]
        part = {**named, **{key: value for key, value in part.items() if key != "$ref"}}
    return {key: _inlined(value, root) for key, value in part.items() if key != "$defs"}


def _differences(old: Any, new: Any, where: str) -> Iterator[str]:  # any JSON
    if isinstance(old, dict) and isinstance(new, dict):
        yield from _keyword_differences(old, new, where)
    elif isinstance(old, list) and isinstance(new, list) and len(old) == len(new):
        for before, after in zip(old, new, strict=True):
            yield from _differences(before, after, where)
    elif old != new:
        yield f"{where} was {old!r} and is {new!r}"


def _keyword_differences(old: Schema, new: Schema, where: str) -> Iterator[str]:
    for keyword in sorted((old.keys() | new.keys()) - _WORDS_ABOUT_IT):
        before, after = old.get(keyword), new.get(keyword)
        match keyword:
            case "properties":
                yield from _field_differences(before or {}, after or {}, where)
            case "required":
                yield from _required_differences(set(before or ()), set(after or ()), where)
            case _:
                yield from _differences(before, after, f"{where}: {keyword}")


def _field_differences(old: Schema, new: Schema, where: str) -> Iterator[str]:
    for name, schema in old.items():
        if name not in new:
            yield f"{where}: the field {name} is gone"
        else:
            yield from _differences(schema, new[name], f"{where}: {name}")


def _required_differences(old: set[str], new: set[str], where: str) -> Iterator[str]:
    yield from (f"{where}: the field {name} is required now" for name in sorted(new - old))
    yield from (f"{where}: the field {name} is not always there any more" for name in sorted(old - new))
