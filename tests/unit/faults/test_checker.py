"""The checker sees what it is there for: each of these histories has one thing wrong, and is rejected for that."""

from collections.abc import Callable, Iterable
from datetime import timedelta
from typing import Final

import pytest

from tests.faults.checker import judge
from tests.faults.checks.order import check as order_check
from tests.faults.checks.streams import TabView
from tests.faults.evidence import (
    Evidence,
    Mail,
    Span,
    ThreadMessage,
    TicketMessage,
    Tokens,
    Transcript,
    Turn,
    Unanswered,
)
from tests.faults.findings import Kind
from tests.faults.history import AnyLine, Seen, Sent
from tests.unit.faults import stories
from tests.unit.faults.stories import (
    CONVERSATION,
    FIRST,
    FIRST_REPLY,
    OTHER_CONVERSATION,
    POISON,
    SECOND,
    SECOND_REPLY,
    all_went_well,
    seen,
)

Spoil = Callable[[Evidence], Evidence]


def test_a_run_in_which_all_went_well_passes() -> None:
    assert judge(all_went_well()) == []


def _with(**changes: object) -> Spoil:
    return lambda good: good.model_copy(update=changes)


def _without_ticket_message(message_id: str) -> Spoil:
    return lambda good: good.model_copy(
        update={"ticket_messages": [message for message in good.ticket_messages if message.id != message_id]}
    )


def _ticket_messages(change: Callable[[TicketMessage], Iterable[TicketMessage]]) -> Spoil:
    return lambda good: good.model_copy(
        update={"ticket_messages": [new for message in good.ticket_messages for new in change(message)]}
    )


def _turns(change: Callable[[Turn], Turn]) -> Spoil:
    return lambda good: good.model_copy(update={"kept_turns": [change(turn) for turn in good.kept_turns]})


def _first(field: str, **changes: object) -> Spoil:
    """The first of a list of the evidence, changed."""

    def spoil(good: Evidence) -> Evidence:
        first, *others = getattr(good, field)
        return good.model_copy(update={field: [first.model_copy(update=changes), *others]})

    return spoil


def _history(change: Callable[[AnyLine], Iterable[AnyLine]]) -> Spoil:
    return lambda good: good.model_copy(update={"history": [new for line in good.history for new in change(line)]})


def _seen(line: AnyLine, name: str, **data: object) -> bool:
    return isinstance(line, Seen) and line.name == name and data.items() <= line.data.items()


def _twice(message: TicketMessage) -> list[TicketMessage]:
    return [message, message.model_copy(update={"id": f"{message.id}-again"})] if message.id == FIRST else [message]


def _another_answer(message: TicketMessage) -> list[TicketMessage]:
    """Two replies to one message: of a turn that was taken twice."""
    if message.id != FIRST_REPLY:
        return [message]
    return [message, message.model_copy(update={"id": "r1-again", "content": "By card, I said."})]


def _placed(*order: str) -> Spoil:
    """The same messages with other places in the thread."""

    def change(turn: Turn) -> Turn:
        placed = [message.model_copy(update={"seq": order.index(message.id) + 1}) for message in turn.messages]
        return turn.model_copy(update={"messages": placed})

    return _turns(change)


def _in_one_place(turn: Turn) -> Turn:
    return turn.model_copy(update={"messages": [each.model_copy(update={"seq": 1}) for each in turn.messages]})


def _unanswered(good: Evidence) -> Evidence:
    """The second message is still in the mailbox, and nothing else is known of it."""
    mailbox = Transcript(
        id=CONVERSATION,
        work=True,
        pending=[Unanswered(message_id=SECOND, content=good.kept_turns[1].messages[0].content)],
    )
    return good.model_copy(update={"kept_turns": good.kept_turns[:1], "transcripts": [mailbox]})


def _not_told_that_a_person_is_needed(turn: Turn) -> Turn:
    return turn.model_copy(update={"request_id": None}) if turn.id == "t2" else turn


def _sent_twice(*, acknowledged: bool = True) -> list[Mail]:
    """Five seconds after noon, and again when the lease had run out."""
    return [stories.an_email(seconds=5, acknowledged=acknowledged), stories.an_email(seconds=90)]


def _at(seconds: int) -> float:
    return stories.NOON.timestamp() + seconds


