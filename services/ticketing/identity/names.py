"""What people are called before visitors."""

from shared.auth import Principal


def shown_name(who: Principal) -> str:
    """The account's name; without one, what stands before the @ of its address. Of a machine the key's name."""
    return who.name or who.email.removeprefix("key:").partition("@")[0]
