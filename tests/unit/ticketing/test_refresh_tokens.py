"""Refresh tokens: opaque, and each with one successor."""

import pytest

from services.ticketing.identity.refresh import RefreshToken


def test_what_is_written_is_read() -> None:
    token = RefreshToken.new()
    assert RefreshToken.read(str(token)) == token
    assert len(token.secret) == 32


@pytest.mark.parametrize("text", ["", ".", "a.b", "a" * 22 + "." + "g" * 64, f"{'a' * 22}.{'0' * 64}\n", "é" * 87])
def test_anything_else_is_none(text: str) -> None:
    assert RefreshToken.read(text) is None


def test_a_token_has_one_successor_in_its_session_and_another_in_every_other() -> None:
    token = RefreshToken.new()
    assert token.successor(b"seed") == token.successor(b"seed") != token.successor(b"other")
    assert token.successor(b"seed").session_id == token.session_id


def test_what_is_stored_does_not_give_the_token() -> None:
    token = RefreshToken.new()
    assert token.has_hash(token.hash)
    assert token.hash != token.secret
    assert not token.has_hash(None)
