"""Money: integer nano-dollars inside, whole micro-dollars and decimal dollars at the edge."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Final

NANOUSD_PER_MICROUSD: Final = 1_000
NANOUSD_PER_USD: Final = 1_000_000_000


def microusd(nanousd: int) -> int:
    """Whole micro-dollars, half a one rounded up. The older system's `estimated_cost_usd`."""
    return (nanousd + NANOUSD_PER_MICROUSD // 2) // NANOUSD_PER_MICROUSD


def usd(nanousd: int) -> float:
    """Dollars, as near as a JSON number comes."""
    return float(Decimal(nanousd) / NANOUSD_PER_USD)


@dataclass(frozen=True, slots=True)
class TokenPrice:
    """What a token costs, in nano-dollars."""

    input_nanousd: int
    output_nanousd: int

    def cost_nanousd(self, input_tokens: int, output_tokens: int) -> int:
        return input_tokens * self.input_nanousd + output_tokens * self.output_nanousd
