"""Two workers, crashes, takeovers, late and repeated messages in any order: the conversation stays whole."""

from collections.abc import Callable, Sequence
from typing import Final

from hypothesis import given, settings
from hypothesis import strategies as st

from services.chat_worker.domain import transcript as steps
from shared.events import AgentReplied, Handler, MessageReceived
from shared.ids import derived_id
from tests.builders import a_message_id, a_message_received, an_agent_replied
from tests.unit.chat_worker.desk import Desk, Worker


class Story:
    """What happens to one conversation, one thing after the other."""

    def __init__(self) -> None:
        self.desk = Desk()
        self.workers = [Worker(self.desk, "one"), Worker(self.desk, "two")]
        self.arrived: list[MessageReceived] = []
        self.underway: list[MessageReceived] = []
        self.replied: list[AgentReplied] = []
        self._written = 0

    def write(self) -> None:
        self._arrives(self._message(None))

    def write_after_the_one_before(self) -> None:
        before = [*self.arrived, *self.underway][-1:]
        self._arrives(self._message(before[0].message_id if before else None))

    def write_after_one_that_never_comes(self) -> None:
        self._arrives(self._message(a_message_id(10_000)))

    def write_and_be_delayed(self) -> None:
        self.underway.append(self._message(None))

    def a_delayed_message_arrives(self) -> None:
        if self.underway:
            self._arrives(self.underway.pop())

    def all_messages_are_delivered_again(self) -> None:
        for event in self.arrived:
            self.desk.receive(event)

    def one_works(self) -> None:
        self.workers[0].advance()

    def two_works(self) -> None:
        self.workers[1].advance()

    def one_works_on(self) -> None:
        for _ in range(4):
            self.one_works()

    def two_works_on(self) -> None:
        for _ in range(6):
            self.two_works()

    def one_crashes(self) -> None:
        self.workers[0].crash()

    def a_while_passes(self) -> None:
        self.desk.pass_time(4)

    def a_lease_runs_out(self) -> None:
        self.desk.pass_time(11)

    def a_person_takes_it(self) -> None:
        self._is_handed_to(Handler.PERSON)

    def a_person_writes(self) -> None:
        event = an_agent_replied(
            message_id=derived_id("agent", str(len(self.replied))),
            revision=self.desk.transcript.handled_revision + 1,
        )
        self.replied.append(event)
        self.desk.transcript = steps.agent_replied(self.desk.transcript, event)

    def what_a_person_wrote_is_heard_again(self) -> None:
        for event in self.replied:
            self.desk.transcript = steps.agent_replied(self.desk.transcript, event)

    def the_bot_gets_it_back(self) -> None:
        self._is_handed_to(Handler.BOT, heard=len(self.arrived))

    def the_bot_gets_it_back_from_one_who_heard_half(self) -> None:
        self._is_handed_to(Handler.BOT, heard=len(self.arrived) // 2)

    def the_bot_gets_it_back_from_one_who_heard_what_is_delayed(self) -> None:
        self._is_handed_to(Handler.BOT, heard=len(self.arrived), delayed=self.underway)

    def old_news_of_a_person_comes_late(self) -> None:
        known = self.desk.transcript.handled_revision
        self.desk.transcript = steps.hand_to(self.desk.transcript, Handler.PERSON, max(0, known - 1))

    def ends_well(self) -> None:
        """All leases run out, and then one worker has the time to finish."""
        self.desk.pass_time(60)
        self.workers[0].work_off()

    def _is_handed_to(self, handler: Handler, heard: int = 0, delayed: Sequence[MessageReceived] = ()) -> None:
        known = self.desk.transcript
        ids = [event.message_id for event in [*self.arrived[:heard], *delayed]]
        unseen = {message.message_id for message in known.left} - set(ids)
        self.desk.transcript = steps.hand_to(known, handler, known.handled_revision + 1, ids)
        if handler is Handler.BOT:
            assert unseen <= {message.message_id for message in self.desk.transcript.pending}

    def _message(self, after: str | None) -> MessageReceived:
        self._written += 1
        return a_message_received(message_id=a_message_id(self._written), after_message_id=after)

    def _arrives(self, event: MessageReceived) -> None:
        self.arrived.append(event)
        self.desk.receive(event)


HAPPENINGS: Final[list[Callable[[Story], None]]] = [
    *[Story.one_works, Story.two_works] * 4,
    *[Story.one_works_on, Story.two_works_on, Story.a_lease_runs_out] * 3,
    *[Story.write] * 6,
    Story.write_after_the_one_before,
    Story.write_after_one_that_never_comes,
    Story.write_and_be_delayed,
    Story.a_delayed_message_arrives,
    Story.all_messages_are_delivered_again,
    Story.one_crashes,
    Story.a_while_passes,
    Story.a_person_takes_it,
    Story.a_person_writes,
    Story.what_a_person_wrote_is_heard_again,
    Story.the_bot_gets_it_back,
    Story.the_bot_gets_it_back_from_one_who_heard_half,
    Story.the_bot_gets_it_back_from_one_who_heard_what_is_delayed,
    Story.old_news_of_a_person_comes_late,
]


@settings(max_examples=40)
@given(st.lists(st.sampled_from(HAPPENINGS), min_size=50, max_size=100))
def test_whatever_happens_the_conversation_stays_whole(happenings: list[Callable[[Story], None]]) -> None:
    story = Story()
    for happening in happenings:
        happening(story)
        check_nothing_is_lost_or_doubled(story)
        check_replies(story.desk)

    story.ends_well()

    check_nothing_is_lost_or_doubled(story)
    check_replies(story.desk)
    check_nothing_is_left_to_do(story)


def check_nothing_is_lost_or_doubled(story: Story) -> None:
    desk = story.desk
    finished = [message.id for turn in desk.turns for message in turn.messages if message.role == "user"]
    kept = desk.transcript
    mailbox = [message.message_id for message in [*kept.pending, *kept.waiting, *kept.left]]
    assert sorted(finished + mailbox) == sorted(event.message_id for event in story.arrived)
    by_a_person = [message.id for turn in desk.turns for message in turn.messages if message.role == "agent"]
    assert sorted(by_a_person) == sorted(event.message_id for event in story.replied)
    assert [message.seq for message in desk.thread.messages] == list(range(1, desk.transcript.last_seq + 1))


def check_replies(desk: Desk) -> None:
    shown = {message.id: message for message in desk.thread.messages}
    replies = [message for message in shown.values() if message.role == "assistant"]
    answered = [answer for reply in replies for answer in reply.answers]
    assert len(answered) == len(set(answered))
    assert len(replies) == len({reply.turn_id for reply in replies})
    assert all(reply.seq > shown[answer].seq for reply in replies for answer in reply.answers)
    for event in desk.replies_said:
        assert (event.content, event.seq) == (shown[event.message_id].content, shown[event.message_id].seq)


def check_nothing_is_left_to_do(story: Story) -> None:
    """And each message was answered, with the answer said, or was left to a person."""
    desk = story.desk
    assert not desk.transcript.needs_work
    assert not desk.transcript.waiting
    assert desk.transcript.lease is None or desk.transcript.lease.until <= desk.now
    answered = {answer for event in desk.replies_said for answer in event.answers}
    seen_by_a_person = {message.id for turn in desk.turns if turn.reply.role == "user" for message in turn.messages}
    left_to_a_person = seen_by_a_person | {message.message_id for message in desk.transcript.left}
    assert answered.isdisjoint(left_to_a_person)
    assert answered | left_to_a_person == {event.message_id for event in story.arrived}
