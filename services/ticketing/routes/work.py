"""`/api/support/conversations/{id}/…`: people at work on a ticket, who answer, claim it, and hand it back."""

from typing import Annotated

from fastapi import APIRouter, Depends, Response

from services.ticketing.desk import Desk
from services.ticketing.domain.working import Reply
from services.ticketing.identity.names import shown_name
from services.ticketing.requests import Claim, NewReply
from services.ticketing.routes.access import DOCUMENTED, may
from services.ticketing.routes.content import check_content
from services.ticketing.routes.editions import ETAG_HEADER, Expected, tag
from services.ticketing.schemas import ConversationView, SupportMessageView
from shared.auth import AccessTokens, Principal, Role, Scope
from shared.ids import ConversationId, derived_id, new_message_id
from shared.problems import problem_responses

WORKING = (400, 401, 403, 404, 410, 412, 413, 422, 503)


def create_routes(desk: Desk, tokens: AccessTokens, reply_max_chars: int) -> APIRouter:
    """What agents and admins may do. `reply_max_chars`: the longest reply, in code points."""
    agent = may(tokens, Role.AGENT, Scope.CONVERSATIONS_WRITE)
    router = APIRouter(
        prefix="/api/support/conversations",
        tags=["work"],
        dependencies=[*DOCUMENTED, Depends(agent)],
        responses=problem_responses(*WORKING),
    )

    @router.post("/{conversation_id}/replies", status_code=201, summary="Answer", responses={201: ETAG_HEADER})
    async def reply(
        conversation_id: ConversationId,
        body: NewReply,
        who: Annotated[Principal, Depends(agent)],
        expected: Expected,
        response: Response,
    ) -> SupportMessageView:
        """The visitor sees it at once, with the name of who wrote it. The ticket is in progress with it, whatever its
        status was, and theirs, if it was nobody's; the bot is silent."""
        check_content(body.content, reply_max_chars)
        said, conversation = await desk.reply(conversation_id, _reply(conversation_id, body, who), expected)
        tag(response, conversation)
        return SupportMessageView.of(said)

    @router.post("/{conversation_id}/claim", summary="Claim", responses={200: ETAG_HEADER, **problem_responses(409)})
    async def claim(
        conversation_id: ConversationId,
        who: Annotated[Principal, Depends(agent)],
        expected: Expected,
        response: Response,
        body: Claim | None = None,
    ) -> ConversationView:
        """It is theirs and in progress; the bot is silent. What somebody else has needs `take_over`."""
        take_over = bool(body and body.take_over)
        conversation = await desk.claim(conversation_id, who.email, expected, take_over=take_over)
        tag(response, conversation)
        return ConversationView.of(conversation)

    @router.post("/{conversation_id}/hand-back", summary="Hand back to the bot", responses={200: ETAG_HEADER})
    async def hand_back(
        conversation_id: ConversationId,
        who: Annotated[Principal, Depends(agent)],
        expected: Expected,
        response: Response,
    ) -> ConversationView:
        """The bot answers what the visitor writes from now on, and nobody has the ticket."""
        conversation = await desk.hand_back(conversation_id, who.email, expected)
        tag(response, conversation)
        return ConversationView.of(conversation)

    return router


def _reply(conversation_id: str, body: NewReply, who: Principal) -> Reply:
    return Reply(
        message_id=derived_id("agent reply", conversation_id, str(body.client_reply_id))
        if body.client_reply_id
        else new_message_id(),
        content=body.content,
        agent_name=shown_name(who),
        actor=who.email,
    )
