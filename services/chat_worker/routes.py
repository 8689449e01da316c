"""The internal HTTP route: the thread as a visitor sees it, for the gateway."""

from fastapi import APIRouter, Depends
from pydantic import SecretStr
from pymongo.errors import PyMongoError

from services.chat_worker.domain import transcript as steps
from services.chat_worker.stores.transcripts import Transcripts
from services.chat_worker.stores.turns import FinishedTurns
from shared.auth import require_service
from shared.ids import ConversationId
from shared.mongo import is_transient
from shared.problems import Problem, problem_responses, retry_after
from shared.visitor_view import Thread


class ThreadUnreadable(Problem):
    def __init__(self) -> None:
        detail = "The conversation cannot be read right now. Try again in a moment."
        super().__init__(503, "thread-unreadable", detail, headers=retry_after(2))


def create_routes(transcripts: Transcripts, turns: FinishedTurns, service_token: SecretStr) -> APIRouter:
    router = APIRouter(prefix="/internal", tags=["internal"], dependencies=[Depends(require_service(service_token))])

    @router.get("/conversations/{conversation_id}", summary="The thread", responses=problem_responses(401, 422, 503))
    async def thread(conversation_id: ConversationId) -> Thread:
        """Empty for a conversation that nothing was heard of yet."""
        try:
            transcript = await transcripts.read(conversation_id)
            return steps.as_thread(transcript, await turns.of(conversation_id))
        except PyMongoError as error:
            if is_transient(error):
                raise ThreadUnreadable from error
            raise

    return router
