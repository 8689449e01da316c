"""A database that is away, over HTTP: 503 with Retry-After. Everything else that it says is a fault of ours."""

from fastapi import FastAPI, Request, Response
from pymongo.errors import PyMongoError

from shared.mongo import is_transient
from shared.problems import Problem, answer_to, retry_after

RETRY_AFTER_SECONDS = 5


class DatabaseAway(Problem):
    def __init__(self) -> None:
        super().__init__(
            503,
            "database-away",
            "The database does not answer right now. Try again in a few seconds.",
            headers=retry_after(RETRY_AFTER_SECONDS),
        )


def answer_when_away(app: FastAPI) -> None:
    async def on_database_error(_: Request, error: Exception) -> Response:
        if not is_transient(error):
            raise error
        return answer_to(DatabaseAway())

    app.add_exception_handler(PyMongoError, on_database_error)
