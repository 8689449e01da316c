"""Addresses that may stand in a header and in an SMTP command."""

from email_validator import EmailNotValidError, validate_email


def address_of(text: str) -> str | None:
    """The address in ASCII, an international domain encoded; None when it is not one that any server takes.

    What comes out has no space, no control and no line break, so that it cannot be anything but an address.
    """
    try:
        return validate_email(text, check_deliverability=False).ascii_email
    except EmailNotValidError:
        return None
