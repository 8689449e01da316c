"""How long visitors waited for the next reply, and for what of it a fault is to blame."""

from tests.faults.evidence import Span
from tests.faults.nemesis.scene import Injected, Proof
from tests.faults.recovery import Service, next_reply_seconds

SERVICE = Service(completed=[1.0, 20.0, 30.0], accepted={}, answered={})


def fault(kind: str, began: float, ended: float) -> Injected:
    return Injected(kind, Proof("somebody", "was hurt"), Span(began=began, ended=ended))


def test_it_counts_from_the_end_of_the_fault_to_the_next_reply() -> None:
    assert next_reply_seconds([fault("kill", 2.0, 5.0), fault("restart", 21.0, 29.5)], SERVICE) == {
        "kill": [15.0],
        "restart": [0.5],
    }


def test_time_in_which_something_else_was_broken_is_not_counted_and_never_counted_twice() -> None:
    faults = [fault("kill", 2.0, 5.0), fault("link cut", 3.0, 10.0), fault("database kill", 8.0, 12.0)]

    assert next_reply_seconds(faults, SERVICE)["kill"] == [8.0]


def test_what_holds_nobody_up_is_no_excuse() -> None:
    assert next_reply_seconds([fault("kill", 2.0, 5.0), fault("mail away", 3.0, 40.0)], SERVICE)["kill"] == [15.0]


def test_a_fault_after_the_last_reply_is_left_out() -> None:
    assert next_reply_seconds([fault("kill", 31.0, 32.0)], SERVICE) == {}
