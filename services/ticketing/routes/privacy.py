"""Export and erase, by conversation and by user; and the receipts. For admins."""

from typing import Annotated, Final

from fastapi import APIRouter, Depends, Query, Request, Response

from services.ticketing.privacy.privacy import Privacy
from services.ticketing.privacy.schemas import ConversationRecord, ErasureView, UserRecord
from services.ticketing.requests import PageQuery, UserQuery
from services.ticketing.routes.access import DOCUMENTED
from services.ticketing.routes.accounts import IsAdmin
from services.ticketing.routes.paging import LINK_HEADER, cursor_from, link_next
from shared.auth import Principal
from shared.ids import ConversationId
from shared.problems import problem_responses

ASKING: Final = (401, 403, 404, 422, 503)


def create_routes(privacy: Privacy, admin: IsAdmin) -> APIRouter:
    router = APIRouter(prefix="/api/support", tags=["privacy"], dependencies=DOCUMENTED)
    signed_in = Depends(admin)

    @router.get(
        "/conversations/{conversation_id}/export",
        summary="Export a conversation",
        responses=problem_responses(410, *ASKING),
    )
    async def export_conversation(
        conversation_id: ConversationId, who: Annotated[Principal, Depends(admin)], response: Response
    ) -> ConversationRecord:
        """Everything that is kept of it."""
        _as_file(response, f"conversation-{conversation_id}")
        return ConversationRecord.of_record(await privacy.export(conversation_id, who.email))

    @router.delete(
        "/conversations/{conversation_id}",
        status_code=202,
        summary="Erase a conversation",
        responses=problem_responses(*ASKING),
    )
    async def erase_conversation(
        conversation_id: ConversationId, who: Annotated[Principal, Depends(admin)]
    ) -> ErasureView:
        """Here its words are gone with the answer; the other services are told, and send their receipts. Once more is
        the same."""
        return ErasureView.of(await privacy.erase(conversation_id, who.email))

    @router.get(
        "/users/export",
        summary="Export a user",
        responses=problem_responses(401, 403, 422, 503),
    )
    async def export_user(
        query: Annotated[UserQuery, Query()], who: Annotated[Principal, Depends(admin)], response: Response
    ) -> UserRecord:
        """Everything that is kept of the conversations in which the business has vouched for this user."""
        _as_file(response, "user")
        records = await privacy.export_user(query.user_id, who.email)
        return UserRecord(
            user_id=query.user_id, conversations=[ConversationRecord.of_record(record) for record in records]
        )

    @router.delete(
        "/users",
        status_code=202,
        summary="Erase a user",
        responses=problem_responses(401, 403, 422, 503),
    )
    async def erase_user(
        query: Annotated[UserQuery, Query()], who: Annotated[Principal, Depends(admin)]
    ) -> list[ErasureView]:
        """All conversations of the user, as one is. The answer is the only place that says whose they were."""
        return [ErasureView.of(tombstone) for tombstone in await privacy.erase_user(query.user_id, who.email)]

    @router.get(
        "/erasures",
        summary="What was erased",
        dependencies=[signed_in],
        responses={**LINK_HEADER, **problem_responses(401, 403, 422, 503)},
    )
    async def list_erasures(
        query: Annotated[PageQuery, Query()], request: Request, response: Response
    ) -> list[ErasureView]:
        """Newest first, also what was erased for its age. Further pages by the Link header."""
        page = await privacy.erasures(query.limit, cursor_from(query.cursor))
        link_next(request, response, page.next)
        return [ErasureView.of(tombstone) for tombstone in page.items]

    @router.get(
        "/erasures/{conversation_id}",
        summary="The receipts",
        dependencies=[signed_in],
        responses=problem_responses(*ASKING),
    )
    async def get_erasure(conversation_id: ConversationId) -> ErasureView:
        """Which services have deleted what they kept of it, and which have not said so yet."""
        return ErasureView.of(await privacy.erasure(conversation_id))

    return router


def _as_file(response: Response, name: str) -> None:
    response.headers["Content-Disposition"] = f'attachment; filename="{name}.json"'
