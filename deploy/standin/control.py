"""`/_standin/`: scripting answers and faults, and reading the ledger. Refused unless started with `--control`."""

from fastapi import APIRouter, Depends, FastAPI, HTTPException
from pydantic import BaseModel

from deploy.standin.behaviours import Behaviour
from deploy.standin.exchange import Desk
from deploy.standin.ledger import Books


class Pushed(BaseModel):
    """How many behaviours wait for their requests."""

    waiting: int


def install(app: FastAPI, desk: Desk) -> None:
    """Add the control routes to the app."""

    def controlled() -> None:
        if not desk.settings.control:
            raise HTTPException(403, "This stand-in cannot be scripted: start it with --control.")

    router = APIRouter(prefix="/_standin", dependencies=[Depends(controlled)])

    @router.post("/script", status_code=201)
    async def push(behaviours: list[Behaviour]) -> Pushed:
        """Add behaviours behind those that wait. 422 for a shape that isn't one, with its place."""
        return Pushed(waiting=desk.script.push(behaviours))

    @router.delete("/script", status_code=204)
    async def forget_script() -> None:
        """Drop the behaviours that wait."""
        desk.script.clear()

    @router.get("/requests")
    async def requests() -> Books:
        """What was asked, oldest first, and what was billed for it."""
        return desk.ledger.read()

    @router.delete("/requests", status_code=204)
    async def forget_requests() -> None:
        """Clear the ledger."""
        desk.ledger.clear()

    @router.delete("/cache", status_code=204)
    async def forget_prompts() -> None:
        """Empty the prompt cache, so that the next prompt is written anew."""
        desk.cache.clear()

    app.include_router(router)
