"""Two workers, crashes, takeovers, late and repeated messages in any order: the conversation stays whole."""

from datetime import timedelta
from random import Random

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from services.chat_worker.domain import transcript as steps
from shared.events import Handler, MessageReceived
from tests.builders import a_message_id, a_message_received
from tests.unit.chat_worker.desk import Desk, Worker

WORKERS = st.sampled_from(["one", "two"])


class Conversation(RuleBasedStateMachine):
    def __init__(self) -> None:
        super().__init__()
        self.desk = Desk()
        self.workers = {name: Worker(self.desk, name) for name in ("one", "two")}
        self.sent: list[MessageReceived] = []
        self.held_back: list[MessageReceived] = []

    @rule(after=st.sampled_from(["nothing", "the one before", "one that never comes"]), arrives=st.booleans())
    def write(self, after: str, *, arrives: bool) -> None:
        nth = len(self.sent) + 1
        predecessor = {
            "nothing": None,
            "the one before": self.sent[-1].message_id if self.sent else None,
            "one that never comes": a_message_id(10_000 + nth),
        }[after]
        event = a_message_received(f"message {nth}", message_id=a_message_id(nth), after_message_id=predecessor)
        self.sent.append(event)
        self.desk.receive(event) if arrives else self.held_back.append(event)

    @rule()
    def a_late_message_arrives(self) -> None:
        if self.held_back:
            self.desk.receive(self.held_back.pop())

    @rule(which=st.randoms(use_true_random=False))
    def a_message_is_delivered_again(self, which: Random) -> None:
        arrived = [event for event in self.sent if event not in self.held_back]
        if arrived:
            self.desk.receive(which.choice(arrived))

    @rule(seconds=st.sampled_from([0.5, 4, 11]))
    def time_passes(self, seconds: float) -> None:
        self.desk.pass_time(seconds)

    @rule(handler=st.sampled_from(Handler), age_seconds=st.sampled_from([0, 3]))
    def hand_to(self, handler: Handler, age_seconds: float) -> None:
        since = self.desk.now - timedelta(seconds=age_seconds)
        self.desk.transcript = steps.hand_to(self.desk.transcript, handler, since)

    @rule(name=WORKERS)
    def take(self, name: str) -> None:
        self.workers[name].take()

    @rule(name=WORKERS)
    def begin(self, name: str) -> None:
        self.workers[name].begin()

    @rule(name=WORKERS, text=st.sampled_from(["", "By", "By card"]))
    def checkpoint(self, name: str, text: str) -> None:
        self.workers[name].checkpoint(text)

    @rule(name=WORKERS)
    def commit(self, name: str) -> None:
        self.workers[name].commit()

    @rule(name=WORKERS)
    def flush(self, name: str) -> None:
        self.workers[name].flush()

    @rule(name=WORKERS)
    def settle(self, name: str) -> None:
        self.workers[name].settle()

    @rule(name=WORKERS)
    def release(self, name: str) -> None:
        self.workers[name].release()

    @rule(name=WORKERS)
    def abandon(self, name: str) -> None:
        self.workers[name].abandon()

    @rule(name=WORKERS)
    def crash(self, name: str) -> None:
        self.workers[name].crash()

    @rule(name=WORKERS)
    def work_off(self, name: str) -> None:
        self.workers[name].work_off()

    @invariant()
    def every_message_that_arrived_is_in_the_thread_or_waits_exactly_once(self) -> None:
        arrived = sorted(event.message_id for event in self.sent if event not in self.held_back)
        finished = [message.id for turn in self.desk.turns for message in turn.messages if message.role == "user"]
        mailbox = [*self.desk.transcript.pending, *self.desk.transcript.waiting]
        assert sorted([*finished, *(message.message_id for message in mailbox)]) == arrived

    @invariant()
    def the_thread_is_numbered_without_a_gap(self) -> None:
        numbers = [message.seq for message in self.desk.thread.messages]
        assert numbers == list(range(1, self.desk.transcript.last_seq + 1))

    @invariant()
    def each_message_has_at_most_one_reply_which_comes_after_it(self) -> None:
        place = {message.id: message.seq for message in self.desk.thread.messages}
        replies = [message for message in self.desk.thread.messages if message.role == "assistant"]
        answered = [answer for reply in replies for answer in reply.answers]
        assert len(answered) == len(set(answered))
        assert len({reply.turn_id for reply in replies}) == len(replies)
        for reply in replies:
            assert reply.seq > max(place[answer] for answer in reply.answers)

    @invariant()
    def what_was_said_of_a_reply_is_what_the_thread_shows(self) -> None:
        shown = {message.id: message for message in self.desk.thread.messages}
        for event in self.desk.replies_said:
            assert (shown[event.message_id].content, shown[event.message_id].seq) == (event.content, event.seq)

    def teardown(self) -> None:
        """Nobody works, all leases run out, and then one worker has the time to finish."""
        self.desk.pass_time(60)
        self.workers["one"].crash()
        self.workers["one"].work_off()
        assert not self.desk.transcript.needs_work
        assert not self.desk.transcript.waiting
        assert self.desk.transcript.lease is None
        self.every_message_is_answered_or_was_left_to_a_person()

    def every_message_is_answered_or_was_left_to_a_person(self) -> None:
        answered = {answer for event in self.desk.replies_said for answer in event.answers}
        aside = {message.id for turn in self.desk.turns if turn.reply.role == "user" for message in turn.messages}
        assert answered.isdisjoint(aside)
        assert answered | aside == {event.message_id for event in self.sent if event not in self.held_back}


Conversation.TestCase.settings = settings(max_examples=60, stateful_step_count=40, deadline=None)
TestAnyInterleaving = Conversation.TestCase
