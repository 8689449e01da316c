"""`python -m tests.faults.naive gateway|worker`."""

import asyncio
import json
import os
import sys
from collections import defaultdict
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Annotated, Any, Final

import httpx2
import uvicorn
from bson import ObjectId
from fastapi import FastAPI, Header
from faststream import FastStream
from faststream.rabbit import RabbitBroker, RabbitQueue
from motor.motor_asyncio import AsyncIOMotorClient
from sse_starlette import EventSourceResponse, ServerSentEvent

QUEUE: Final = "naive"
POLL_SECONDS: Final = 0.1
EVENTS: Final = {"user": "message.received", "assistant": "reply.completed"}

broker = RabbitBroker(os.environ["RABBITMQ_URL"])
store = AsyncIOMotorClient[dict[str, Any]](os.environ["MONGODB_URL"], tz_aware=True)["support"]  # documents as they are
feeds = defaultdict[str, dict[str, dict[str, Any]]](dict)  # of each conversation, the turns as they came into sight
claude = httpx2.AsyncClient(base_url=os.environ["ANTHROPIC_BASE_URL"], timeout=10)


@broker.subscriber(QUEUE)
async def on_message(message: dict[str, str]) -> None:
    """Keep what was said, ask Claude, keep what it says, count."""
    await keep(message["conversation_id"], message["message_id"], "user", message["content"], [])
    said, tokens = await ask(message["content"])
    await keep(message["conversation_id"], str(ObjectId()), "assistant", said, [message["message_id"]])
    await store["support_conversations"].update_one(
        {"_id": ObjectId(message["conversation_id"])},
        {"$inc": {"message_count": 2, "total_output_tokens": tokens}},
        upsert=True,
    )


async def ask(content: str) -> tuple[str, int]:
    response = await claude.post(
        "/v1/messages",
        headers={"x-api-key": "naive", "anthropic-version": "2023-06-01"},
        json={
            "model": "claude-haiku-4-5",
            "max_tokens": 200,
            "messages": [{"role": "user", "content": content}],
        },
    )
    answer = response.raise_for_status().json()
    return "".join(block["text"] for block in answer["content"]), answer["usage"]["output_tokens"]


async def keep(conversation_id: str, message_id: str, role: str, content: str, answers: list[str]) -> None:
    """In the thread and in the tickets."""
    thread = store["support_turns"]
    seq = await thread.count_documents({"conversation_id": ObjectId(conversation_id)}) + 1
    now = ObjectId().generation_time
    said = {"id": message_id, "seq": seq, "role": role, "content": content, "answers": answers, "created_at": now}
    await thread.insert_one({"conversation_id": ObjectId(conversation_id), "messages": [said], "request_id": "naive"})
    ticket = {"_id": ObjectId(message_id), "conversation_id": ObjectId(conversation_id), "created_at": now}
    await store["support_messages"].insert_one({**ticket, "role": role, "content": content, "answers": answers})


@asynccontextmanager
async def lifespan(_: FastAPI) -> AsyncIterator[None]:
    await broker.connect()
    await broker.declare_queue(RabbitQueue(QUEUE))
    yield
    await broker.stop()


gateway = FastAPI(lifespan=lifespan)


@gateway.get("/readyz")
async def readyz() -> None:
    """Why should it not be?"""


@gateway.post("/api/chat/conversations", status_code=201)
async def begin() -> dict[str, str]:
    return {"conversation_id": str(ObjectId()), "token": "naive"}


@gateway.post("/api/chat/conversations/{conversation_id}/messages", status_code=202)
async def send(conversation_id: str, message: dict[str, str]) -> dict[str, str]:
    message_id = str(ObjectId())
    said = {"conversation_id": conversation_id, "message_id": message_id, "content": message["content"]}
    await broker.publish(said, QUEUE)
    return {"message_id": message_id}


@gateway.get("/api/chat/conversations/{conversation_id}/events")
async def events(conversation_id: str, last_event_id: Annotated[int, Header()] = 0) -> EventSourceResponse:
    return EventSourceResponse(watch(conversation_id, last_event_id))


async def watch(conversation_id: str, shown: int) -> AsyncIterator[ServerSentEvent]:
    feed = feeds[conversation_id]
    while True:
        async for document in store["support_turns"].find({"conversation_id": ObjectId(conversation_id)}):
            feed.setdefault(str(document["_id"]), document["messages"][0])
        for turn_id, message in list(feed.items())[shown:]:
            shown += 1
            data = {"message_id": message["id"], "turn_id": turn_id, "seq": shown}
            data |= {name: message[name] for name in ("role", "content", "answers")}
            yield ServerSentEvent(id=str(shown), event=EVENTS[message["role"]], data=json.dumps(data))
        await asyncio.sleep(POLL_SECONDS)


if __name__ == "__main__":
    if sys.argv[1:] == ["gateway"]:
        uvicorn.run(gateway, port=int(os.environ["PORT"]), log_level="warning")
    else:
        asyncio.run(FastStream(broker).run())
