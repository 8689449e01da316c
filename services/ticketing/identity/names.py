"""What people are called before visitors."""

from shared.auth import Principal


def shown_name(who: Principal) -> str:
    """The part of the e-mail address that stands before the @."""
    return who.email.partition("@")[0]
