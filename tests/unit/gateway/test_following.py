"""Out of threads and frames comes what one client has not seen."""

import pytest

from services.gateway.domain.following import Behind, Follower, Position, StreamEvent
from shared.events import Handler
from shared.visitor_view import (
    ConversationUpdated,
    LiveFrame,
    MessageShown,
    PartialReply,
    ReplyDelta,
    ReplyReset,
    ReplyStarted,
    Thread,
    ThreadMessage,
)
from tests.builders import CONVERSATION_ID, NOON, a_message_id
from tests.unit.gateway.page import Data

TURN = "turn-1"


def a_message(seq: int, role: str = "user", **more: object) -> ThreadMessage:
    return ThreadMessage.model_validate(
        {"id": a_message_id(seq), "seq": seq, "role": role, "content": f"text {seq}", "created_at": NOON, **more}
    )


def a_reply(seq: int, turn_id: str = TURN) -> ThreadMessage:
    return a_message(seq, "assistant", turn_id=turn_id, answers=[a_message_id(1)])


def a_thread(*messages: ThreadMessage, text: str | None = None, attempt: int = 1, **more: object) -> Thread:
    partial = None if text is None else PartialReply(turn_id=TURN, attempt=attempt, text=text)
    return Thread.model_validate({"conversation_id": CONVERSATION_ID, "messages": messages, "partial": partial, **more})


def a_delta(offset: int, text: str, attempt: int = 1, turn_id: str = TURN) -> ReplyDelta:
    return ReplyDelta(turn_id=turn_id, attempt=attempt, offset=offset, text=text)


def brief(events: list[StreamEvent]) -> list[tuple[str, object]]:
    """Each event's name and what is telling about it."""
    return [(event.name, _telling(event.name, event.data)) for event in events]


def _telling(name: str, data: Data) -> object:
    match name:
        case "reply.delta":
            return data["offset"], data["text"]
        case "reply.started":
            return data["attempt"]
        case "reply.reset":
            return data["turn_id"], data["attempt"]
        case "conversation.updated":
            return data["handled_by"]
    return data["seq"]


def test_a_new_client_is_told_the_whole_thread() -> None:
    events = Follower(None).catch_up(a_thread(a_message(1), a_reply(2), a_message(3, "agent", agent_name="Ada")))

    assert brief(events) == [("message.received", 1), ("reply.completed", 2), ("agent.message", 3)]
    assert [str(event.position) for event in events] == ["1:0:0", "2:0:0", "3:0:0"]


def test_messages_say_what_a_page_needs_and_nothing_else() -> None:
    messages = (a_message(1), a_reply(2), a_message(3, "agent", agent_name="Ada"))

    received, completed, agent = Follower(None).catch_up(a_thread(*messages))

    assert received.data.keys() == {"message_id", "seq", "role", "content", "created_at"}
    assert completed.data.keys() == received.data.keys() | {"sources", "turn_id", "answers"}
    assert agent.data.keys() == received.data.keys() | {"agent_name"}
    assert received.data["created_at"] == "2026-11-20T12:00:00Z"


def test_a_client_that_comes_back_is_told_only_what_it_missed() -> None:
    events = Follower(Position(seq=2)).catch_up(a_thread(a_message(1), a_reply(2), a_message(3)))

    assert ("message.received", 3) in brief(events)
    assert not {("message.received", 1), ("reply.completed", 2)} & set(brief(events))


def test_a_reply_in_the_making_is_told_as_far_as_it_is_stored_and_goes_on_live() -> None:
    follower = Follower(None)

    assert brief(follower.catch_up(a_thread(a_message(1), text="By ")))[1:] == [
        ("reply.started", 1),
        ("reply.delta", (0, "By ")),
    ]
    assert brief(follower.follow(a_delta(2, " card"))) == [("reply.delta", (3, "card"))]


def test_an_event_s_position_is_where_the_client_stands_after_it() -> None:
    follower = Follower(None)

    events = [*follower.catch_up(a_thread(a_message(1), text="By ")), *follower.follow(a_delta(3, "card"))]

    assert [str(event.position) for event in events] == ["1:0:0", "1:1:0", "1:1:3", "1:1:7"]


