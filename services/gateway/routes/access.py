"""Whose conversation it is: every route about a conversation asks for the token of that conversation."""

from collections.abc import Awaitable, Callable
from typing import Annotated, Final

from fastapi import Depends, Request
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer

from services.gateway.identity import VerifiedUser
from services.gateway.tokens import Holder, VisitorTokens
from shared.ids import ConversationId

VISITOR_TOKEN: Final = HTTPBearer(scheme_name="visitor_token", bearerFormat="JWT", auto_error=False)
IDENTITY: Final = HTTPBearer(scheme_name="identity", bearerFormat="JWT", auto_error=False)

Bearer = Annotated[HTTPAuthorizationCredentials | None, Depends(VISITOR_TOKEN)]


def holder_of(
    tokens: VisitorTokens,
) -> Callable[[ConversationId, HTTPAuthorizationCredentials | None], Awaitable[Holder]]:
    """The dependency: who shows the token of the conversation that the path names."""

    async def dependency(conversation_id: ConversationId, token: Bearer) -> Holder:
        return tokens.check(token.credentials if token else "", conversation_id)

    return dependency


def visitor_of(request: Request, tokens: VisitorTokens, user: VerifiedUser | None = None) -> str:
    """What tells visitors apart for limits: a verified user, else the network that the request came from, as a hash."""
    address = request.client.host if request.client else "unknown"
    return tokens.visitor_key(f"user {user.id}" if user else address)
