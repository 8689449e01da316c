"""The internal HTTP routes: conversations as visitors see them, for the gateway."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Annotated, Final

from fastapi import APIRouter, Depends, Query
from fastapi.security import HTTPBearer
from pydantic import SecretStr
from pymongo.errors import PyMongoError

from services.chat_worker.domain import transcript as steps
from services.chat_worker.stores.transcripts import Transcripts
from services.chat_worker.stores.turns import FinishedTurns
from shared.auth import require_service
from shared.ids import ConversationId
from shared.mongo import is_transient
from shared.problems import Problem, problem_responses, retry_after
from shared.visitor_view import KeptConversation, Thread

SERVICE: Final = HTTPBearer(scheme_name="service_token", auto_error=False)
MOST_OF_A_USER: Final = 50
"""So many conversations of a user are listed, the newest."""


class ThreadUnreadable(Problem):
    def __init__(self) -> None:
        detail = "The conversation cannot be read right now. Try again in a moment."
        super().__init__(503, "thread-unreadable", detail, headers=retry_after(2))


class ConversationGone(Problem):
    def __init__(self) -> None:
        super().__init__(410, "conversation-erased", "This conversation was erased.")


def create_routes(transcripts: Transcripts, turns: FinishedTurns, service_token: SecretStr) -> APIRouter:
    router = APIRouter(
        prefix="/internal/conversations",
        tags=["internal"],
        dependencies=[Depends(SERVICE), Depends(require_service(service_token))],
        responses=problem_responses(401, 422, 503),
    )

    @router.get("/{conversation_id}", summary="The thread", responses=problem_responses(410))
    async def thread(conversation_id: ConversationId) -> Thread:
        """Empty for a conversation that nothing was heard of yet."""
        async with _reading():
            transcript = await transcripts.read(conversation_id)
            if transcript.is_erased:
                raise ConversationGone
            return steps.as_thread(transcript, await turns.of(conversation_id))

    @router.get("", summary="A verified user's conversations")
    async def of_user(user_id: Annotated[str, Query(min_length=1, max_length=254)]) -> list[KeptConversation]:
        """Newest first."""
        async with _reading():
            return await transcripts.of_user(user_id, MOST_OF_A_USER)

    return router


@asynccontextmanager
async def _reading() -> AsyncIterator[None]:
    try:
        yield
    except PyMongoError as error:
        if is_transient(error):
            raise ThreadUnreadable from error
        raise
