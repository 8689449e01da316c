"""What is left of an erased conversation: its figures, and no words."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from services.ticketing.domain.conversation import (
    Consent,
    Contact,
    Conversation,
    Origin,
    Rating,
    Step,
    Tally,
    Totals,
    consented,
    recounted,
)
from services.ticketing.domain.erasure import erased, waits_for
from services.ticketing.domain.outcome import kept_true
from services.ticketing.stores.documents import from_conversation, from_events
from services.ticketing.stores.unsaid import without_words
from shared.events import ConversationErased, ConversationOutcomeChanged, Outcome, Status
from tests.builders import (
    CONVERSATION_ID,
    NOON,
    a_conversation_escalated,
    a_message_logged,
    a_status_changed,
    an_agent_replied,
)
from tests.unit.ticketing.conversations import MINUTE, a_conversation, a_tally

LATER = NOON + timedelta(days=3)
WORDS = "the visitor's own words"
FULL = a_conversation(
    Status.NEEDS_REVIEW,
    revision=7,
    origin=Origin(
        source="app",
        page_url=WORDS,
        user_agent=WORDS,
        user_id=WORDS,
        user_name=WORDS,
        user_email=WORDS,
        business_id=WORDS,
    ),
    contact=Contact(email=WORDS, at=NOON),
    rating=Rating(solved=False, score=2, comment=WORDS, at=NOON),
    consent=Consent(version="1", text=WORDS, at=NOON),
    escalated=True,
    escalation_reason=WORDS,
    escalation_category=WORDS,
    escalation_summary=WORDS,
    escalations=(WORDS,),
    summary=WORDS,
    notes=WORDS,
    assigned_to=WORDS,
    outcome=Outcome.ESCALATED,
    reopened_count=1,
)
SPOKEN = Tally(
    own=Totals(message_count=3, input_tokens=30, output_tokens=60, cost_nanousd=900),
    origin=FULL.origin,
    first_question=WORDS,
    first_at=NOON,
    last_at=NOON + MINUTE,
)


def left_of(conversation: Conversation, tally: Tally = SPOKEN) -> tuple[Conversation, ConversationErased]:
    step = erased(conversation, tally, "ada@desk.example", LATER)
    said = step.says[0]
    assert isinstance(said, ConversationErased)
    return step.conversation, said


def test_no_word_is_left() -> None:
    left, said = left_of(FULL)

    assert WORDS in repr(from_conversation(FULL))
    assert WORDS not in repr(from_conversation(left)) + said.model_dump_json()


def test_the_figures_stay_true() -> None:
    left, said = left_of(FULL)

    assert left.totals == SPOKEN.own
    assert (left.status, left.escalated, left.outcome) == (Status.NEEDS_REVIEW, True, Outcome.ESCALATED)
    assert (left.reopened_count, left.origin) == (1, Origin(source="app"))
    assert (left.rating and (left.rating.solved, left.rating.score)) == (False, 2)
    assert (said.message_count, said.first_message_on, said.solved, said.score) == (3, NOON.date(), False, 2)


def test_of_when_it_began_only_the_day_is_left() -> None:
    assert left_of(FULL)[0].created_at == datetime(2026, 11, 20, tzinfo=UTC)


def test_it_says_who_erased_it_and_has_its_own_receipt() -> None:
    erasure = left_of(FULL)[0].erasure

    assert erasure is not None
    assert (erasure.by, erasure.at) == ("ada@desk.example", LATER)
    assert [receipt.service for receipt in erasure.receipts] == ["ticketing"]
    assert waits_for(erasure) == ["analytics", "chat_worker"]


def test_a_late_call_is_added_and_a_late_message_is_not() -> None:
    left, _ = left_of(FULL, replace(SPOKEN, own=Totals(message_count=3)))
    late = Tally(own=Totals(message_count=1, cost_nanousd=50), first_question=WORDS, origin=FULL.origin, first_at=NOON)

    after = recounted(left, late, summary_code_points=100)

    assert after == replace(left, totals=Totals(message_count=3, cost_nanousd=50))


def test_what_the_older_system_counted_stays_counted() -> None:
    before = datetime(2025, 3, 1, 10, tzinfo=UTC)
    older = a_conversation(revision=None, created_at=before, inherited=Totals(6, 25, 60, 325))
    left, said = left_of(older, a_tally(1, first_at=NOON))

    assert left.totals == Totals(7, 25, 60, 325)
    assert (said.message_count, said.first_message_on) == (7, before.date())
    assert recounted(left, Tally(), summary_code_points=100) == left


def test_one_in_which_nothing_was_said_is_of_no_day() -> None:
    _, said = left_of(a_conversation(), Tally())

    assert (said.message_count, said.first_message_on) == (0, None)


def test_a_source_in_free_text_is_not_left() -> None:
    left, _ = left_of(a_conversation(origin=Origin(source=WORDS)))

    assert left.origin == Origin()


def test_what_is_still_to_be_said_is_said_without_words() -> None:
    events = (
        a_message_logged(WORDS),
        a_conversation_escalated(reason=WORDS),
        an_agent_replied(WORDS),
        a_status_changed(),
    )

    said = without_words([*from_events(events), {"type": "not.known.v1", "content": WORDS}])

    assert WORDS not in repr(said)
    assert [event["type"] for event in said] == [
        "message.logged.v1",
        "conversation.escalated.v1",
        "conversation.status_changed.v1",
    ]


def test_the_consent_that_holds_is_the_newest_version_since_it_was_given_first() -> None:
    first, again, newer = (
        Consent(version=version, text="I agree.", at=NOON + nth * MINUTE) for nth, version in enumerate(("1", "1", "2"))
    )
    for heard in ((first, again, newer), (newer, again, first), (again, first, newer)):
        conversation = a_conversation(id=CONVERSATION_ID)
        for consent in heard:
            conversation = consented(conversation, consent).conversation
        assert conversation.consent == newer
    assert consented(consented(a_conversation(), again).conversation, first).conversation.consent == first
    assert consented(consented(a_conversation(), first).conversation, again).conversation.consent == first


def test_how_it_ended_is_decided_at_the_latest_by_erasing_it_and_stays_so() -> None:
    before = replace(FULL, outcome=None)
    step = erased(before, SPOKEN, "ada@desk.example", LATER)

    erasure, outcome = step.says
    assert isinstance(erasure, ConversationErased)
    assert isinstance(outcome, ConversationOutcomeChanged)
    assert step.conversation.outcome is Outcome.ESCALATED
    late = kept_true(step.conversation, Step(replace(step.conversation, escalated=False)), LATER)
    assert late.conversation.outcome is Outcome.ESCALATED
