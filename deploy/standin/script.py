"""The behaviours that wait for their requests."""

from random import Random

from deploy.standin.behaviours import Behaviour


class _Waiting:
    """A behaviour, how often it is still due, and its own dice."""

    def __init__(self, behaviour: Behaviour) -> None:
        self.behaviour = behaviour
        self.left = behaviour.times
        # Faults must be repeatable, not unpredictable.
        self.dice = Random(behaviour.seed)  # noqa: S311

    def takes(self, newest_text: str, *, streaming: bool) -> bool:
        if not self.behaviour.fits(newest_text, streaming=streaming):
            return False
        if self.dice.random() >= self.behaviour.probability:
            return False
        if self.left is not None:
            self.left -= 1
        return True


class Script:
    """First come, first served: a request takes the first behaviour that matches it, if any."""

    def __init__(self) -> None:
        self._waiting: list[_Waiting] = []

    def push(self, behaviours: list[Behaviour]) -> int:
        """Add behaviours behind those that wait; returns how many wait now."""
        self._waiting += [_Waiting(behaviour) for behaviour in behaviours]
        return len(self._waiting)

    def clear(self) -> None:
        self._waiting.clear()

    def take(self, newest_text: str, *, streaming: bool) -> Behaviour:
        """The behaviour for a request; without one that matches, the ordinary one."""
        for waiting in self._waiting:
            if waiting.takes(newest_text, streaming=streaming):
                if waiting.left == 0:
                    self._waiting.remove(waiting)
                return waiting.behaviour
        return Behaviour()
