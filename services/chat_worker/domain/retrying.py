"""How long to wait before Claude is called again."""

from typing import Final

FIRST_PAUSE_SECONDS: Final = 0.5
LONGEST_PAUSE_SECONDS: Final = 8.0


def pause_seconds(failures: int, retry_after_seconds: float | None, chance: float) -> float:
    """Full jitter (`chance` from 0 to 1) under a doubling ceiling, but never sooner than Claude asked for."""
    ceiling = min(LONGEST_PAUSE_SECONDS, FIRST_PAUSE_SECONDS * 2.0 ** (failures - 1))
    return max(chance * ceiling, retry_after_seconds or 0.0)
