"""The chat API: a visitor begins a conversation, writes, reads, and watches it."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime
from typing import Annotated, Final

import anyio
from fastapi import APIRouter, Depends, Header, Request
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer
from sse_starlette import EventSourceResponse

from services.gateway.domain.following import InvalidPosition, Position
from services.gateway.intake import Intake
from services.gateway.live import LiveFrames, Watch
from services.gateway.metrics import GatewayMetrics
from services.gateway.schemas import (
    BeginConversation,
    ChatConfig,
    ConversationBegun,
    MessageAccepted,
    SendMessage,
)
from services.gateway.settings import GatewaySettings
from services.gateway.streams import Stream
from services.gateway.threads import Threads
from services.gateway.tokens import VisitorTokens
from shared.events import MessageReceived, Visitor, as_utc, event_id
from shared.ids import ConversationId, message_id_for, new_conversation_id
from shared.problems import Problem, problem_responses
from shared.visitor_view import Thread

VISITOR_TOKEN: Final = HTTPBearer(scheme_name="visitor_token", bearerFormat="JWT", auto_error=False)

FAREWELL_SECONDS: Final = 2.0
"""How long a stream has for its last event when the server stops."""


class MessageTooLong(Problem):
    def __init__(self, longest: int) -> None:
        super().__init__(422, "message-too-long", f"A message has at most {longest} characters. Shorten it.")


class MessageBlank(Problem):
    def __init__(self) -> None:
        super().__init__(422, "message-blank", "The message is empty. Write something.")


class UnknownPosition(Problem):
    def __init__(self) -> None:
        detail = "This Last-Event-ID is not one of ours. Leave it out to get the whole thread."
        super().__init__(422, "unknown-position", detail)


def create_routes(
    *,
    settings: GatewaySettings,
    tokens: VisitorTokens,
    intake: Intake,
    frames: LiveFrames,
    threads: Threads,
    metrics: GatewayMetrics,
) -> APIRouter:
    router = APIRouter(prefix="/api/chat", tags=["chat"])

    async def own_conversation(
        conversation_id: ConversationId, token: Annotated[HTTPAuthorizationCredentials | None, Depends(VISITOR_TOKEN)]
    ) -> str:
        tokens.check(token.credentials if token else "", conversation_id)
        return conversation_id

    async def watched(conversation_id: Annotated[str, Depends(own_conversation)]) -> AsyncIterator[Watch]:
        async with frames.watching(conversation_id) as watch:
            yield watch

    Own = Annotated[str, Depends(own_conversation)]  # noqa: N806  a type

    @router.get("/config", summary="What a widget needs to know")
    async def config() -> ChatConfig:
        return ChatConfig(
            brand=settings.brand,
            demonstration=settings.demonstration,
            support_email=settings.support_email,
            suggested_questions=settings.suggested_questions,
            message_max_chars=settings.message_max_chars,
        )

    @router.post("/conversations", status_code=201, summary="Begin", responses=problem_responses(400, 413, 422))
    async def begin(_: BeginConversation) -> ConversationBegun:
        """Gives out an id and a token. Nothing is stored: a conversation begins with its first message."""
        conversation_id = new_conversation_id()
        metrics.conversations.inc()
        issued = tokens.issue(conversation_id)
        return ConversationBegun(conversation_id=conversation_id, token=issued.token, expires_at=issued.expires_at)

    @router.post(
        "/conversations/{conversation_id}/messages",
        status_code=202,
        summary="Write a message",
        responses=problem_responses(400, 401, 404, 413, 422, 503),
    )
    async def send(conversation_id: Own, message: SendMessage, request: Request) -> MessageAccepted:
        """Accepted once RabbitMQ has confirmed it: from then on it is not lost."""
        _check_content(message.content, settings.message_max_chars)
        event = _message_received(conversation_id, message, request, tokens)
        await intake.accept(event)
        return MessageAccepted(message_id=event.message_id)

    @router.get(
        "/conversations/{conversation_id}/messages",
        summary="The thread so far",
        responses=problem_responses(401, 404, 422, 503),
    )
    async def thread(conversation_id: Own) -> Thread:
        return await threads.read(conversation_id)

    @router.get(
        "/conversations/{conversation_id}/events",
        summary="Watch",
        response_class=EventSourceResponse,
        responses={200: {"content": {"text/event-stream": {}}}, **problem_responses(401, 404, 422, 503)},
    )
    async def events(
        conversation_id: Own,
        watch: Annotated[Watch, Depends(watched)],
        last_event_id: Annotated[str | None, Header()] = None,
    ) -> EventSourceResponse:
        """Server-sent events. Without Last-Event-ID the thread is replayed; with it, what came after."""
        resumed_from = _position(last_event_id)
        stream = Stream(conversation_id, resumed_from, threads, metrics)
        first = await threads.read(conversation_id)
        if resumed_from and resumed_from.seq > len(first.messages):
            raise UnknownPosition
        stopping = anyio.Event()
        return EventSourceResponse(
            stream.events(first, watch, stopping),
            ping=settings.heartbeat_seconds,
            shutdown_event=stopping,
            shutdown_grace_period=FAREWELL_SECONDS,
        )

    return router


def _check_content(content: str, longest: int) -> None:
    if not content.strip():
        raise MessageBlank
    if len(content) > longest:
        raise MessageTooLong(longest)


def _position(last_event_id: str | None) -> Position | None:
    if not last_event_id:
        return None
    try:
        return Position.parse(last_event_id)
    except InvalidPosition as error:
        raise UnknownPosition from error


def _message_received(
    conversation_id: str, message: SendMessage, request: Request, tokens: VisitorTokens
) -> MessageReceived:
    message_id = message_id_for(conversation_id, str(message.client_message_id))
    address = request.client.host if request.client else "unknown"
    return MessageReceived(
        id=event_id(message_id, "received"),
        occurred_at=as_utc(datetime.now(UTC)),
        conversation_id=conversation_id,
        message_id=message_id,
        after_message_id=message.after_message_id,
        content=message.content,
        source=message.source,
        page_url=message.page_url,
        user_agent=(request.headers.get("user-agent") or "")[:500] or None,
        locale=message.locale,
        wants_person=message.wants_person,
        visitor=Visitor(key=tokens.visitor_key(address)),
    )
