"""The prompt cache: prefixes up to a breakpoint are written at first, and read while they live.

A prefix shorter than the minimum is silently not cached. Reading a prefix renews it. Prefixes are kept by hash, for
each API key and model apart.
"""

import hashlib
from collections.abc import Callable, Sequence
from itertools import accumulate, pairwise
from typing import Final

from deploy.standin.blocks import PromptBlock, Ttl
from deploy.standin.usage import Usage

MIN_PREFIX_TOKENS: Final = 4096
LOOKBACK_BLOCKS: Final = 20
TTL_SECONDS: Final[dict[Ttl, float]] = {"5m": 300, "1h": 3600}


class PromptCache:
    """In memory, for one process. `now` gives seconds that never go back."""

    def __init__(self, now: Callable[[], float]) -> None:
        self._now = now
        self._until: dict[str, tuple[float, Ttl]] = {}

    def clear(self) -> None:
        self._until.clear()

    def use(self, owner: str, blocks: Sequence[PromptBlock]) -> Usage:
        """Read the longest living prefix, write the ones marked beyond it; returns the input tokens by class."""
        self._forget_expired()
        ends = list(accumulate((block.tokens for block in blocks), initial=0))
        keys = _prefix_keys(owner, blocks)
        marks = [place for place, block in enumerate(blocks) if block.ttl and ends[place + 1] >= MIN_PREFIX_TOKENS]
        read_to = self._longest_living(keys, marks)
        written: dict[Ttl, int] = {"5m": 0, "1h": 0}
        for start, place in pairwise([read_to, *(mark + 1 for mark in marks if mark >= read_to)]):
            ttl = blocks[place - 1].ttl or "5m"
            written[ttl] += ends[place] - ends[start]
            self._until[keys[place - 1]] = (self._now() + TTL_SECONDS[ttl], ttl)
        return Usage(
            input_tokens=ends[-1] - ends[read_to] - sum(written.values()),
            cache_creation_input_tokens=sum(written.values()),
            cache_read_input_tokens=ends[read_to],
            ephemeral_5m_input_tokens=written["5m"],
            ephemeral_1h_input_tokens=written["1h"],
        )

    def _longest_living(self, keys: list[str], marks: list[int]) -> int:
        """How many blocks are read: from each mark back, the cache looks at a few earlier blocks too."""
        for mark in reversed(marks):
            for place in range(mark, max(-1, mark - LOOKBACK_BLOCKS), -1):
                if living := self._until.get(keys[place]):
                    self._until[keys[place]] = (self._now() + TTL_SECONDS[living[1]], living[1])
                    return place + 1
        return 0

    def _forget_expired(self) -> None:
        now = self._now()
        self._until = {key: life for key, life in self._until.items() if life[0] > now}


def _prefix_keys(owner: str, blocks: Sequence[PromptBlock]) -> list[str]:
    digest = hashlib.sha256(owner.encode())
    keys = []
    for block in blocks:
        digest.update(f"\0{len(block.identity)}\0{block.identity}".encode("utf-8", "surrogatepass"))
        keys.append(digest.copy().hexdigest())
    return keys
