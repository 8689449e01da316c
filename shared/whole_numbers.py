"""JSON's whole numbers, in request bodies: 5 and 5.0 are the same one; "5" and true are none.

After the bounds, so that the description has them, too: `Annotated[int, Field(ge=1), WHOLE]`.
"""

from typing import Final

from pydantic import BeforeValidator


def _is_a_number(value: object) -> object:
    if isinstance(value, bool | str):
        raise ValueError("give a whole number")  # noqa: TRY004  pydantic wants it
    return value


WHOLE: Final = BeforeValidator(_is_a_number)
