"""What people are called before visitors."""

import pytest

from services.ticketing.identity.names import shown_name
from shared.auth import Principal, Role


@pytest.mark.parametrize(
    ("email", "name", "shown"),
    [
        ("ada@desk.example", "Ada Lovelace", "Ada Lovelace"),
        ("ada@desk.example", "", "ada"),
        ("key:crm", "", "crm"),
    ],
)
def test_a_visitor_sees_a_name_and_no_address(email: str, name: str, shown: str) -> None:
    assert shown_name(Principal(account_id="a" * 24, email=email, role=Role.AGENT, name=name)) == shown
