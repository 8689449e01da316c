"""An address and a rating: the newest holds, in whatever order they are heard of."""

from itertools import permutations

from services.ticketing.domain.conversation import Contact, Origin, Rating, contacted, rated
from tests.builders import NOON
from tests.unit.ticketing.conversations import MINUTE, a_conversation

ADDRESSES = [Contact(email=f"jo{nth}@example.org", at=NOON + nth * MINUTE) for nth in range(3)]
RATINGS = [Rating(solved=nth == 2, score=nth + 1, at=NOON + nth * MINUTE) for nth in range(3)]


def test_the_newest_address_holds() -> None:
    for order in permutations(ADDRESSES):
        conversation = a_conversation()
        for contact in (*order, order[0]):
            conversation = contacted(conversation, contact).conversation

        assert conversation.reached_at == ADDRESSES[-1]
        assert conversation.updated_at == NOON + 2 * MINUTE


def test_the_newest_rating_holds() -> None:
    for order in permutations(RATINGS):
        conversation = a_conversation()
        for rating in (*order, order[0]):
            conversation = rated(conversation, rating).conversation

        assert conversation.rating == RATINGS[-1]


def test_a_verified_user_is_reached_where_the_business_says_unless_they_say_otherwise() -> None:
    conversation = a_conversation(origin=Origin(user_id="u7", user_name="Jo", user_email="jo@shop.example"))
    assert conversation.reached_at == Contact(email="jo@shop.example", name="Jo", at=NOON)

    assert contacted(conversation, ADDRESSES[0]).conversation.reached_at == ADDRESSES[0]


def test_who_has_said_nothing_cannot_be_reached() -> None:
    assert a_conversation().reached_at is None
