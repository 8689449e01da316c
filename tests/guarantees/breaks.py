"""The breaks: one place in the code, what it is turned into, and the test that has to fail then.

A break whose place is not there any more is an error: move it along with the code.
"""

from dataclasses import dataclass
from typing import Final

BROKER: Final = "tests/integration/broker"
CHAT_WORKER: Final = "tests/unit/chat_worker"
GATEWAY: Final = "tests/unit/gateway"
MAIL: Final = "tests/integration/ticketing/test_mail_server_faults.py"


@dataclass(frozen=True)
class Break:
    """`guarantee` is its number and name in docs/reliability.md; `test` is a pytest id, or a file."""

    guarantee: str
    does: str
    file: str
    place: str
    becomes: str
    test: str


BREAKS: Final = (
    Break(
        "1 Accepted is kept",
        "a message is published as transient",
        "shared/publisher.py",
        "persist=True",
        "persist=False",
        f"{BROKER}/test_publishing.py::test_it_is_persistent_and_mirrors_its_envelope",
    ),
    Break(
        "1 Accepted is kept",
        "a message that no queue takes counts as kept",
        "shared/publisher.py",
        "mandatory=True",
        "mandatory=False",
        f"{BROKER}/test_publishing.py::test_an_event_that_no_queue_takes_is_not_said_to_be_kept",
    ),
    Break(
        "1 Accepted is kept",
        "a 202 without a confirmation",
        "services/gateway/intake.py",
        "raise NotAccepted from error",
        "pass",
        f"{GATEWAY}/test_routes.py::test_a_broker_that_does_not_confirm_is_503_and_worth_trying_again",
    ),
    Break(
        "2 Once in effect",
        "a repeated delivery is another message",
        "services/chat_worker/domain/transcript.py",
        "if transcript.is_erased or event.message_id in transcript.applied:\n        return transcript\n    message",
        "message",
        f"{CHAT_WORKER}/test_receiving.py",
    ),
    Break(
        "2 Once in effect",
        "an escalation that is heard twice escalates twice",
        "services/ticketing/domain/conversation.py",
        "if escalation.cause in conversation.escalations:",
        "if False:",
        "tests/integration/ticketing/test_hearing.py::test_an_escalation_is_said_once_however_often_it_is_heard",
    ),
    Break(
        "2 Once in effect",
        "an e-mail that was sent is not noted, when the process is told to stop meanwhile",
        "services/ticketing/notices/courier.py",
        "await asyncio.shield(task)",
        "await task",
        f"{MAIL}::test_a_stop_in_the_middle_of_sending_ends_with_one_e_mail_that_is_marked",
    ),
    Break(
        "3 In order within a conversation",
        "a lease that somebody holds may be taken",
        "services/chat_worker/domain/transcript.py",
        "if transcript.lease and transcript.lease.until > now:",
        "if False:",
        f"{CHAT_WORKER}/test_leases.py::test_nobody_takes_what_somebody_holds",
    ),
    Break(
        "3 In order within a conversation",
        "a zombie's commit counts",
        "services/chat_worker/domain/transcript.py",
        "if transcript.lease is None or transcript.lease.fence != fence:\n        raise LeaseLost",
        "if transcript.lease is None:\n        raise LeaseLost",
        f"{CHAT_WORKER}/test_committing.py::test_a_zombie_cannot_commit_after_another_has_taken_over",
    ),
    Break(
        "3 In order within a conversation",
        "a message does not wait for the one before it",
        "services/chat_worker/domain/transcript.py",
        "if predecessor is None or predecessor in placed:",
        "if True:",
        f"{CHAT_WORKER}/test_receiving.py::test_a_message_waits_for_the_one_before_it",
    ),
    Break(
        "4 Stored before acknowledged, committed before said",
        "a delivery whose effect failed is acknowledged",
        "shared/deliveries.py",
        "if not self._is_transient(error):\n                    raise\n",
        "return None\n",
        f"{BROKER}/test_waiting_in_place.py",
    ),
    Break(
        "4 Stored before acknowledged, committed before said",
        "what could not be said is forgotten",
        "services/chat_worker/outbox.py",
        "            await self._publisher.publish(event)",
        "            with __import__('contextlib').suppress(Exception):\n"
        "                await self._publisher.publish(event)",
        f"{CHAT_WORKER}/test_outbox.py",
    ),
    Break(
        "5 Poison stops nobody",
        "what cannot be handled is acknowledged and gone",
        "shared/deliveries.py",
        "await self._dead_letters.bury(self.msg, exc_val)",
        "pass",
        f"{BROKER}/test_dead_letters.py",
    ),
    Break(
        "5 Poison stops nobody",
        "what cannot be handled is tried for ever",
        "shared/deliveries.py",
        "if not self._is_transient(error):",
        "if False:",
        f"{BROKER}/test_dead_letters.py::test_an_event_that_its_handler_cannot_handle_becomes_a_dead_letter",
    ),
    Break(
        "6 Claude down is not silence",
        "a failed call is not made again",
        "services/chat_worker/answering.py",
        "if failures >= self._settings.attempts",
        "if failures >= 1",
        f"{CHAT_WORKER}/test_answering.py::test_a_failed_call_is_made_again_and_what_it_showed_is_withdrawn",
    ),
    Break(
        "6 Claude down is not silence",
        "nobody is told of a turn without an answer",
        "services/chat_worker/answering.py",
        "        if answer.escalation:\n            others",
        "        if False:\n            others",
        f"{CHAT_WORKER}/test_answering.py::test_past_the_last_attempt_the_visitor_is_told_and_a_person_asked_for",
    ),
    Break(
        "7 Slow is not lost",
        "any number of unconfirmed messages is held in memory",
        "services/gateway/intake.py",
        "if self._unconfirmed >= self._most_unconfirmed:",
        "if False:",
        f"{GATEWAY}/test_routes.py::test_while_the_broker_blocks_only_so_many_messages_are_held",
    ),
    Break(
        "7 Slow is not lost",
        "an e-mail is given up when the server hangs",
        "services/ticketing/notices/courier.py",
        "            self._note_away(away)\n            await self._again(notice)",
        "            await self._finish(notice, State.DROPPED, None)",
        f"{MAIL}::test_one_that_hangs_holds_up_nobody_for_longer_than_a_setting_says",
    ),
    Break(
        "8 Stop is clean",
        "a worker that stops keeps the leases of what it leaves",
        "services/chat_worker/turns.py",
        "steps.abandon(current, fence)",
        "current",
        f"{CHAT_WORKER}/test_turns.py::test_what_is_not_finished_when_a_worker_stops_may_be_taken_up_at_once",
    ),
    Break(
        "8 Stop is clean",
        "streams end without a word",
        "services/gateway/streams.py",
        'event="reconnect"',
        'event="end"',
        f"{GATEWAY}/test_streams.py::test_a_stream_says_goodbye_when_the_server_stops",
    ),
    Break(
        "9 Everything comes back by itself",
        "the gateway's live queue is opened only once",
        "services/gateway/live.py",
        "            await asyncio.sleep(RECONNECT_SECONDS)",
        "            return",
        "tests/integration/gateway/test_broker_restarts.py::test_a_watcher_survives_a_crash_of_the_broker",
    ),
    Break(
        "9 Everything comes back by itself",
        "nobody looks for what a killed worker left",
        "services/chat_worker/turns.py",
        "async for conversation_id in self._transcripts.with_work(limit=free):",
        "async for conversation_id in self._transcripts.with_work(limit=0):",
        f"{CHAT_WORKER}/test_turns.py::test_the_sweep_takes_up_what_nobody_works_on",
    ),
)
