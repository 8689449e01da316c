"""Every naughty text sent once: by visitors, and as Claude's answers."""

import asyncio
import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from typing import Final, TypeVar

import httpx2

from deploy.standin.ledger import Entry
from tests.desk import Desk, Json
from tests.fakes.standin import StandIn
from tests.fuzz.naughty import MESSAGES
from tests.system import RunningSystem
from tests.visitor import Visitor
from tests.waiting import eventually

Item = TypeVar("Item")

AT_ONCE: Final = 24
"""So many texts are the messages of one conversation; the conversations go on side by side."""
NOTED: Final = "Noted."
_OURS: Final = re.compile(r"<(?=[\s/]*visitor_(?:message|context)\b)", re.IGNORECASE)
"""What the prompt says as `&lt;`: nobody ends the tag that their words stand in."""


@dataclass(frozen=True)
class Sent:
    """A conversation, and the texts that it is about by the ids of their messages."""

    conversation_id: str
    texts: dict[str, str]


def write_all(system: RunningSystem, claude: StandIn) -> list[Sent]:
    """What visitors write. Claude says the same to everything, and was asked all of it."""
    claude.reset()
    claude.script({"reply": {"text": NOTED}, "times": None})
    sent = asyncio.run(_write_all(system, claude))
    claude.reset()
    return sent


def answer_all(system: RunningSystem, claude: StandIn) -> list[Sent]:
    """What Claude answers."""
    claude.reset()
    claude.script(*({"match": f"say {nth:03}.", "reply": {"text": text}} for nth, text in enumerate(MESSAGES)))
    sent = asyncio.run(_answer_all(system))
    claude.reset()
    return sent


def not_asked(entries: Sequence[Entry], texts: Sequence[str]) -> list[str]:
    """The texts that Claude was not asked, each as it was and between the prompt's own tags."""
    asked = {said.text for entry in entries for said in entry.messages if said.role == "user"}
    everything = "".join(asked)
    return [text for text in texts if f"<visitor_message>\n{_OURS.sub('&lt;', text)}\n</" not in everything]


async def _write_all(system: RunningSystem, claude: StandIn) -> list[Sent]:
    async with system.client() as client:
        desk = Desk(client, await Desk.sign_in(client))
        sent = await asyncio.gather(*(_write(client, texts) for texts in _batched(MESSAGES)))
        for conversation in sent:
            await desk.conversation(conversation.conversation_id, messages=len(conversation.texts) + 1)
    await eventually(lambda: not not_asked(claude.requests(), MESSAGES), "Claude was not asked all of it")
    return sent


async def _write(client: httpx2.AsyncClient, texts: Sequence[str]) -> Sent:
    visitor = await Visitor.arrives(client)
    return Sent(visitor.conversation_id, {await visitor.send(text): text for text in texts})


async def _answer_all(system: RunningSystem) -> list[Sent]:
    async with system.client() as client:
        desk = Desk(client, await Desk.sign_in(client))
        sent = await asyncio.gather(*(_ask(client, numbers) for numbers in _batched(range(len(MESSAGES)))))
        for conversation in sent:
            await desk.conversation(conversation.conversation_id, messages=2 * len(conversation.texts))
    return sent


async def _ask(client: httpx2.AsyncClient, numbers: Sequence[int]) -> Sent:
    visitor = await Visitor.arrives(client)
    replies = {}
    for nth in numbers:
        message_id = await visitor.send(f"Please say {nth:03}.")
        reply = await eventually(partial(_reply_to, visitor, message_id), f"nothing answered {nth}")
        assert reply["content"] == MESSAGES[nth]
        replies[reply["id"]] = MESSAGES[nth]
    return Sent(visitor.conversation_id, replies)


async def _reply_to(visitor: Visitor, message_id: str) -> Json | None:
    messages = (await visitor.thread())["messages"]
    return next((message for message in messages if message_id in message["answers"]), None)


def _batched(items: Sequence[Item]) -> list[Sequence[Item]]:
    return [items[begin : begin + AT_ONCE] for begin in range(0, len(items), AT_ONCE)]
