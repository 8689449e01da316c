"""A small run in which all went well, for the checker to be shown what it must see when something does not."""

from datetime import UTC, datetime, timedelta
from typing import Final

from tests.faults.evidence import (
    Call,
    Day,
    Depth,
    Evidence,
    Fact,
    Letter,
    Mail,
    Price,
    ThreadMessage,
    Ticket,
    TicketMessage,
    Tokens,
    Transcript,
    Turn,
    Usage,
)
from tests.faults.history import Answered, AnyLine, Closed, Opened, Seen, Sent

CONVERSATION: Final = "c" * 24
OTHER_CONVERSATION: Final = "d" * 24
MODEL: Final = "claude-haiku-4-5"
NOON: Final = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)
TOKENS: Final = Tokens(input_tokens=25, output_tokens=60)
COST_NANOUSD: Final = 325_000
FIRST, SECOND, FIRST_REPLY, SECOND_REPLY = "m1", "m2", "r1", "r2"
POISON: Final = Letter(service="ticketing", digest="0badf00d")


def all_went_well() -> Evidence:
    """Two messages, two replies: the second one needed two attempts, called a person who gave the conversation back,
    and one more request was refused."""
    return Evidence(
        history=a_history(),
        kept_turns=[
            Turn(id="t1", conversation_id=CONVERSATION, messages=a_thread()[:2], request_id="req-1"),
            Turn(id="t2", conversation_id=CONVERSATION, messages=a_thread()[2:], request_id="req-3"),
        ],
        transcripts=[Transcript(id=CONVERSATION)],
        tickets=[
            Ticket(
                id=CONVERSATION,
                escalated=True,
                escalations=["t2:escalated"],
                message_count=4,
                total_input_tokens=75,
                total_output_tokens=180,
                cost_nanousd=3 * COST_NANOUSD,
                estimated_cost_usd=975,
            )
        ],
        ticket_messages=[a_ticket_message(message) for message in a_thread()],
        usage=[a_usage("t1", 1, "used"), a_usage("t2", 2, "wasted"), a_usage("t2", 3, "used")],
        facts=[
            Fact(id=CONVERSATION, message_count=4, cost_nanousd=3 * COST_NANOUSD, tokens=255, escalated=True),
        ],
        days=[
            Day(id="2026-11-20", conversations=1, messages=4, cost_nanousd=3 * COST_NANOUSD, tokens=255, escalated=1),
        ],
        mail=[an_email()],
        calls=[a_call(1), a_call(2), a_call(3)],
        prices={
            MODEL: Price(
                input_nanousd=1_000, cache_write_5m_nanousd=1_250, cache_read_nanousd=100, output_nanousd=5_000
            )
        },
        queues=[
            Depth(name=f"support.{service}{dead}", ready=0, unacked=0, consumers=0 if dead else 2)
            for service in ("chat_worker", "ticketing", "analytics")
            for dead in ("", ".dead")
        ],
        dead_letters=[POISON],
        poison=[POISON],
    )


def a_thread() -> list[ThreadMessage]:
    said = [
        (FIRST, "user", "How do payments work? (1)", []),
        (FIRST_REPLY, "assistant", "You pay by card.", [FIRST]),
        (SECOND, "user", "And by voucher? (2)", []),
        (SECOND_REPLY, "assistant", "Yes, by voucher too.", [SECOND]),
    ]
    return [
        ThreadMessage(
            id=key, seq=seq, role=role, content=content, answers=answers, created_at=NOON + timedelta(seconds=seq)
        )
        for seq, (key, role, content, answers) in enumerate(said, start=1)
    ]


def a_ticket_message(message: ThreadMessage) -> TicketMessage:
    return TicketMessage(
        id=message.id,
        conversation_id=CONVERSATION,
        role=message.role,
        content=message.content,
        created_at=message.created_at,
        answers=message.answers,
    )


def a_usage(turn_id: str, attempt: int, outcome: str) -> Usage:
    return Usage(
        id=f"{turn_id}:usage:{attempt}",
        conversation_id=CONVERSATION,
        turn_id=turn_id,
        attempt=attempt,
        outcome=outcome,
        model=MODEL,
        request_id=f"req-{attempt}",
        tokens=TOKENS,
        cost_nanousd=COST_NANOUSD,
    )


def a_call(nth: int) -> Call:
    return Call(request_id=f"req-{nth}", at=NOON, outcome="answered", tokens=TOKENS)


def an_email(conversation_id: str = CONVERSATION, seconds: int = 5, *, acknowledged: bool = True) -> Mail:
    return Mail(
        message_id=f"<{conversation_id}.escalated.4@desk.example>",
        at=NOON.timestamp() + seconds,
        acknowledged=acknowledged,
    )


def a_history() -> list[AnyLine]:
    return [
        *sent_and_accepted(1, "How do payments work? (1)", FIRST),
        Opened(conversation_id=CONVERSATION, tab="first", gateway="one", last_event_id=None),
        seen("message.received", message_id=FIRST, seq=1),
        seen("reply.started", turn_id="t1", attempt=1),
        seen("reply.delta", turn_id="t1", attempt=1, offset=0, text="You pay "),
        seen("reply.delta", turn_id="t1", attempt=1, offset=8, text="by card."),
        completed("t1", FIRST_REPLY, 2, "You pay by card.", [FIRST]),
        *sent_and_accepted(2, "And by voucher? (2)", SECOND),
        Sent(conversation_id=CONVERSATION, client_message_id="improper", nth=0, content="far too long", proper=False),
        Answered(conversation_id=CONVERSATION, client_message_id="improper", status=422),
        seen("message.received", message_id=SECOND, seq=3),
        seen("reply.started", turn_id="t2", attempt=2),
        seen("reply.delta", turn_id="t2", attempt=2, offset=0, text="Maybe"),
        seen("reply.reset", turn_id="t2", attempt=3),
        seen("reply.started", turn_id="t2", attempt=3),
        seen("reply.delta", turn_id="t2", attempt=3, offset=0, text="Yes, by"),
        completed("t2", SECOND_REPLY, 4, "Yes, by voucher too.", [SECOND]),
        Closed(conversation_id=CONVERSATION, tab="first", settled=True),
    ]


def sent_and_accepted(nth: int, content: str, message_id: str) -> list[AnyLine]:
    """Accepted at the second try."""
    return [
        Sent(conversation_id=CONVERSATION, client_message_id=f"client-{nth}", nth=nth, content=content),
        Answered(conversation_id=CONVERSATION, client_message_id=f"client-{nth}", status=503),
        Answered(conversation_id=CONVERSATION, client_message_id=f"client-{nth}", status=202, message_id=message_id),
    ]


def seen(name: str, conversation_id: str = CONVERSATION, **data: object) -> Seen:
    return Seen(conversation_id=conversation_id, tab="first", name=name, id="", data=data)


def completed(turn_id: str, message_id: str, seq: int, content: str, answers: list[str]) -> Seen:
    return seen("reply.completed", turn_id=turn_id, message_id=message_id, seq=seq, content=content, answers=answers)
