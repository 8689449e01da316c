"""The answer to a prompt: a few sentences of the articles that fit, or a way to a person."""

import json
import re
from dataclasses import dataclass
from typing import Final

from deploy.standin.excerpts import excerpt
from deploy.standin.ids import new_id
from deploy.standin.intents import asks_for_person, is_greeting, is_thanks, refers_back
from deploy.standin.knowledge import Article
from deploy.standin.matching import Index, index_of
from deploy.standin.messages import Tool
from deploy.standin.prompt import Prompt
from deploy.standin.replies import Call, Reply, Say
from deploy.standin.tools import Cause, tool_input

MOST_ARTICLES: Final = 3
PARTS: Final = re.compile(r"\n\s*\n|(?<=\?)\s+")
GAP: Final = Say("\n\n")
HELLO: Final = "Hello! How can I help you today?"
WELCOME: Final = "You're welcome! Is there anything else I can help you with?"
UNKNOWN: Final = "I'm sorry, I don't know the answer to that."
PASSING_ON: Final = "I am passing your conversation on to a person, who will answer you here."
HANDED_OVER: Final = "A person has your conversation now and will answer you here."
NOBODY: Final = "I'm afraid I cannot reach a person from here."
WANTS_PERSON: Final = "The visitor asks for a person."
NO_ANSWER: Final = "The articles have no answer to the visitor's question."


@dataclass(frozen=True)
class Understood:
    """What one message of the visitor comes to: `found` pairs an article with the question that it answers."""

    found: tuple[tuple[Article, str], ...] = ()
    wants_person: bool = False
    unknown: bool = False
    thanks: bool = False


def answer(prompt: Prompt) -> Reply:
    """One answer to everything that the visitor said since the last one."""
    if prompt.handed_over:
        return Reply((Say(HANDED_OVER),))
    index = index_of(prompt.articles)
    understood = [_understand(text, prompt.earlier, index) for text in prompt.questions]
    if prompt.required_tool:
        return _call(prompt.required_tool, _cause(prompt, understood), ())
    if any(message.wants_person for message in understood):
        return _to_person(prompt, understood)
    return _tell(prompt, understood, index)


def _understand(text: str, earlier: tuple[str, ...], index: Index) -> Understood:
    """A message is understood by those of its parts that make sense; the rest is taken for talk around them."""
    if asks_for_person(text):
        return Understood(wants_person=True)
    parts = [part for part in PARTS.split(text) if part.strip()]
    asked = [part for part in parts if not is_greeting(part) and not is_thanks(part)]
    if not asked:
        return Understood(thanks=any(is_thanks(part) for part in parts))
    found = tuple((article, part) for part in asked if (article := _find(part, earlier, index)))
    if not found and (article := _find(text, earlier, index)):
        found = ((article, text),)
    return Understood(found=found, unknown=not found)


def _find(question: str, earlier: tuple[str, ...], index: Index) -> Article | None:
    best = index.best(question)
    if best and best.good:
        return best.article
    if not earlier or not refers_back(question):
        return None
    best = index.best(f"{earlier[-1]} {question}")
    return best.article if best and best.good else None


def _tell(prompt: Prompt, understood: list[Understood], index: Index) -> Reply:
    found: dict[Article, str] = {}
    for article, question in (hit for message in understood for hit in message.found):
        found.setdefault(article, question)
    blocks: list[Say] = []
    for article, question in list(found.items())[:MOST_ARTICLES]:
        passage = excerpt(article, question, index)
        blocks += [GAP, Say(passage.text, passage.citation)]
    if any(message.unknown for message in understood):
        return _to_person(prompt, understood, tuple(blocks[1:]))
    if not blocks:
        return Reply((Say(WELCOME if any(message.thanks for message in understood) else HELLO),))
    return Reply(_merged(blocks[1:]))


def _to_person(prompt: Prompt, understood: list[Understood], told: tuple[Say, ...] = ()) -> Reply:
    """With the escalation tool, a call of it; without, the support address; without that, the plain truth."""
    wanted = any(message.wants_person for message in understood)
    opening = "Of course." if wanted else UNKNOWN
    before = (*told, GAP) if told else ()
    if prompt.escalation:
        said = _merged([*before, Say(f"{opening} {PASSING_ON}")])
        return _call(prompt.escalation, _cause(prompt, understood), said)
    if prompt.support_email:
        return Reply(
            _merged([*before, Say(f"{opening} Please write to {prompt.support_email}: a person will help you.")])
        )
    return Reply(_merged([*before, Say(NOBODY if wanted else UNKNOWN)]))


def _cause(prompt: Prompt, understood: list[Understood]) -> Cause:
    asked = " / ".join(" ".join(text.split()) for text in prompt.questions)
    if any(message.wants_person for message in understood):
        return Cause(WANTS_PERSON, "visitor user customer asked asks requested wants person human agent", asked)
    return Cause(NO_ANSWER, "unknown no answer unanswered not found cannot resolve knowledge gap", asked)


def _call(tool: Tool, cause: Cause, said: tuple[Say, ...]) -> Reply:
    filled = tool_input(tool, cause)
    return Reply((*said, Call(new_id("toolu"), tool.name, filled, json.dumps(filled, ensure_ascii=False))), "tool_use")


def _merged(blocks: list[Say]) -> tuple[Say, ...]:
    """Neighbours without citation are one block."""
    merged: list[Say] = []
    for block in blocks:
        if merged and merged[-1].citation is None and block.citation is None:
            merged[-1] = Say(merged[-1].text + block.text)
        else:
            merged.append(block)
    return tuple(merged)
