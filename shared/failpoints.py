"""Named places at which a process can be made to die, to prove that nothing hangs on any one step.

`CRASH_AT=chat_worker.after_commit:3` ends the process by SIGKILL when it comes to that place for the third time
(`:1` may be left out). Without CRASH_AT, reaching a place costs a call that does nothing.
"""

import os
import signal
import sys
from collections.abc import Callable, Mapping
from enum import StrEnum
from typing import Final

SETTING: Final = "CRASH_AT"


class FailPoint(StrEnum):
    """`<service>.<place>`; what each stands for is told by `STANDS_FOR`."""

    GATEWAY_BEFORE_PUBLISH = "gateway.before_publish"
    GATEWAY_AFTER_PUBLISH = "gateway.after_publish"
    GATEWAY_IN_STREAM = "gateway.in_stream"
    CHAT_WORKER_AFTER_MAILBOX = "chat_worker.after_mailbox"
    CHAT_WORKER_AFTER_LEASE = "chat_worker.after_lease"
    CHAT_WORKER_IN_CALL = "chat_worker.in_call"
    CHAT_WORKER_AFTER_COMMIT = "chat_worker.after_commit"
    CHAT_WORKER_AFTER_PUBLISH = "chat_worker.after_publish"
    CHAT_WORKER_BEFORE_RELEASE = "chat_worker.before_release"
    TICKETING_AFTER_MESSAGE = "ticketing.after_message"
    TICKETING_AFTER_STATUS = "ticketing.after_status"
    TICKETING_AFTER_PUBLISH = "ticketing.after_publish"
    TICKETING_AFTER_SEND = "ticketing.after_send"
    ANALYTICS_AFTER_FACT = "analytics.after_fact"
    ANALYTICS_AFTER_BUCKET = "analytics.after_bucket"

    @property
    def service(self) -> str:
        return self.value.partition(".")[0]


STANDS_FOR: Final[Mapping[FailPoint, str]] = {
    FailPoint.GATEWAY_BEFORE_PUBLISH: "A message was read and is not published: the visitor has no answer.",
    FailPoint.GATEWAY_AFTER_PUBLISH: "The broker has confirmed a message and the visitor has no 202.",
    FailPoint.GATEWAY_IN_STREAM: "An event has just gone out on a visitor's stream.",
    FailPoint.CHAT_WORKER_AFTER_MAILBOX: "A message is in the mailbox, its delivery is not acknowledged.",
    FailPoint.CHAT_WORKER_AFTER_LEASE: "A conversation is leased and Claude has not been called.",
    FailPoint.CHAT_WORKER_IN_CALL: "Claude is in the middle of an answer.",
    FailPoint.CHAT_WORKER_AFTER_COMMIT: "A reply is committed and nobody has been told.",
    FailPoint.CHAT_WORKER_AFTER_PUBLISH: "The events of a turn are published and not marked as said.",
    FailPoint.CHAT_WORKER_BEFORE_RELEASE: "All is said and the lease is still held.",
    FailPoint.TICKETING_AFTER_MESSAGE: "A message is stored and its conversation is not recounted.",
    FailPoint.TICKETING_AFTER_STATUS: "A new status is committed and nobody has been told.",
    FailPoint.TICKETING_AFTER_PUBLISH: "The events of a change are published and not marked as said.",
    FailPoint.TICKETING_AFTER_SEND: "The e-mail server has taken an e-mail, and it is not marked as sent.",
    FailPoint.ANALYTICS_AFTER_FACT: "A fact is written and its day is not marked.",
    FailPoint.ANALYTICS_AFTER_BUCKET: "A day is recomputed and still marked.",
}


def armed(setting: str | None) -> Callable[[FailPoint], None]:
    """What reaching a place does under this value of CRASH_AT. Ends the process when there is no such place."""
    if not setting:
        return _nothing
    name, _, times = setting.partition(":")
    if name not in set(FailPoint) or not (times or "1").isdecimal() or times == "0":
        raise SystemExit(f"{SETTING}={setting}: give one of {', '.join(FailPoint)}, and :N for the Nth time.")
    return _Fuse(FailPoint(name), int(times or 1)).reach


class _Fuse:
    def __init__(self, place: FailPoint, times: int) -> None:
        self._place = place
        self._left = times

    def reach(self, place: FailPoint) -> None:
        if place is not self._place:
            return
        self._left -= 1
        if self._left == 0:
            sys.stderr.write(f"{SETTING}: {place}\n")
            sys.stderr.flush()
            os.kill(os.getpid(), signal.SIGKILL)


def _nothing(_: FailPoint) -> None:
    """Nobody wants a crash."""


reach: Final = armed(os.environ.get(SETTING))
