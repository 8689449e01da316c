"""ETag and If-Match: nobody changes a conversation that somebody else has changed since they read it.

The tag is the conversation's edition, so what changes only its figures is in nobody's way.
"""

import re
from typing import Annotated, Any, Final

from fastapi import Depends, Header, Response

from services.ticketing.domain.conversation import Conversation
from services.ticketing.domain.working import Editions

_TAG: Final = re.compile(r'"(\d{1,15})(?:-[a-z-]+)?"')
"""A proxy that compresses puts the name of the encoding behind the edition."""
ETAG_HEADER: Final[dict[str, Any]] = {
    "headers": {"ETag": {"description": "For If-Match, when it is changed.", "schema": {"type": "string"}}}
}
"""The documentation of an answer that has one."""


def _editions(
    if_match: Annotated[str | None, Header(max_length=500, description="The ETag of what was read. Optional.")] = None,
) -> Editions:
    """Without the header, and for `*`, any will do. A tag that is none of ours fits nothing."""
    if if_match is None or if_match.strip() == "*":
        return None
    return frozenset(map(int, _TAG.findall(if_match)))


Expected = Annotated[Editions, Depends(_editions)]


def tag(response: Response, conversation: Conversation) -> None:
    response.headers["ETag"] = f'"{conversation.edition}"'