WRONG: Final[dict[str, tuple[Kind, Spoil]]] = {
    "an accepted message is not in the tickets": (Kind.LOST, _without_ticket_message(FIRST)),
    "a reply is not in the tickets": (Kind.LOST, _without_ticket_message(FIRST_REPLY)),
    "an accepted message is not in the thread": (Kind.LOST, _first("kept_turns", messages=stories.a_thread()[1:2])),
    "a poison is not among the dead letters": (Kind.LOST, _with(dead_letters=[])),
    "a message is stored twice": (Kind.DUPLICATED, _ticket_messages(_twice)),
    "a message has two replies": (Kind.DUPLICATED, _ticket_messages(_another_answer)),
    "a visitor is shown a message twice": (
        Kind.DUPLICATED,
        _history(lambda line: [line, line] if _seen(line, "message.received", seq=1) else [line]),
    ),
    "a later message stands before an earlier one": (
        Kind.OUT_OF_ORDER,
        _placed(SECOND, FIRST, FIRST_REPLY, SECOND_REPLY),
    ),
    "two messages have one place": (Kind.OUT_OF_ORDER, _turns(_in_one_place)),
    "a reply stands before what it answers": (Kind.OUT_OF_ORDER, _placed(FIRST_REPLY, FIRST, SECOND, SECOND_REPLY)),
    "tickets read in another order": (
        Kind.OUT_OF_ORDER,
        _ticket_messages(
            lambda message: (
                [message.model_copy(update={"created_at": stories.NOON})] if message.id == SECOND else [message]
            )
        ),
    ),
    "a message was never answered": (Kind.STUCK, _unanswered),
    "a lease is still held": (Kind.STUCK, _first("transcripts", lease_until=stories.NOON)),
    "an event was never said": (Kind.STUCK, _first("tickets", unsaid=[{}])),
    "a queue is not empty": (Kind.STUCK, _first("queues", ready=1)),
    "a delivery is not acknowledged": (Kind.STUCK, _first("queues", unacked=1)),
    "nobody listens": (Kind.STUCK, _first("queues", consumers=0)),
    "a day is still to be recomputed": (Kind.STUCK, _with(dirty_days=1)),
    "an apology without a ticket": (Kind.STUCK, _turns(_not_told_that_a_person_is_needed)),
    "a call is priced wrongly by a nano-dollar": (Kind.MISPRICED, _first("usage", cost_nanousd=325_001)),
    "a conversation costs a nano-dollar more than its calls": (Kind.MISPRICED, _first("tickets", cost_nanousd=975_001)),
    "a call was billed and never accounted for": (
        Kind.MISPRICED,
        lambda good: good.model_copy(update={"calls": [*good.calls, stories.a_call(4)]}),
    ),
    "a call was billed for more than was accounted for": (
        Kind.MISPRICED,
        _first("calls", tokens=stories.TOKENS.model_copy(update={"output_tokens": 61})),
    ),
    "a call was accounted for and never made": (Kind.MISPRICED, _first("usage", request_id="req-of-nobody")),
    "a conversation counts a message too many": (Kind.MISCOUNTED, _first("tickets", message_count=5)),
    "analytics has not heard of a cost": (Kind.MISCOUNTED, _first("facts", cost_nanousd=0)),
    "analytics has not heard how a conversation ended": (Kind.MISCOUNTED, _first("tickets", outcome="escalated")),
    "analytics has not heard that a visitor came back": (Kind.MISCOUNTED, _first("tickets", reopened_count=1)),
    "a day does not count who came back": (Kind.MISCOUNTED, _first("days", reopened=1)),
    "a day is not what its conversations add up to": (Kind.MISCOUNTED, _first("days", messages=3)),
    "a piece of a reply is missing": (
        Kind.BROKEN_STREAM,
        _history(lambda line: [] if _seen(line, "reply.delta", attempt=1, offset=0) else [line]),
    ),
    "a reply grew into something else": (
        Kind.BROKEN_STREAM,
        _history(
            lambda line: (
                [seen("reply.delta", turn_id="t2", attempt=3, offset=0, text="No, ")]
                if _seen(line, "reply.delta", attempt=3)
                else [line]
            )
        ),
    ),
    "a withdrawn text is gone on with": (
        Kind.BROKEN_STREAM,
        _history(lambda line: [] if _seen(line, "reply.started", attempt=3) else [line]),
    ),
    "a message was never shown": (
        Kind.BROKEN_STREAM,
        _history(lambda line: [] if _seen(line, "message.received", seq=1) else [line]),
    ),
    "another conversation's reply was shown": (
        Kind.BROKEN_STREAM,
        _history(
            lambda line: (
                [line, seen("reply.started", OTHER_CONVERSATION, turn_id="t1", attempt=1)]
                if _seen(line, "reply.started", attempt=1)
                else [line]
            )
        ),
    ),
    "what was refused was kept": (
        Kind.KEPT_THOUGH_REFUSED,
        _ticket_messages(
            lambda message: (
                [message, message.model_copy(update={"id": "m9", "content": "far too long"})]
                if message.id == FIRST
                else [message]
            )
        ),
    ),
    "there is a message that nobody sent": (
        Kind.UNEXPECTED,
        _ticket_messages(
            lambda message: (
                [message, message.model_copy(update={"id": "m9", "content": "who, me?"})]
                if message.id == FIRST
                else [message]
            )
        ),
    ),
    "a good message is a dead letter": (
        Kind.UNEXPECTED,
        _with(dead_letters=[POISON, POISON.model_copy(update={"digest": "600d"})]),
    ),
    "an escalation of which nobody was told": (Kind.LOST, _with(mail=[])),
    "one of two escalations of which nobody was told": (Kind.LOST, _first("tickets", escalations=["t1", "t2"])),
    "an e-mail that was sent twice, and nobody died": (Kind.DUPLICATED, _with(mail=_sent_twice())),
    "an e-mail that was sent twice, and somebody died afterwards": (
        Kind.DUPLICATED,
        _with(mail=_sent_twice(), senders_killed=[_at(91)]),
    ),
    "an e-mail of an escalation that there was not": (
        Kind.UNEXPECTED,
        _first("tickets", escalations=[], escalated=False),
    ),
    "an e-mail about a conversation that there is not": (
        Kind.UNEXPECTED,
        _with(mail=[stories.an_email(), stories.an_email(OTHER_CONVERSATION)]),
    ),
    "a process ended by itself": (Kind.UNEXPECTED, _with(unexpected_ends=["gateway-1 ended with code 1"])),
}


