"""How much later does a visitor see the first words than somebody who calls Claude directly?

Both ways are taken in turn, against the same stand-in with the same prompt: (A) the official SDK, streaming; (B) a
message posted to the gateway, to the first `reply.delta` on the visitor's stream: through RabbitMQ twice, the mailbox,
the lease, the budget and the look at the document that precedes the first delta.
"""

import asyncio
import statistics
import time
from collections.abc import AsyncGenerator, Callable
from contextlib import aclosing
from datetime import UTC, datetime
from uuid import uuid4

import httpx2
from anthropic import AsyncAnthropic

from services.chat_worker.article_files import read_articles
from services.chat_worker.claude import params
from services.chat_worker.domain.prompt import ChatMessage, ChatRequest, Prompt
from services.chat_worker.domain.tools import TOOLS
from services.chat_worker.settings import ChatWorkerSettings

QUESTION = "How do payments work?"


async def measure(
    client: Callable[[], httpx2.AsyncClient], stand_in_url: str, rounds: int, warm_up: int = 5
) -> dict[str, float]:
    """Milliseconds, medians and 95th percentiles over `rounds` pairs; the first `warm_up` pairs are not counted."""
    direct, through = [], []
    async with (
        AsyncAnthropic(api_key="bench", base_url=stand_in_url, max_retries=0) as claude,
        client() as visitor,
    ):
        for _ in range(rounds + warm_up):
            direct.append(await _direct(claude))
            through.append(await _through(visitor))
    pairs = list(zip(direct[warm_up:], through[warm_up:], strict=True))
    added = [after - before for before, after in pairs]
    return {
        "rounds": rounds,
        "direct_p50_ms": statistics.median(before for before, _ in pairs),
        "through_p50_ms": statistics.median(after for _, after in pairs),
        "added_p50_ms": statistics.median(added),
        "added_p95_ms": statistics.quantiles(added, n=20)[-1],
        "ratio_p50": statistics.median(after / before for before, after in pairs),
    }


async def _direct(claude: AsyncAnthropic) -> float:
    request = _request()
    began = time.perf_counter()
    stream = await claude.messages.create(
        model=request.model,
        max_tokens=request.max_tokens,
        system=params.system(request),
        tools=params.tools(request),
        messages=params.messages(request),
        stream=True,
    )
    async with stream:
        async for event in stream:
            if event.type == "content_block_delta":
                return (time.perf_counter() - began) * 1_000
    raise RuntimeError("the stand-in said nothing")


async def _through(visitor: httpx2.AsyncClient) -> float:
    begun = (await visitor.post("/api/chat/conversations", json={})).raise_for_status().json()
    headers = {"Authorization": f"Bearer {begun['token']}"}
    path = f"/api/chat/conversations/{begun['conversation_id']}"
    async with visitor.stream("GET", f"{path}/events", headers=headers) as stream:
        body = {"client_message_id": str(uuid4()), "content": QUESTION}
        began = time.perf_counter()
        sent = asyncio.create_task(visitor.post(f"{path}/messages", headers=headers, json=body))
        async with aclosing(_event_names(stream)) as names:
            async for name in names:
                if name == "reply.delta":
                    took = (time.perf_counter() - began) * 1_000
                    (await sent).raise_for_status()
                    return took
    raise RuntimeError("the stream ended before the reply")


async def _event_names(stream: httpx2.Response) -> AsyncGenerator[str, None]:
    async for line in stream.aiter_lines():
        if line.startswith("event:"):
            yield line.removeprefix("event:").strip()


def _request() -> ChatRequest:
    """What the chat worker asks as it is set without settings of one's own."""
    fields = ChatWorkerSettings.model_fields
    prompt = Prompt(
        policy=fields["policy_file"].default.read_text(encoding="utf-8"),
        voice=fields["voice_file"].default.read_text(encoding="utf-8"),
        brand=fields["brand"].default,
        support_email=fields["support_email"].default,
    )
    return ChatRequest(
        model=fields["model"].default,
        max_tokens=fields["max_tokens"].default,
        system=prompt.system(datetime.now(UTC).date()),
        tools=TOOLS,
        articles=read_articles(fields["knowledge_dir"].default, fields["knowledge_tokens"].default),
        articles_stay=True,
        messages=[ChatMessage(role="user", texts=[QUESTION])],
    )
