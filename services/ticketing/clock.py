"""What ticketing calls now."""

from datetime import UTC, datetime

from shared.events import as_utc


def utc_now() -> datetime:
    return as_utc(datetime.now(UTC))
