"""`/api/support/accounts` and `/api/support/api-keys`: who may sign in. For admins."""

from collections.abc import Awaitable, Callable
from typing import Annotated

from fastapi import APIRouter, Depends

from services.ticketing.identity.administration import Administration
from services.ticketing.identity.machines import Machines
from services.ticketing.identity.requests import AccountId, AccountPatch, AccountRequest, ApiKeyRequest
from services.ticketing.identity.schemas import AccountView, ApiKeyView
from services.ticketing.routes.access import DOCUMENTED
from shared.auth import Principal
from shared.problems import problem_responses

READING = (401, 403, 503)
WRITING = (400, 401, 403, 409, 413, 422, 503)
REMOVING = (401, 403, 404, 422, 503)

IsAdmin = Callable[[Principal], Awaitable[Principal]]


def create_account_routes(administration: Administration, admin: IsAdmin) -> APIRouter:
    router = APIRouter(prefix="/api/support/accounts", tags=["accounts"], dependencies=DOCUMENTED)

    @router.get("", summary="All accounts", responses=problem_responses(*READING), dependencies=[Depends(admin)])
    async def list_accounts() -> list[AccountView]:
        """By address."""
        return [AccountView.of(account) for account in await administration.all()]

    @router.post("", status_code=201, summary="Create an account", responses=problem_responses(*WRITING))
    async def create_account(body: AccountRequest, who: Annotated[Principal, Depends(admin)]) -> AccountView:
        """The answer shows the password if it was made at random, this once."""
        account, password = await administration.create(body.to_account(), who.email)
        return AccountView.of(account, password)

    @router.patch("/{account_id}", summary="Change an account", responses=problem_responses(404, *WRITING))
    async def change_account(
        account_id: AccountId, body: AccountPatch, who: Annotated[Principal, Depends(admin)]
    ) -> AccountView:
        """Another role, another password or being disabled ends its sessions; its access token is good for some more
        minutes. The last admin stays one."""
        account, password = await administration.change(account_id, body.to_change(), who.email)
        return AccountView.of(account, password)

    @router.delete(
        "/{account_id}", status_code=204, summary="Delete an account", responses=problem_responses(409, *REMOVING)
    )
    async def delete_account(account_id: AccountId, who: Annotated[Principal, Depends(admin)]) -> None:
        """What it did stays in the audit trail. The last admin stays."""
        await administration.delete(account_id, who.email)

    return router


def create_api_key_routes(machines: Machines, admin: IsAdmin) -> APIRouter:
    router = APIRouter(prefix="/api/support/api-keys", tags=["accounts"], dependencies=DOCUMENTED)

    @router.get("", summary="All API keys", responses=problem_responses(*READING), dependencies=[Depends(admin)])
    async def list_api_keys() -> list[ApiKeyView]:
        """By name."""
        return [ApiKeyView.of(key) for key in await machines.all()]

    @router.post("", status_code=201, summary="Create an API key", responses=problem_responses(*WRITING))
    async def create_api_key(body: ApiKeyRequest, who: Annotated[Principal, Depends(admin)]) -> ApiKeyView:
        """The answer shows its secret, this once."""
        key, secret = await machines.create(body.name, body.scopes, body.expires_at, who.email)
        return ApiKeyView.of(key, secret)

    @router.delete("/{key_id}", status_code=204, summary="Revoke an API key", responses=problem_responses(*REMOVING))
    async def revoke_api_key(key_id: AccountId, who: Annotated[Principal, Depends(admin)]) -> None:
        """An access token that was made with it is good for some more minutes."""
        await machines.revoke(key_id, who.email)

    return router
