"""`/api/support/canned-replies`: what people write again and again. Agents use them, admins write them."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Depends

from services.ticketing.requests import CannedReplyPatch, NewCannedReply
from services.ticketing.routes.access import DOCUMENTED, may
from services.ticketing.routes.content import check_content
from services.ticketing.schemas import CannedReplyView
from services.ticketing.stores.canned_replies import CannedReplies
from shared.auth import AccessTokens, Principal, Role, Scope
from shared.ids import MessageId
from shared.problems import Problem, problem_responses

WRITING = (400, 401, 403, 409, 413, 422, 503)


class TooManyCannedReplies(Problem):
    def __init__(self, most: int) -> None:
        super().__init__(409, "too-many-canned-replies", f"There are {most} canned replies. Delete one first.")


@dataclass(frozen=True)
class CannedReplyLimits:
    """`max_chars`: of the content of one, in code points."""

    max_chars: int
    most: int


def create_routes(
    replies: CannedReplies, tokens: AccessTokens, limits: CannedReplyLimits, now: Callable[[], datetime]
) -> APIRouter:
    agent = may(tokens, Role.AGENT, Scope.CONVERSATIONS_WRITE)
    admin = may(tokens, Role.ADMIN, Scope.CANNED_REPLIES_WRITE)
    router = APIRouter(prefix="/api/support/canned-replies", tags=["canned replies"], dependencies=DOCUMENTED)

    @router.get("", summary="Canned replies", dependencies=[Depends(agent)], responses=problem_responses(401, 403, 503))
    async def list_canned_replies() -> list[CannedReplyView]:
        """All of them, by title."""
        return [CannedReplyView.of(reply) for reply in await replies.all()]

    @router.post(
        "",
        status_code=201,
        summary="Write a canned reply",
        responses=problem_responses(*WRITING),
    )
    async def add_canned_reply(body: NewCannedReply, who: Annotated[Principal, Depends(admin)]) -> CannedReplyView:
        check_content(body.content, limits.max_chars)
        if await replies.count() >= limits.most:
            raise TooManyCannedReplies(limits.most)
        return CannedReplyView.of(await replies.add(body.title, body.content, who.email, now()))

    @router.patch(
        "/{reply_id}",
        summary="Change a canned reply",
        responses=problem_responses(404, *WRITING),
    )
    async def change_canned_reply(
        reply_id: MessageId, body: CannedReplyPatch, who: Annotated[Principal, Depends(admin)]
    ) -> CannedReplyView:
        """What is absent or null stays as it is."""
        if body.content is not None:
            check_content(body.content, limits.max_chars)
        return CannedReplyView.of(await replies.change(reply_id, body.title, body.content, who.email, now()))

    @router.delete(
        "/{reply_id}",
        status_code=204,
        summary="Delete a canned reply",
        responses=problem_responses(401, 403, 404, 422, 503),
    )
    async def delete_canned_reply(reply_id: MessageId, who: Annotated[Principal, Depends(admin)]) -> None:
        """What was written with it stays."""
        await replies.remove(reply_id, who.email, now())

    return router
