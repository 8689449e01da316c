"""`/internal/export`: for the other services of the desk, never through the edge."""

from collections.abc import AsyncIterator

from fastapi import APIRouter, Depends
from fastapi.responses import StreamingResponse
from pydantic import SecretStr

from services.ticketing.routes.access import SERVICE
from services.ticketing.schemas import ExportedConversation
from services.ticketing.stores.export import Export
from shared.auth import require_service
from shared.problems import problem_responses

NDJSON = "application/x-ndjson"


class _Lines(StreamingResponse):
    media_type = NDJSON


def create_routes(export: Export, service_token: SecretStr) -> APIRouter:
    router = APIRouter(tags=["internal"], dependencies=[Depends(SERVICE), Depends(require_service(service_token))])

    async def lines() -> AsyncIterator[str]:
        async for whole in export.everything():
            yield ExportedConversation.of(whole).model_dump_json() + "\n"

    @router.get(
        "/internal/export",
        summary="Everything",
        response_class=_Lines,
        responses={
            200: {
                "description": "One ExportedConversation, as JSON, a line.",
                "content": {NDJSON: {"schema": ExportedConversation.model_json_schema()}},
            },
            **problem_responses(401, 503),
        },
    )
    async def export_everything() -> _Lines:
        """Every conversation, its messages and what it cost. An export that breaks off ends within a line or early."""
        return _Lines(lines())

    return router
