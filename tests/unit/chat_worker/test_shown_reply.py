"""A reply grows before the visitor's eyes: the first piece at once, the rest in small bundles."""

from services.chat_worker.domain.transcript import TurnInHand
from services.chat_worker.shown_reply import ShownReply
from shared.visitor_view import ReplyDelta, ReplyReset, ReplyStarted
from tests.builders import CONVERSATION_ID
from tests.unit.chat_worker.scripted import RecordingLive

TURN = TurnInHand(id="turn", attempt=3, tries=1, answers=[])


def a_reply(live: RecordingLive, bundle_seconds: float) -> ShownReply:
    return ShownReply(live, CONVERSATION_ID, TURN, bundle_seconds)


async def test_it_is_announced_before_its_first_word() -> None:
    live = RecordingLive()

    await a_reply(live, 60).begin()

    assert live.frames == [ReplyStarted(turn_id="turn", attempt=3)]


async def test_the_first_piece_goes_at_once_and_later_ones_are_bundled() -> None:
    live = RecordingLive()
    shown = a_reply(live, 60)

    for piece in ("By ", "ca", "rd."):
        await shown.add(piece)
    await shown.flush()

    assert live.frames == [
        ReplyDelta(turn_id="turn", attempt=3, offset=0, text="By "),
        ReplyDelta(turn_id="turn", attempt=3, offset=3, text="card."),
    ]


async def test_without_bundling_each_piece_goes_at_once() -> None:
    live = RecordingLive()
    shown = a_reply(live, 0)

    for piece in ("By ", "card."):
        await shown.add(piece)

    assert [frame.text for frame in live.frames if isinstance(frame, ReplyDelta)] == ["By ", "card."]


async def test_offsets_count_code_points() -> None:
    live = RecordingLive()
    shown = a_reply(live, 0)

    for piece in ("😀é", "👩‍👧", "."):
        await shown.add(piece)

    assert [frame.offset for frame in live.frames if isinstance(frame, ReplyDelta)] == [0, 2, 5]


async def test_nothing_is_sent_where_there_is_nothing_new() -> None:
    live = RecordingLive()
    shown = a_reply(live, 0)

    await shown.add("")
    await shown.add("By card.")
    await shown.flush()
    await shown.flush()

    assert len(live.frames) == 1


async def test_a_withdrawn_reply_makes_room_for_the_next_attempt() -> None:
    live = RecordingLive()

    await a_reply(live, 0).withdraw()

    assert live.frames == [ReplyReset(turn_id="turn", attempt=4)]
