"""The messages of a conversation: write one, read the thread, watch it."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime
from typing import Annotated, Final

import anyio
from fastapi import APIRouter, Depends, Header, Request, Response
from sse_starlette import EventSourceResponse

from services.gateway.consent import check_consent
from services.gateway.domain.following import POSITION_PATTERN, InvalidPosition, Position
from services.gateway.intake import Intake
from services.gateway.limits import DOCUMENTED, Limits
from services.gateway.live import LiveFrames, Watch
from services.gateway.metrics import GatewayMetrics
from services.gateway.routes.access import holder_of, visitor_of
from services.gateway.schemas import MessageAccepted, SendMessage
from services.gateway.settings import GatewaySettings
from services.gateway.streams import Stream
from services.gateway.threads import Threads
from services.gateway.tokens import Holder, VisitorTokens
from shared.events import Consent, MessageReceived, Visitor, as_utc, event_id
from shared.ids import message_id_for
from shared.problems import Problem, problem_responses
from shared.visitor_view import Thread

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
    limits: Limits,
    threads: Threads,
    metrics: GatewayMetrics,
) -> APIRouter:
    router = APIRouter(prefix="/api/chat/conversations/{conversation_id}", tags=["chat"])
    holder = Annotated[Holder, Depends(holder_of(tokens))]

    async def watched(who: holder, request: Request, response: Response) -> AsyncIterator[Watch]:
        await limits.read(visitor_of(request, tokens, who.user), response)
        with limits.stream(visitor_of(request, tokens)):
            async with frames.watching(who.conversation_id) as watch:
                yield watch

    @router.post(
        "/messages",
        status_code=202,
        summary="Write a message",
        responses={202: DOCUMENTED, **problem_responses(400, 401, 403, 404, 409, 413, 422, 429, 503)},
    )
    async def send(who: holder, message: SendMessage, request: Request, response: Response) -> MessageAccepted:
        """Accepted once RabbitMQ has confirmed it: from then on it is not lost."""
        _check_content(message.content, settings.message_max_chars)
        check_consent(message.consent_version, settings.consent)
        visitor = visitor_of(request, tokens, who.user)
        await limits.say(who.conversation_id, visitor, response)
        event = _message_received(who, message, visitor, request.headers.get("user-agent"), settings.consent)
        await intake.accept(event)
        return MessageAccepted(message_id=event.message_id)

    @router.get(
        "/messages",
        summary="The thread so far",
        responses={200: DOCUMENTED, **problem_responses(401, 404, 410, 422, 429, 503)},
    )
    async def thread(who: holder, request: Request, response: Response) -> Thread:
        await limits.read(visitor_of(request, tokens, who.user), response)
        return await threads.read(who.conversation_id)

    @router.get(
        "/events",
        summary="Watch",
        response_class=EventSourceResponse,
        responses={
            200: {**DOCUMENTED, "content": {"text/event-stream": {}}},
            **problem_responses(401, 404, 410, 422, 429, 503),
        },
    )
    async def events(
        who: holder,
        watch: Annotated[Watch, Depends(watched)],
        response: Response,
        last_event_id: Annotated[str | None, Header(json_schema_extra={"pattern": POSITION_PATTERN})] = None,
    ) -> EventSourceResponse:
        """Server-sent events. Without Last-Event-ID the thread is replayed; with it, what came after. After
        `conversation.erased` there is nothing more."""
        resumed_from = _position(last_event_id)
        stream = Stream(who.conversation_id, resumed_from, threads, metrics)
        first = await threads.read(who.conversation_id)
        if resumed_from and resumed_from.seq > len(first.messages):
            raise UnknownPosition
        stopping = anyio.Event()
        return EventSourceResponse(
            stream.events(first, watch, stopping),
            headers=response.headers,
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
    who: Holder, message: SendMessage, visitor: str, user_agent: str | None, consent: Consent | None
) -> MessageReceived:
    message_id = message_id_for(who.conversation_id, str(message.client_message_id))
    user = who.user
    return MessageReceived(
        id=event_id(message_id, "received"),
        occurred_at=as_utc(datetime.now(UTC)),
        conversation_id=who.conversation_id,
        message_id=message_id,
        after_message_id=message.after_message_id,
        content=message.content,
        source=message.source,
        page_url=message.page_url,
        user_agent=(user_agent or "")[:500] or None,
        locale=message.locale,
        wants_person=message.wants_person,
        visitor=Visitor(key=visitor),
        user_id=user.id if user else None,
        user_name=user.name if user else None,
        user_email=user.email if user else None,
        business_id=user.business_id if user else None,
        consent=consent,
    )
