"""Which status may follow which, when a person sets it.

What happens by itself, an escalation or a visitor who comes back, is not asked.
"""

from collections.abc import Mapping
from typing import Final

from shared.events import Status

MOVES: Final[Mapping[Status, frozenset[Status]]] = {
    Status.AUTO_RESOLVED: frozenset({Status.NEEDS_REVIEW, Status.OPEN, Status.IN_PROGRESS, Status.CLOSED}),
    Status.NEEDS_REVIEW: frozenset({Status.AUTO_RESOLVED, Status.OPEN, Status.IN_PROGRESS, Status.CLOSED}),
    Status.OPEN: frozenset({Status.AUTO_RESOLVED, Status.IN_PROGRESS, Status.CLOSED}),
    Status.IN_PROGRESS: frozenset({Status.AUTO_RESOLVED, Status.OPEN, Status.CLOSED}),
    Status.CLOSED: frozenset({Status.AUTO_RESOLVED, Status.OPEN, Status.IN_PROGRESS}),
}
"""`needs_review` is what nobody has had yet: whoever puts a ticket back sets it to `open`."""


SETTLED: Final = frozenset({Status.AUTO_RESOLVED, Status.CLOSED})
"""Nobody of the desk is waited for; the others are the queue."""


class MoveNotAllowed(Exception):
    """`allowed`: what may follow, in the order in which they are listed everywhere."""

    def __init__(self, old: Status, new: Status) -> None:
        super().__init__(f"{old} to {new}")
        self.old = old
        self.new = new
        self.allowed = [status for status in Status if status in MOVES[old]]


def check_move(old: Status, new: Status) -> None:
    """The status that it has already is no move. Raises MoveNotAllowed."""
    if new is not old and new not in MOVES[old]:
        raise MoveNotAllowed(old, new)
