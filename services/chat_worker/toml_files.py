"""A TOML file as a value of ours."""

import tomllib
from pathlib import Path
from typing import TypeVar

from pydantic import BaseModel, ValidationError

from shared.settings import WrongSetting

Shape = TypeVar("Shape", bound=BaseModel)


def read_toml(path: Path, shape: type[Shape]) -> Shape:
    """Raises WrongSetting with the file and the first key that is wrong."""
    try:
        return shape.model_validate(tomllib.loads(path.read_text(encoding="utf-8")))
    except ValidationError as error:
        first = error.errors()[0]
        raise WrongSetting(f"{path.name}: {'.'.join(map(str, first['loc']))}: {first['msg']}") from error
    except (OSError, ValueError) as error:
        raise WrongSetting(f"{path.name}: not a TOML file in UTF-8: {error}") from error
