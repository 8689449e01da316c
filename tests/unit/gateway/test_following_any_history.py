"""Whatever becomes of the frames and of the streams, a page ends with exactly the thread."""

from collections.abc import Callable
from typing import Final

from hypothesis import given
from hypothesis import strategies as st

from shared.visitor_view import LiveFrame, Thread
from tests.unit.gateway.history import History, Stream
from tests.unit.gateway.page import Page

STEPS: Final[list[Callable[[History], None]]] = [
    *[History.talk] * 8,
    *[History.write, History.begin, History.keep] * 3,
    *[History.finish] * 2,
    *[History.a_person_takes_it, History.the_bot_gets_it_back] * 2,
    History.a_person_writes,
]
ACCIDENTS: Final = [
    *["arrives"] * 10,
    *["is lost", "comes twice", "comes late", "is followed by a late one", "cuts the stream", "is read late"],
]


@st.composite
def histories(draw: st.DrawFn) -> History:
    history = History()
    for step in draw(st.lists(st.sampled_from(STEPS), min_size=25, max_size=60)):
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


@given(histories(), st.lists(st.sampled_from(ACCIDENTS), min_size=100, max_size=100))
def test_a_page_survives_any_accident(history: History, accidents: list[str]) -> None:
    """Frames lost, repeated, late; streams cut in the middle of what they were sending, and resumed elsewhere."""
    journey = Journey(history)
    for nth, accident in enumerate(accidents[: len(history.frames)]):
        journey.meets(nth, accident)
        check_what_is_shown_of_a_reply(journey.page, history)

    journey.ends()


class Journey:
    """A page and its streams, one after the other."""

    def __init__(self, history: History) -> None:
        self.page = Page()
        self._history = history
        self._late: list[LiveFrame] = []
        self._stream: Stream | None = Stream(self.page, moment(history, 0))

    def meets(self, nth: int, accident: str) -> None:
        frame, stream = self._history.frames[nth], self._stream
        if stream is None:
            self._comes_back(nth, accident)
            return
        match accident:
            case "comes late":
                self._late.append(frame)
            case "comes twice":
                stream.hear(frame)
                stream.hear(frame)
            case "is lost":
                pass
            case _:
                stream.hear(frame)
        self._then(nth, stream, accident)

    def ends(self) -> None:
        self._catches_up(self._stream or self._opened(self._history.thread), self._history.thread)

    def _then(self, nth: int, stream: Stream, accident: str) -> None:
        match accident:
            case "cuts the stream":
                stream.read(nth % (len(stream.unread) + 1))
                self._stream = None
            case "is read late":
                pass
            case "is followed by a late one" if self._late:
                stream.hear(self._late.pop())
                stream.read()
            case _:
                if stream.behind and nth % 3 == 0:
                    self._catches_up(stream, self._history.moments[nth])
                stream.read()

    def _comes_back(self, nth: int, accident: str) -> None:
        if accident.startswith("is"):
            self._stream = self._opened(self._history.moments[nth])

    def _opened(self, thread: Thread) -> Stream:
        stream = Stream(self.page, thread)
        stream.read()
        assert self.page.shows(thread)
        return stream

    def _catches_up(self, stream: Stream, thread: Thread) -> None:
        stream.catch_up(thread)
        stream.read()
        assert self.page.shows(thread)


def moment(history: History, nth: int) -> Thread:
    """The thread just before the nth frame."""
    empty = Thread(conversation_id=history.thread.conversation_id, messages=[])
    return [empty, *history.moments][nth]


def check_what_is_shown_of_a_reply(page: Page, history: History) -> None:
    assert history.texts.get(page.attempt, "").startswith(page.text)
