"""Every reply says what it was made of, for whoever has to explain it later."""

from datetime import UTC, datetime
from typing import Final

from services.chat_worker.claude.calls import CallFailed
from services.chat_worker.domain.caps import Scope
from services.chat_worker.domain.tools import ASK_FOR_CONTACT
from shared.events import CitedSource, Provenance, ReplyGenerated, ToolCall, UsageRecorded
from tests.builders import MODEL
from tests.unit.chat_worker.articles import FixedKnowledge, an_article
from tests.unit.chat_worker.scripted import ANSWERED, ScriptedClaude, Stop
from tests.unit.chat_worker.worker import PRICES, PROMPT, Shared, Worker

PAY: Final = an_article("Payments", "You pay by card.")
DOGS: Final = an_article("Dogs", "Dogs are welcome.")
KNOWLEDGE: Final = FixedKnowledge(PAY, DOGS)
CITED: Final = CitedSource(title=PAY.title, url=PAY.url)
OFFERED: Final = [CITED, CitedSource(title=DOGS.title, url=DOGS.url)]
CONTACT: Final = ToolCall(name=ASK_FOR_CONTACT, input={})


def price_version() -> str:
    return PRICES.tariff(MODEL, datetime.now(UTC).date()).version


async def replied(
    claude: ScriptedClaude, shared: Shared | None = None, knowledge: FixedKnowledge = KNOWLEDGE, **message: object
) -> tuple[ReplyGenerated, Shared]:
    shared = shared or Shared()
    shared.arrives("How?", **message)
    await Worker(shared, claude, knowledge).answer()
    *_, reply = shared.events(ReplyGenerated)
    return reply, shared


async def test_the_reply_says_what_it_was_made_of() -> None:
    reply, shared = await replied(ScriptedClaude(["By card.", CITED, CONTACT]))

    (usage,) = shared.events(UsageRecorded)
    assert (reply.stop_reason, reply.tokens, reply.sources) == ("tool_use", ANSWERED, [CITED])
    assert usage.cost_nanousd == 325_000
    assert reply.provenance == Provenance(
        model=MODEL,
        request_id="req_scripted",
        prompt_version=PROMPT.version,
        knowledge_version=KNOWLEDGE.version,
        price_version=price_version(),
        attempts=1,
        offered=OFFERED,
        tools=[CONTACT],
        cost_nanousd=325_000,
    )


async def test_the_thread_shows_what_was_cited_and_keeps_what_it_was_made_of() -> None:
    reply, shared = await replied(ScriptedClaude(["By card.", CITED]))

    (turn,) = shared.transcript.finished
    assert turn.reply.sources == [CITED]
    assert turn.provenance == reply.provenance


async def test_every_try_counts_and_the_cost_is_that_of_the_call_that_became_the_reply() -> None:
    reply, shared = await replied(ScriptedClaude(["By", CallFailed("529 overloaded_error")], ["By card."]))

    assert (reply.provenance.attempts, reply.provenance.cost_nanousd) == (2, 325_000)
    assert sum(usage.cost_nanousd for usage in shared.events(UsageRecorded)) > 325_000


async def test_a_refusal_tells_what_was_asked_and_costs_no_reply_less() -> None:
    reply, _ = await replied(ScriptedClaude(["Well, ", CITED, Stop("refusal")]))

    assert (reply.stop_reason, reply.sources) == (None, [])
    assert reply.provenance.request_id == "req_scripted"
    assert reply.provenance.offered == OFFERED


async def test_a_fixed_text_without_a_call_says_that_nothing_was_asked() -> None:
    reply, _ = await replied(ScriptedClaude(), Shared(cap_nanousd=1, scope=Scope.DAY))

    assert reply.provenance == Provenance(
        model=MODEL,
        request_id=None,
        prompt_version=PROMPT.version,
        knowledge_version="",
        price_version=price_version(),
        attempts=1,
        offered=[],
        tools=[],
        cost_nanousd=0,
    )


async def test_claude_is_given_the_articles_that_were_chosen_for_the_question() -> None:
    knowledge, claude = FixedKnowledge(DOGS, whole=False), ScriptedClaude(["Yes."])
    reply, _ = await replied(claude, knowledge=knowledge, locale="de-AT")

    (request,) = claude.requests
    assert knowledge.asked == [("How?", "de-AT")]
    assert (request.articles, request.articles_stay) == ([DOGS], False)
    assert reply.provenance.offered == [CitedSource(title=DOGS.title, url=DOGS.url)]
    assert "German" in request.messages[-1].texts[0]
