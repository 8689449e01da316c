"""Whatever becomes of the frames and of the streams, a page ends with exactly the thread."""

from collections.abc import Callable
from typing import Final

from hypothesis import given
from hypothesis import strategies as st

from shared.visitor_view import LiveFrame, Thread
from tests.unit.gateway.history import History, Stream
from tests.unit.gateway.page import Page

STEPS: Final[list[Callable[[History], None]]] = [
    *[History.write, History.begin, History.finish] * 2,
    *[lambda history: history.talk("wörd 😀 ")] * 4,
    *[History.keep] * 2,
    History.a_person_takes_it,
    History.a_person_writes,
    History.the_bot_gets_it_back,
]
ACCIDENTS: Final = ["arrives"] * 8 + ["is lost", "comes twice", "comes late", "cuts the stream", "is read late"]


@st.composite
def histories(draw: st.DrawFn) -> History:
    history = History()
    for step in draw(st.lists(st.sampled_from(STEPS), min_size=5, max_size=40)):
        step(history)
    return history


@given(histories())
def test_frames_that_all_arrive_are_enough(history: History) -> None:
    page = Page()
    stream = Stream(page, Thread(conversation_id=history.thread.conversation_id, messages=[]))
    for frame in history.frames:
        stream.hear(frame)
        stream.read()
        check_what_is_shown_of_a_reply(page, history)

    assert not stream.behind
    assert page.shows(history.thread)


@given(histories(), st.data())
def test_a_page_may_join_at_any_moment(history: History, data: st.DataObject) -> None:
    """Its frames are collected before the thread is read, so that none is missed between the two."""
    history.finish()
    bound = data.draw(st.integers(0, len(history.frames)))
    read = data.draw(st.integers(bound, len(history.frames)))
    page = Page()
    stream = Stream(page, moment(history, read))
    for nth, frame in enumerate(history.frames[bound:], start=bound):
        stream.hear(frame)
        if stream.behind and nth >= read:
            stream.catch_up(history.moments[nth])
        stream.read()
        check_what_is_shown_of_a_reply(page, history)

    if stream.behind:
        stream.catch_up(history.thread)
    stream.read()
    assert page.shows(history.thread)


@given(histories(), st.data())
def test_a_page_survives_any_accident(history: History, data: st.DataObject) -> None:
    """Frames lost, repeated, late; streams cut in the middle of what they were sending, and resumed elsewhere."""
    page = Page()
    stream = Stream(page, moment(history, 0))
    late: list[LiveFrame] = []
    for nth, frame in enumerate(history.frames):
        accident: str = data.draw(st.sampled_from(ACCIDENTS))
        late_comes: bool = data.draw(st.booleans())
        catches_up: bool = data.draw(st.booleans())
        if accident == "comes late":
            late.append(frame)
        elif accident != "is lost":
            stream.hear(frame)
        if accident == "comes twice":
            stream.hear(frame)
        if late and late_comes:
            stream.hear(late.pop())
        if stream.behind and catches_up:
            stream.catch_up(history.moments[nth])
        if accident == "cuts the stream":
            stream.read(data.draw(st.integers(0, len(stream.unread))))
            stream = Stream(page, history.moments[nth])
        elif accident != "is read late":
            stream.read()
        check_what_is_shown_of_a_reply(page, history)

    stream.catch_up(history.thread)
    stream.read()
    assert page.shows(history.thread)


def moment(history: History, nth: int) -> Thread:
    """The thread just before the nth frame."""
    empty = Thread(conversation_id=history.thread.conversation_id, messages=[])
    return [empty, *history.moments][nth]


def check_what_is_shown_of_a_reply(page: Page, history: History) -> None:
    assert history.texts.get(page.attempt, "").startswith(page.text)
