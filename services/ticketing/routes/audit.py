"""`/api/support/audit`: who did what. For admins."""

from typing import Annotated

from fastapi import APIRouter, Depends, Query, Request, Response

from services.ticketing.identity.requests import AuditQuery
from services.ticketing.identity.schemas import AuditEntryView
from services.ticketing.routes.access import DOCUMENTED
from services.ticketing.routes.accounts import IsAdmin
from services.ticketing.routes.paging import LINK_HEADER, cursor_from, link_next
from services.ticketing.stores.audit import Audit
from shared.problems import problem_responses


def create_routes(audit: Audit, admin: IsAdmin) -> APIRouter:
    router = APIRouter(tags=["audit"], dependencies=[*DOCUMENTED, Depends(admin)])

    @router.get(
        "/api/support/audit",
        summary="Who did what",
        responses={**LINK_HEADER, **problem_responses(401, 403, 422, 503)},
    )
    async def list_audit(
        query: Annotated[AuditQuery, Query()], request: Request, response: Response
    ) -> list[AuditEntryView]:
        """Newest first. Further pages by the Link header."""
        page = await audit.page(query.to_filters(), query.limit, cursor_from(query.cursor))
        link_next(request, response, page.next)
        return [AuditEntryView.of(entry) for entry in page.items]

    return router
