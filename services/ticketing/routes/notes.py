"""`/api/support/conversations/{id}/notes`: what people of the desk note for each other. No visitor ever sees it."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Depends

from services.ticketing.requests import NewNote
from services.ticketing.routes.access import DOCUMENTED, may
from services.ticketing.routes.content import check_content
from services.ticketing.schemas import NoteView
from services.ticketing.stores.conversations import Conversations
from services.ticketing.stores.notes import Notes
from shared.auth import AccessTokens, Principal, Role, Scope
from shared.ids import ConversationId
from shared.problems import Problem, problem_responses


class TooManyNotes(Problem):
    def __init__(self, most: int) -> None:
        super().__init__(409, "too-many-notes", f"A conversation has at most {most} notes.")


@dataclass(frozen=True)
class NoteLimits:
    """`max_chars`: of a note, in code points."""

    max_chars: int
    per_conversation: int


def create_routes(
    conversations: Conversations, notes: Notes, tokens: AccessTokens, limits: NoteLimits, now: Callable[[], datetime]
) -> APIRouter:
    viewer = may(tokens, Role.VIEWER, Scope.CONVERSATIONS_READ)
    agent = may(tokens, Role.AGENT, Scope.CONVERSATIONS_WRITE)
    router = APIRouter(prefix="/api/support/conversations", tags=["notes"], dependencies=DOCUMENTED)

    @router.get(
        "/{conversation_id}/notes",
        summary="Notes",
        dependencies=[Depends(viewer)],
        responses=problem_responses(401, 404, 410, 422, 503),
    )
    async def list_notes(conversation_id: ConversationId) -> list[NoteView]:
        """All of a conversation, oldest first."""
        await conversations.get(conversation_id)
        return [NoteView.of(note) for note in await notes.of(conversation_id)]

    @router.post(
        "/{conversation_id}/notes",
        status_code=201,
        summary="Note something",
        responses=problem_responses(400, 401, 403, 404, 409, 410, 413, 422, 503),
    )
    async def add_note(
        conversation_id: ConversationId, body: NewNote, who: Annotated[Principal, Depends(agent)]
    ) -> NoteView:
        """Under the name of who writes it."""
        check_content(body.content, limits.max_chars)
        await conversations.get(conversation_id)
        if await notes.count(conversation_id) >= limits.per_conversation:
            raise TooManyNotes(limits.per_conversation)
        return NoteView.of(await notes.add(conversation_id, who.email, body.content, now()))

    return router
