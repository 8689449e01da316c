"""`/api/support/conversations` and `/api/support/tickets`: what people, and their own systems, work with."""

from collections.abc import Callable
from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Depends, Query, Request, Response

from services.ticketing.desk import Desk
from services.ticketing.requests import ConversationPatch, ConversationQuery, NewConversation, NewMessage, PageQuery
from services.ticketing.routes.access import DOCUMENTED, may
from services.ticketing.routes.content import ContentTooLong
from services.ticketing.routes.editions import ETAG_HEADER, Expected, tag
from services.ticketing.routes.paging import LINK_HEADER, cursor_from, link_next
from services.ticketing.schemas import (
    ConversationView,
    ConversationWithMessages,
    NoticeView,
    SupportMessageView,
    Ticket,
)
from services.ticketing.stores.conversations import Conversations
from services.ticketing.stores.lists import Lists
from services.ticketing.stores.messages import Messages
from services.ticketing.stores.notices import Notices
from shared.auth import AccessTokens, Principal, Role, Scope
from shared.ids import ConversationId
from shared.problems import problem_responses

READING = (401, 422, 503)
WRITING = (400, 401, 403, 413, 422, 503)


def create_reading_routes(
    conversations: Conversations,
    messages: Messages,
    notices: Notices,
    lists: Lists,
    *,
    tokens: AccessTokens,
    now: Callable[[], datetime],
) -> APIRouter:
    """What every role may do."""
    router = APIRouter(
        prefix="/api/support",
        tags=["conversations"],
        dependencies=[*DOCUMENTED, Depends(may(tokens, Role.VIEWER, Scope.CONVERSATIONS_READ))],
        responses=problem_responses(*READING),
    )

    @router.get("/conversations", summary="List conversations", responses=LINK_HEADER)
    async def list_conversations(
        query: Annotated[ConversationQuery, Query()], request: Request, response: Response
    ) -> list[ConversationView]:
        """Newest first. Further pages by the Link header; a conversation that begins meanwhile shifts nothing."""
        page = await lists.page(query.to_filters(), query.limit, cursor_from(query.cursor))
        link_next(request, response, page.next)
        return [ConversationView.of(conversation) for conversation in page.items]

    @router.get("/tickets", summary="The queue", responses=LINK_HEADER)
    async def list_tickets(query: Annotated[PageQuery, Query()], request: Request, response: Response) -> list[Ticket]:
        """What needs a person, by urgency; among equals what nobody has comes first, then what has waited longest, at
        last what waits for the visitor."""
        page = await lists.tickets(query.limit, cursor_from(query.cursor))
        link_next(request, response, page.next)
        moment = now()
        return [
            Ticket.of(ticket, age_seconds=max(0, int((moment - (ticket.waits_since or moment)).total_seconds())))
            for ticket in page.items
        ]

    @router.get(
        "/conversations/{conversation_id}",
        summary="One conversation",
        responses={200: ETAG_HEADER, **problem_responses(404, 410)},
    )
    async def get_conversation(conversation_id: ConversationId, response: Response) -> ConversationWithMessages:
        """With all its messages, in the order in which they read, and the e-mails about it."""
        conversation = await conversations.get(conversation_id)
        tag(response, conversation)
        thread = await messages.thread(conversation_id)
        return ConversationWithMessages.of(
            conversation,
            messages=[SupportMessageView.of(message) for message in thread],
            notices=[NoticeView.of(notice) for notice in await notices.of(conversation_id)],
        )

    return router


def create_writing_routes(
    desk: Desk, tokens: AccessTokens, *, user_message_max_chars: int, reply_max_chars: int
) -> APIRouter:
    """What agents and admins may do. The lengths are code points of a logged message's content."""
    agent = may(tokens, Role.AGENT, Scope.CONVERSATIONS_WRITE)
    logger = may(tokens, Role.AGENT, Scope.CONVERSATIONS_LOG)
    longest = {"user": user_message_max_chars, "assistant": reply_max_chars}
    router = APIRouter(
        prefix="/api/support/conversations",
        tags=["conversations"],
        dependencies=DOCUMENTED,
        responses=problem_responses(*WRITING),
    )

    @router.post("", status_code=201, summary="Log a conversation")
    async def create_conversation(
        body: NewConversation, who: Annotated[Principal, Depends(logger)]
    ) -> ConversationView:
        """One that takes place elsewhere."""
        return ConversationView.of(await desk.begin(body.to_origin(), who.email))

    @router.post(
        "/{conversation_id}/messages", status_code=201, summary="Log a message", responses=problem_responses(404, 410)
    )
    async def log_message(
        conversation_id: ConversationId, body: NewMessage, who: Annotated[Principal, Depends(logger)]
    ) -> SupportMessageView:
        """The bot does not answer it. A bot's message that names the support address escalates the conversation."""
        if len(body.content) > longest[body.role]:
            raise ContentTooLong(longest[body.role])
        return SupportMessageView.of(await desk.log(conversation_id, body.to_entry(), who.email))

    @router.patch(
        "/{conversation_id}",
        summary="Work a ticket",
        responses={200: ETAG_HEADER, **problem_responses(404, 409, 410, 412)},
    )
    async def patch_conversation(
        conversation_id: ConversationId,
        body: ConversationPatch,
        who: Annotated[Principal, Depends(agent)],
        expected: Expected,
        response: Response,
    ) -> ConversationView:
        """`closed` sets `closed_at`, any other status clears it."""
        conversation = await desk.patch(conversation_id, body.to_patch(), who.email, expected)
        tag(response, conversation)
        return ConversationView.of(conversation)

    return router