@pytest.mark.parametrize("what", WRONG)
def test_it_is_rejected_when(what: str) -> None:
    kind, spoil = WRONG[what]
    assert kind in {finding.kind for finding in judge(spoil(all_went_well()))}


def test_a_call_that_ended_with_its_process_need_not_be_accounted_for() -> None:
    died = Span(began=stories.NOON.timestamp() + 1, ended=stories.NOON.timestamp() + 1)
    good = all_went_well()
    cut_off = good.model_copy(update={"calls": [*good.calls, stories.a_call(4)], "call_disturbances": [died]})
    assert judge(cut_off) == []


@pytest.mark.parametrize(("recorded", "is_good"), [(1, True), (0, False)])
def test_a_call_of_which_its_worker_says_that_it_never_heard_need_not_be_accounted_for(
    recorded: int, *, is_good: bool
) -> None:
    good = all_went_well()
    unheard = good.usage[0].model_copy(
        update={"id": "unheard", "request_id": None, "tokens": Tokens(), "cost_nanousd": 0, "outcome": "failed"}
    )
    asked = next(line.content for line in good.history if isinstance(line, Sent))
    call = stories.a_call(4).model_copy(update={"asked": f"The visitor asks: {asked}"})

    findings = judge(
        good.model_copy(update={"calls": [*good.calls, call], "usage": [*good.usage, *[unheard] * recorded]})
    )

    assert (findings == []) is is_good


def test_a_tab_may_hear_late_that_the_turn_before_has_ended() -> None:
    """What it has seen of the next one goes on growing."""
    view = TabView("tab", {"t1": 1, "t2": 2})
    events = [
        seen("reply.started", turn_id="t2", attempt=2),
        seen("reply.delta", turn_id="t2", attempt=2, offset=0, text="Yes, "),
        seen("reply.completed", turn_id="t1", content="No.", message_id="m1", seq=1),
        seen("reply.delta", turn_id="t2", attempt=2, offset=5, text="you can."),
        seen("reply.completed", turn_id="t2", content="Yes, you can.", message_id="m2", seq=2),
    ]

    assert [finding for event in events for finding in view.show(event)] == []


@pytest.mark.parametrize(
    "why",
    [{"mail": _sent_twice(), "senders_killed": [_at(6)]}, {"mail": _sent_twice(acknowledged=False)}],
    ids=["killed in between", "not told that it was taken"],
)
def test_an_e_mail_of_which_nobody_could_know_may_be_sent_twice(why: dict[str, object]) -> None:
    assert judge(all_went_well().model_copy(update=why)) == []


def test_a_message_that_came_too_late_to_be_waited_for_may_be_overtaken() -> None:
    """The first one reached the mailbox eleven seconds after the second."""

    def late(turn: Turn) -> Turn:
        """Its own reply stands after it all the same."""
        order = (SECOND, SECOND_REPLY, FIRST, FIRST_REPLY)
        moved = [
            message.model_copy(
                update={
                    "seq": order.index(message.id) + 1,
                    "created_at": message.created_at + timedelta(seconds=13 if turn.id == "t1" else 0),
                }
            )
            for message in turn.messages
        ]
        return turn.model_copy(update={"messages": moved})

    kinds = {finding.kind for finding in judge(_turns(late)(all_went_well()))}
    assert Kind.OUT_OF_ORDER not in kinds


@pytest.mark.parametrize(("patience_seconds", "is_broken"), [(9, True), (10, False)])
def test_whatever_a_message_waited_for_that_is_there_goes_with_it(patience_seconds: int, *, is_broken: bool) -> None:
    """The third message came before the second and has waited for the first; the second has its place before it."""
    order = [SECOND, "m3", FIRST]
    arrived = {FIRST: 20, SECOND: 15, "m3": 20 - patience_seconds}
    messages = [
        ThreadMessage(
            id=id_, seq=seq, role="user", content="", created_at=stories.NOON + timedelta(seconds=arrived[id_])
        )
        for seq, id_ in enumerate(order, start=1)
    ]
    evidence = Evidence(
        history=[
            line
            for nth, id_ in enumerate((FIRST, SECOND, "m3"), start=1)
            for line in stories.sent_and_accepted(nth, "", id_)
        ],
        kept_turns=[Turn(id="t1", conversation_id=CONVERSATION, messages=messages)],
    )

    assert bool(list(order_check(evidence))) is is_broken
