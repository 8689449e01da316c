"""A reply that promises what only a person can promise is found, sentence by sentence, however it streams."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from services.chat_worker.domain.promises import Category, Hit, PromiseCheck
from services.chat_worker.rules_files import load_promises
from services.chat_worker.settings import _HERE
from tests.unit.chat_worker.counting import lines_run
from tests.unit.chat_worker.examples import examples

PROMISES = load_promises(_HERE / "promises.toml", brand="Rezvo")
KNOWN_MISSES = {"Rabat naliczy się sam, już go dodałem."}
ANOTHER_CATEGORY = {"Alguien de nuestro equipo le devolverá la llamada."}
PARTS = [
    "You can cancel under My bookings. ",
    "It costs 3.5 euros, e.g. for water. ",
    "See https://rezvo.app/help?q=1. ",
    "Up to 24 hours before it's free.",
    "I've refunded you. ",
    "We'll call you\nback. ",
    "I have:\n- ",
    "cancelled your booking",
    "\n\n",
    "1. ",
    "If so, ",
    "“Done!” ",
    "好的。",
    "am 3. Mai ",
    "z.B. ",
    "... ",
]


@pytest.mark.parametrize(("category", "text"), examples("promises", "promises"))
def test_a_promise_is_found_with_its_category(category: str, text: str) -> None:
    hit = PROMISES.in_text(text)

    assert (hit is not None) is (text not in KNOWN_MISSES)
    assert hit is None or text in ANOTHER_CATEGORY or hit.category == category


@pytest.mark.parametrize(("category", "text"), examples("promises", "others"))
def test_what_is_said_of_everybody_on_a_condition_or_in_the_negative_is_no_promise(category: str, text: str) -> None:
    assert PROMISES.in_text(text) is None, category


def test_sentences_that_the_rules_were_not_written_with_are_judged_as_well_as_is_reported() -> None:
    promises, others = examples("promises_held_out", "promises"), examples("promises_held_out", "others")
    found = sum(PROMISES.in_text(text) is not None for _, text in promises)
    false = sum(PROMISES.in_text(text) is not None for _, text in others)

    assert found >= 54
    assert false == 0


def _streamed(pieces: list[str]) -> tuple[Hit | None, int]:
    check = PromiseCheck(PROMISES)
    for piece in pieces:
        if hit := check.feed(piece):
            return hit, check.safe_length
    return check.finish(), check.safe_length


@settings(max_examples=30)
@given(st.lists(st.sampled_from(PARTS) | st.text(max_size=8), max_size=12).map("".join), st.data())
def test_the_pieces_in_which_a_reply_comes_do_not_matter(text: str, data: st.DataObject) -> None:
    cuts = sorted(data.draw(st.lists(st.integers(0, len(text)), max_size=10)))
    pieces = [text[start:end] for start, end in zip([0, *cuts], [*cuts, len(text)], strict=True)]

    assert _streamed(pieces) == _streamed(list(text)) == _streamed([text])


@settings(max_examples=30)
@given(st.lists(st.sampled_from(PARTS), max_size=12).map("".join))
def test_what_is_safe_to_show_stands_before_the_promise(text: str) -> None:
    hit, safe_length = _streamed([text])

    assert PROMISES.in_text(text[:safe_length]) is None
    assert (safe_length == len(text)) is (hit is None)


def test_a_promise_is_found_as_soon_as_the_next_sentence_begins() -> None:
    check = PromiseCheck(PROMISES)

    assert check.feed("Good news! I've refunded you.") is None
    assert check.safe_length == len("Good news! ")
    assert check.feed(" ") is None
    hit = check.feed("A")
    assert hit == Hit(Category.REFUND, "I've refunded you.", "en/refund-made")
    assert check.feed(" nice day.") == check.finish() == hit


@pytest.mark.parametrize(
    "text",
    [
        "All done.I have refunded you",
        "“I have cancelled your booking.” That is it.",
        "Done:\n1. I've moved your booking\n2. Anything else?",
        "I have:\n- refunded you\n- cancelled your booking",
        "At 5 p.m. I have cancelled your booking.",
        "It was 3.5 euros. We'll refund you.",
        "See rezvo.app/help. We'll refund you.",
        "I have\nrefunded you",
        "好的。I have refunded you。",
        "**I've refunded you.**",
        "I can't see it. I have refunded you.",
    ],
)
def test_sentences_are_told_apart(text: str) -> None:
    assert PROMISES.in_text(text) is not None


@pytest.mark.parametrize(
    "text",
    [
        "I can't do these for you:\n- refund your booking\n- I have cancelled nothing",
        "If the venue approves, e.g. by e-mail, we will refund you.",
        "Wenn Sie bis zum 3. Mai stornieren, erhalten Sie Ihr Geld zurück.",
    ],
)
def test_a_condition_reaches_to_the_end_of_its_sentence(text: str) -> None:
    assert PROMISES.in_text(text) is None


def test_the_business_may_be_named_in_a_promise() -> None:
    assert PROMISES.in_text("Rezvo will refund you.") is not None


@pytest.mark.parametrize(
    "part", ["we will ", "a. ", ".", ")", "no", "I have already just now ", "\n- ", "we will send you a a a a "]
)
def test_the_work_grows_no_faster_than_the_reply(part: str) -> None:
    shorter, longer = (part * (length // len(part)) for length in (400, 1_600))

    assert lines_run(lambda: PROMISES.in_text(longer)) < 5 * lines_run(lambda: PROMISES.in_text(shorter)) + 1_000
