"""Ticketing's `GET /internal/export`, read line by line as it comes."""

from collections.abc import AsyncIterator
from http import HTTPStatus
from typing import Final

import httpx2
from pydantic import SecretStr, ValidationError

from services.analytics.domain.export import ExportedConversation

TIMEOUT: Final = httpx2.Timeout(60.0, connect=5.0)

_REFUSALS: Final = {
    HTTPStatus.UNAUTHORIZED: "refused the service token: give both processes the same SERVICE_TOKEN",
    HTTPStatus.FORBIDDEN: "refused the service token: give both processes the same SERVICE_TOKEN",
    HTTPStatus.NOT_FOUND: "has no export: check the address",
}


class ExportFailed(Exception):
    """Ticketing refused, does not answer or broke off: one sentence with what to do."""


class LineRefused(Exception):
    """A line that is not a conversation: names its number and the fields, not their values."""


class TicketingExport:
    """`transport` stands in for the network."""

    def __init__(self, url: str, token: SecretStr, transport: httpx2.AsyncBaseTransport | None = None) -> None:
        self._url = url.rstrip("/")
        self._headers = {"Authorization": f"Bearer {token.get_secret_value()}"}
        self._transport = transport

    async def lines(self) -> AsyncIterator[ExportedConversation | LineRefused]:
        """Every conversation; in the place of one that cannot be read, why. Raises ExportFailed."""
        try:
            async with (
                httpx2.AsyncClient(transport=self._transport, timeout=TIMEOUT) as client,
                client.stream("GET", f"{self._url}/internal/export", headers=self._headers) as answer,
            ):
                answer.raise_for_status()
                number = 0
                async for line in answer.aiter_lines():
                    number += 1
                    yield _read(line, number)
        except httpx2.HTTPStatusError as error:
            status = error.response.status_code
            refusal = _REFUSALS.get(HTTPStatus(status), f"answered {status}: try again later")
            raise ExportFailed(f"Ticketing at {self._url} {refusal}.") from error
        except (httpx2.RequestError, httpx2.InvalidURL) as error:
            raise ExportFailed(
                f"Ticketing at {self._url} does not answer, or broke off ({type(error).__name__}). "
                "Check ANALYTICS_TICKETING_URL and that ticketing runs, then run rebuild again."
            ) from error


def _read(line: str, number: int) -> ExportedConversation | LineRefused:
    try:
        return ExportedConversation.model_validate_json(line)
    except ValidationError as error:
        fields = ", ".join(".".join(map(str, item["loc"])) + ": " + item["type"] for item in error.errors()[:3])
        return LineRefused(f"Line {number} of the export is not a conversation ({fields}).")