def test_a_client_goes_on_in_the_middle_of_a_reply() -> None:
    follower = Follower(Position(seq=1, attempt=1, offset=2))

    resumed = follower.catch_up(a_thread(a_message(1), text="By car"))

    assert ("reply.delta", (2, " car")) in brief(resumed)
    assert "reply.started" not in dict(brief(resumed))


def test_a_client_that_is_ahead_of_what_is_stored_is_told_nothing_again() -> None:
    follower = Follower(Position(seq=1, attempt=1, offset=7))

    assert "reply.delta" not in dict(brief(follower.catch_up(a_thread(a_message(1), text="By "))))
    assert brief(follower.follow(a_delta(3, "card."))) == [("reply.delta", (7, "."))]


def test_a_frame_that_comes_again_adds_nothing() -> None:
    follower = Follower(None)
    frames: list[LiveFrame] = [
        MessageShown(message=a_message(1)),
        ReplyStarted(turn_id=TURN, attempt=1),
        a_delta(0, "By card."),
    ]

    for frame in frames:
        assert follower.follow(frame)
    for frame in frames:
        assert follower.follow(frame) == []


@pytest.mark.parametrize(
    "frame", [MessageShown(message=a_message(2)), a_delta(4, "card", attempt=1), a_delta(1, "x", attempt=2)]
)
def test_a_frame_before_which_something_is_missing_says_so(frame: MessageShown | ReplyDelta) -> None:
    with pytest.raises(Behind):
        Follower(None).follow(frame)


def test_what_came_too_early_is_told_as_soon_as_the_thread_has_what_is_before_it() -> None:
    """Who joins in the middle is then told each piece as it comes, though the thread is a second behind."""
    follower = Follower(None)
    follower.catch_up(a_thread(a_message(1), text="By "))
    for early in (a_delta(8, "tod"), a_delta(11, "ay")):
        with pytest.raises(Behind):
            follower.follow(early)

    assert brief(follower.catch_up(a_thread(a_message(1), text="By card, "))) == [
        ("reply.delta", (3, "card, ")),
        ("reply.delta", (9, "od")),
        ("reply.delta", (11, "ay")),
    ]
    assert brief(follower.follow(a_delta(13, "."))) == [("reply.delta", (13, "."))]


def test_what_came_too_early_waits_on_while_the_thread_still_lacks_what_is_before_it() -> None:
    follower = Follower(None)
    follower.catch_up(a_thread(a_message(1), text=""))
    with pytest.raises(Behind):
        follower.follow(a_delta(8, "tod"))

    assert brief(follower.catch_up(a_thread(a_message(1), text="By"))) == [("reply.delta", (0, "By"))]
    assert brief(follower.catch_up(a_thread(a_message(1), text="By card,")))[-1] == ("reply.delta", (8, "tod"))


def test_what_came_too_early_of_an_attempt_that_is_over_is_dropped() -> None:
    follower = Follower(None)
    follower.catch_up(a_thread(a_message(1), text=""))
    with pytest.raises(Behind):
        follower.follow(a_delta(8, "tod"))

    events = follower.catch_up(a_thread(a_message(1), text="With a card", attempt=2))

    assert brief(events)[-1] == ("reply.delta", (0, "With a card"))


def test_the_finished_reply_ends_what_was_shown_of_it() -> None:
    follower = Follower(None)
    follower.catch_up(a_thread(a_message(1), text="By "))

    (completed,) = follower.follow(MessageShown(message=a_reply(2)))

    assert str(completed.position) == "2:1:0"
    assert follower.follow(a_delta(3, "card")) == []
    assert follower.follow(a_delta(0, "By ")) == []
    assert follower.follow(ReplyStarted(turn_id=TURN, attempt=1)) == []


