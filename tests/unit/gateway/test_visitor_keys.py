"""Visitors are told apart by where they come from, and nobody can tell from where."""

from datetime import timedelta
from ipaddress import IPv4Address

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import SecretStr

from services.gateway.tokens import VisitorTokens

TOKENS = VisitorTokens([SecretStr("6b" * 32)], timedelta(hours=24), timedelta(days=30))
OTHERS = VisitorTokens([SecretStr("7c" * 32)], timedelta(hours=24), timedelta(days=30))


def same(one: str, other: str) -> bool:
    return TOKENS.visitor_key(one) == TOKENS.visitor_key(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("192.0.2.1", "192.0.2.1"),
        ("2001:db8:1:2::1", "2001:db8:1:2::1"),
        ("2001:db8:1:2::1", "2001:0DB8:0001:0002:ffff:ffff:ffff:ffff"),
        ("::ffff:192.0.2.1", "192.0.2.1"),
        ("::ffff:c000:201", "192.0.2.1"),
        ("fe80::1%eth0", "fe80::2%eth0"),
    ],
)
def test_one_visitor_has_one_key(one: str, other: str) -> None:
    """An IPv6 visitor is a /64 network; an IPv4 visitor is the same on a socket that takes both."""
    assert same(one, other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("192.0.2.1", "192.0.2.2"),
        ("2001:db8:1:2::1", "2001:db8:1:3::1"),
        ("::ffff:192.0.2.1", "::ffff:192.0.2.2"),
        ("192.0.2.1", "unknown"),
        ("unknown", "testclient"),
    ],
)
def test_two_visitors_have_two_keys(one: str, other: str) -> None:
    assert not same(one, other)


@given(st.ip_addresses())
def test_a_key_does_not_hold_the_address_and_is_another_under_another_secret(address: IPv4Address) -> None:
    key = TOKENS.visitor_key(str(address))

    assert len(key) == 32
    assert set(key) <= set("0123456789abcdef")
    assert key != OTHERS.visitor_key(str(address))
