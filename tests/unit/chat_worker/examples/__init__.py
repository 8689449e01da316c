"""Messages and sentences by which the rules of the chat worker are judged."""

import tomllib
from pathlib import Path
from typing import Final

_HERE: Final = Path(__file__).parent


def examples(name: str, key: str) -> list[tuple[str, str]]:
    """The group (language or category) and the text of each example of that key."""
    groups = tomllib.loads((_HERE / f"{name}.toml").read_text(encoding="utf-8"))
    return [(group, text) for group, keys in groups.items() for text in keys[key]]
