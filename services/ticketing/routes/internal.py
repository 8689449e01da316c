"""`/internal/export`: for the other services of the desk, never through the edge."""

from collections.abc import AsyncIterator

from fastapi import APIRouter, Depends
from pydantic import SecretStr

from services.ticketing.routes.access import SERVICE
from services.ticketing.schemas import ExportedConversation
from services.ticketing.stores.export import Export
from shared.auth import require_service
from shared.problems import problem_responses


def create_routes(export: Export, service_token: SecretStr) -> APIRouter:
    router = APIRouter(tags=["internal"], dependencies=[Depends(SERVICE), Depends(require_service(service_token))])

    @router.get("/internal/export", summary="Everything", responses=problem_responses(401))
    async def export_everything() -> AsyncIterator[ExportedConversation]:
        """Every conversation, its messages and what it cost: one object, as JSON, a line.

        When the database goes away meanwhile the connection breaks off: what came is right, and not all.
        """
        async for whole in export.everything():
            yield ExportedConversation.of(whole)

    return router
