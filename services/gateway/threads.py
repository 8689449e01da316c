"""A conversation's thread, read from the chat worker's internal route."""

import asyncio
from http import HTTPStatus
from typing import Final, TypeVar

import httpx2
import structlog
from pydantic import SecretStr, TypeAdapter, ValidationError

from shared.problems import Problem, retry_after
from shared.visitor_view import KeptConversation, Thread

log = structlog.get_logger(__name__)

AnswerT = TypeVar("AnswerT")
_THREAD: Final = TypeAdapter(Thread)
_KEPT: Final = TypeAdapter(list[KeptConversation])


class ThreadUnavailable(Problem):
    def __init__(self) -> None:
        detail = "The conversation cannot be read right now. New messages are still taken; try again in a moment."
        super().__init__(503, "thread-unavailable", detail, headers=retry_after(2))


class ConversationGone(Problem):
    def __init__(self) -> None:
        super().__init__(410, "conversation-erased", "This conversation was erased. Begin a new one.")


class Threads:
    """`transport` stands in for the network where gateway and chat worker are one process."""

    def __init__(
        self,
        url: str,
        service_token: SecretStr,
        timeout_seconds: float,
        transport: httpx2.AsyncBaseTransport | None = None,
    ) -> None:
        self._timeout_seconds = timeout_seconds
        self._client = httpx2.AsyncClient(
            base_url=url,
            headers={"Authorization": f"Bearer {service_token.get_secret_value()}"},
            timeout=None,
            transport=transport,
        )

    async def read(self, conversation_id: str) -> Thread:
        """Raises ThreadUnavailable, ConversationGone."""
        return await self._get(f"/internal/conversations/{conversation_id}", {}, _THREAD)

    async def of_user(self, user_id: str) -> list[KeptConversation]:
        """A verified user's conversations, newest first. Raises ThreadUnavailable."""
        return await self._get("/internal/conversations", {"user_id": user_id}, _KEPT)

    async def _get(self, path: str, query: dict[str, str], shape: TypeAdapter[AnswerT]) -> AnswerT:
        try:
            async with asyncio.timeout(self._timeout_seconds):
                response = await self._client.get(path, params=query)
            if response.status_code == HTTPStatus.GONE:
                raise ConversationGone
            response.raise_for_status()
            return shape.validate_json(response.content)
        except (httpx2.HTTPError, TimeoutError, ValidationError) as error:
            log.warning("not read from the chat worker", path=path, error=type(error).__name__)
            raise ThreadUnavailable from error

    async def close(self) -> None:
        await self._client.aclose()
