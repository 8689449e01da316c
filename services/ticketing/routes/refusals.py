"""What the domain refuses, over HTTP: a problem that says what to do instead."""

from collections.abc import Callable, Mapping
from typing import Final

from fastapi import FastAPI, Request, Response

from services.ticketing.domain.status import MoveNotAllowed
from services.ticketing.domain.working import ClaimedByAnother, ConversationChanged
from shared.problems import Problem, answer_to


class StatusNotAllowed(Problem):
    def __init__(self, move: MoveNotAllowed) -> None:
        super().__init__(
            409,
            "status-not-allowed",
            f"From {move.old} a conversation cannot go to {move.new}. Choose: {', '.join(move.allowed)}.",
            allowed=move.allowed,
        )


class AlreadyClaimed(Problem):
    def __init__(self, claim: ClaimedByAnother) -> None:
        super().__init__(
            409,
            "already-claimed",
            f'{claim.holder} has this conversation. To take it over, send {{"take_over": true}}.',
        )


class ChangedMeanwhile(Problem):
    def __init__(self, _: ConversationChanged) -> None:
        super().__init__(
            412,
            "changed-meanwhile",
            "Somebody has changed this conversation since you read it. Read it again, and send this with its new ETag.",
        )


REFUSALS: Final[Mapping[type[Exception], Callable[..., Problem]]] = {
    MoveNotAllowed: StatusNotAllowed,
    ClaimedByAnother: AlreadyClaimed,
    ConversationChanged: ChangedMeanwhile,
}


def answer_refusals(app: FastAPI) -> None:
    """Make these errors problem documents."""

    async def on_refusal(_: Request, error: Exception) -> Response:
        return answer_to(REFUSALS[type(error)](error))

    for refusal in REFUSALS:
        app.add_exception_handler(refusal, on_refusal)
