"""A conversation as a whole: begin it, come back to it, leave an address, say how it was."""

from datetime import UTC, datetime
from typing import Annotated

from fastapi import APIRouter, Depends, Request, Response
from fastapi.security import HTTPAuthorizationCredentials

from services.gateway.consent import check_consent
from services.gateway.identity import Identities, IdentityRefused
from services.gateway.intake import Intake
from services.gateway.limits import DOCUMENTED, Limits
from services.gateway.metrics import GatewayMetrics
from services.gateway.routes.access import IDENTITY, Bearer, holder_of, visitor_of
from services.gateway.schemas import (
    Accepted,
    AskedConsent,
    BeginConversation,
    ChatConfig,
    ConversationBegun,
    OwnConversation,
    ProvideContact,
    RateConversation,
)
from services.gateway.settings import GatewaySettings
from services.gateway.threads import Threads
from services.gateway.tokens import Holder, VisitorToken, VisitorTokens
from shared.events import ContactProvided, ConversationRated, as_utc, event_id
from shared.ids import ConversationId, new_conversation_id
from shared.problems import problem_responses


def create_routes(
    *,
    settings: GatewaySettings,
    tokens: VisitorTokens,
    identities: Identities,
    intake: Intake,
    limits: Limits,
    threads: Threads,
    metrics: GatewayMetrics,
) -> APIRouter:
    router = APIRouter(prefix="/api/chat", tags=["chat"])
    holder = Annotated[Holder, Depends(holder_of(tokens))]

    @router.get("/config", summary="What a widget needs to know")
    async def config() -> ChatConfig:
        return ChatConfig(
            brand=settings.brand,
            demonstration=settings.demonstration,
            support_email=settings.support_email,
            suggested_questions=settings.suggested_questions,
            message_max_chars=settings.message_max_chars,
            consent=AskedConsent(**settings.consent.model_dump()) if settings.consent else None,
        )

    @router.post(
        "/conversations",
        status_code=201,
        summary="Begin",
        responses={201: DOCUMENTED, **problem_responses(400, 401, 413, 422, 429)},
    )
    async def begin(body: BeginConversation, request: Request, response: Response) -> ConversationBegun:
        """Gives out an id and a token. Nothing is stored: a conversation begins with its first message."""
        begun = Holder(conversation_id=new_conversation_id(), user=identities.verify(body.identity))
        await limits.begin(visitor_of(request, tokens, begun.user), response)
        metrics.conversations.inc()
        issued = tokens.issue(begun)
        return ConversationBegun(
            conversation_id=begun.conversation_id, token=issued.token, expires_at=issued.expires_at
        )

    @router.get(
        "/conversations",
        summary="A signed-in user's own",
        responses={200: DOCUMENTED, **problem_responses(401, 429, 503)},
    )
    async def own_conversations(
        identity: Annotated[HTTPAuthorizationCredentials | None, Depends(IDENTITY)],
        request: Request,
        response: Response,
    ) -> list[OwnConversation]:
        """With the identity JWT as bearer token; newest first, each with a token of its own for this device."""
        user = identities.verify(identity.credentials if identity else None)
        if user is None:
            raise IdentityRefused("This is for signed-in users: send the identity JWT as bearer token.")
        await limits.read(visitor_of(request, tokens, user), response)
        kept = await threads.of_user(user.id)
        issued = [tokens.issue(Holder(conversation_id=each.conversation_id, user=user)) for each in kept]
        return [
            OwnConversation(**each.model_dump(), token=token.token, expires_at=token.expires_at)
            for each, token in zip(kept, issued, strict=True)
        ]

    @router.post(
        "/conversations/{conversation_id}/token",
        summary="Renew the token",
        responses={200: DOCUMENTED, **problem_responses(401, 404, 422, 429)},
    )
    async def renew(
        conversation_id: ConversationId, token: Bearer, request: Request, response: Response
    ) -> VisitorToken:
        """Also for a token that has expired, until GATEWAY_RENEWAL_DAYS after the first one."""
        await limits.read(visitor_of(request, tokens), response)
        return tokens.renew(token.credentials if token else "", conversation_id)

    @router.post(
        "/conversations/{conversation_id}/contact",
        status_code=202,
        summary="Leave an e-mail address",
        responses={202: DOCUMENTED, **problem_responses(400, 401, 403, 404, 409, 413, 422, 429, 503)},
    )
    async def contact(who: holder, body: ProvideContact, request: Request, response: Response) -> Accepted:
        """Where a reply is to reach the visitor. The newest one holds."""
        check_consent(body.consent_version, settings.consent)
        await limits.say(who.conversation_id, visitor_of(request, tokens, who.user), response)
        now = as_utc(datetime.now(UTC))
        event = ContactProvided(
            id=event_id(who.conversation_id, "contact", int(now.timestamp() * 1000)),
            occurred_at=now,
            conversation_id=who.conversation_id,
            email=body.email,
            name=body.name,
            consent=settings.consent,
        )
        await intake.accept(event)
        return Accepted()

    @router.post(
        "/conversations/{conversation_id}/rating",
        status_code=202,
        summary="Say whether it was solved",
        responses={202: DOCUMENTED, **problem_responses(400, 401, 403, 404, 409, 413, 422, 429, 503)},
    )
    async def rating(who: holder, body: RateConversation, request: Request, response: Response) -> Accepted:
        """The newest one holds."""
        check_consent(body.consent_version, settings.consent)
        await limits.say(who.conversation_id, visitor_of(request, tokens, who.user), response)
        now = as_utc(datetime.now(UTC))
        event = ConversationRated(
            id=event_id(who.conversation_id, "rating", int(now.timestamp() * 1000)),
            occurred_at=now,
            conversation_id=who.conversation_id,
            solved=body.solved,
            score=body.score,
            comment=body.comment,
            consent=settings.consent,
        )
        await intake.accept(event)
        return Accepted()

    return router
