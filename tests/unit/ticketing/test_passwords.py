"""Passwords."""

from services.ticketing.identity.passwords import Passwords


async def test_the_right_password_and_no_other_matches() -> None:
    passwords = Passwords()
    kept = await passwords.hash("correct horse battery")

    assert kept.startswith("$argon2id$v=19$m=19456,t=2,p=1$")
    assert await passwords.verify("correct horse battery", kept)
    assert not await passwords.verify("correct horse", kept)


async def test_nobody_has_no_password() -> None:
    assert not await Passwords().verify("the password of nobody", None)