def test_what_was_said_of_a_reply_that_the_thread_already_has_is_old() -> None:
    """The frames are collected while the thread is read, and all of a short reply may be among them."""
    follower = Follower(None)
    follower.catch_up(a_thread(a_message(1), a_reply(2)))

    assert follower.follow(ReplyStarted(turn_id=TURN, attempt=1)) == []
    assert follower.follow(a_delta(0, "By card")) == []
    assert follower.follow(a_delta(7, ".")) == []
    assert follower.follow(MessageShown(message=a_reply(2))) == []


def test_a_finished_reply_leaves_alone_what_is_shown_of_the_next() -> None:
    follower = Follower(None)
    follower.catch_up(a_thread(a_message(1)))
    follower.follow(a_delta(0, "Next", attempt=2, turn_id="turn-2"))

    follower.follow(MessageShown(message=a_reply(2)))

    assert brief(follower.follow(a_delta(4, " one", attempt=2, turn_id="turn-2"))) == [("reply.delta", (4, " one"))]


def test_a_new_attempt_withdraws_what_was_shown_of_the_one_before() -> None:
    follower = Follower(None)
    follower.catch_up(a_thread(a_message(1), text="By "))

    assert brief(follower.follow(ReplyStarted(turn_id=TURN, attempt=2))) == [
        ("reply.reset", (TURN, 2)),
        ("reply.started", 2),
    ]
    assert follower.follow(a_delta(3, "card", attempt=1)) == []


def test_a_new_attempt_whose_beginning_was_missed_is_told_with_its_first_piece() -> None:
    follower = Follower(None)
    follower.catch_up(a_thread(a_message(1), text="By "))

    assert brief(follower.follow(a_delta(0, "With", attempt=2))) == [
        ("reply.reset", (TURN, 2)),
        ("reply.started", 2),
        ("reply.delta", (0, "With")),
    ]


def test_a_reply_that_was_withdrawn_is_taken_back_once() -> None:
    follower = Follower(None)
    follower.catch_up(a_thread(a_message(1), text="By "))
    withdrawn = ReplyReset(turn_id=TURN, attempt=2)

    assert brief(follower.follow(withdrawn)) == [("reply.reset", (TURN, 2))]
    assert follower.follow(withdrawn) == []
    assert follower.follow(a_delta(3, "card")) == []


def test_a_reply_of_which_the_thread_knows_nothing_any_more_is_taken_back() -> None:
    follower = Follower(None)
    follower.catch_up(a_thread(a_message(1), text="By "))

    assert brief(follower.catch_up(a_thread(a_message(1)))) == [("reply.reset", (TURN, 2))]


def test_a_client_that_comes_back_with_half_a_reply_that_was_withdrawn_is_told_so() -> None:
    """Of which turn it was is not known here: the event still has the shape that clients expect."""
    events = Follower(Position(seq=1, attempt=1, offset=3)).catch_up(a_thread(a_message(1)))

    assert ("reply.reset", ("", 2)) in brief(events)


def test_a_client_is_told_who_has_the_conversation_when_that_changes() -> None:
    follower = Follower(None)
    person, bot = ConversationUpdated(handled_by=Handler.PERSON), ConversationUpdated(handled_by=Handler.BOT)
    assert follower.catch_up(a_thread()) == []

    assert brief(follower.follow(person)) == [("conversation.updated", "person")]
    assert follower.follow(person) == []
    assert brief(follower.follow(bot)) == [("conversation.updated", "bot")]


def test_a_client_is_told_that_an_address_is_known() -> None:
    follower = Follower(None)
    known = ConversationUpdated(handled_by=Handler.BOT, contact_known=True)

    (told,) = follower.follow(known)

    assert told.data == {"handled_by": "bot", "contact_known": True}
    assert follower.follow(known) == []


@pytest.mark.parametrize("handled_by", Handler)
def test_a_client_that_comes_back_is_told_who_has_the_conversation_now(handled_by: Handler) -> None:
    """It may have been told otherwise before."""
    events = Follower(Position(seq=1)).catch_up(a_thread(a_message(1), handled_by=handled_by))

    assert brief(events) == [("conversation.updated", handled_by.value)]
