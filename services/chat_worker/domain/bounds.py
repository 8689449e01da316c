"""How many tokens a text can be, where Claude has not said it (yet).

A tokenizer on bytes makes one token of a byte at the worst: of control characters, rare signs, digits. What visitors
write is counted like that. What the business wrote itself is prose, which takes three to four bytes a token in European
languages, and two at the least in others, whose letters have two or three bytes each.
"""

from collections.abc import Iterable
from typing import Final

from shared.events import TokenCounts

OWN_BYTES_PER_TOKEN: Final = 2
FIXED_TOKENS: Final = 1_500
"""What Claude's servers add themselves: the preamble of tools (some 350 tokens), of citations, the framing."""
TOKENS_PER_TEXT: Final = 16
"""What stands around each text: role, block, index."""
SEEN_BYTES_PER_TOKEN: Final = 4
"""A rule of thumb for what Claude has written, rather too few tokens than too many."""


def most_prompt_tokens(*, own: Iterable[str], others: Iterable[str]) -> int:
    """No prompt of these texts has more. `own`: policy, articles, the JSON of tools; `others`: the thread."""
    own_sizes, other_sizes = _sizes(own), _sizes(others)
    texts = len(own_sizes) + len(other_sizes)
    return -(-sum(own_sizes) // OWN_BYTES_PER_TOKEN) + sum(other_sizes) + texts * TOKENS_PER_TEXT + FIXED_TOKENS


def with_seen(tokens: TokenCounts, seen_bytes: int) -> TokenCounts:
    """What a call has been billed for at the least: Claude tells the output only at the end of a stream, so of one
    that is cut off the text that came counts."""
    seen = seen_bytes // SEEN_BYTES_PER_TOKEN
    return tokens.model_copy(update={"output_tokens": max(tokens.output_tokens, seen)})


def _sizes(texts: Iterable[str]) -> list[int]:
    return [len(text.encode()) for text in texts]
