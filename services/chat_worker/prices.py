"""The price table: a TOML file of dated rows."""

import tomllib
from datetime import date
from pathlib import Path
from typing import Any

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from services.chat_worker.domain.pricing import PriceTable, UnknownModel
from shared.settings import WrongSetting


def load_prices(path: Path, model: str, today: date) -> PriceTable:
    """The table, which has a price for `model` today. Raises WrongSetting, which names the row that cannot be used."""
    try:
        document = tomllib.loads(path.read_text(encoding="utf-8"))
        table = PriceTable.model_validate(document)
        table.tariff(model, today)
    except UnknownModel as error:
        raise WrongSetting(f"CHAT_WORKER_MODEL: {error} ({path})") from error
    except (OSError, UnicodeDecodeError) as error:
        raise WrongSetting(f"CHAT_WORKER_PRICES_FILE: {path} cannot be read") from error
    except tomllib.TOMLDecodeError as error:
        raise WrongSetting(f"CHAT_WORKER_PRICES_FILE: {path} is not TOML: {error}") from error
    except ValidationError as error:
        faults = "; ".join(_sentence(fault, document) for fault in error.errors())
        raise WrongSetting(f"CHAT_WORKER_PRICES_FILE: {path}: {faults}") from error
    return table


def _sentence(fault: ErrorDetails, document: dict[str, Any]) -> str:  # Any: a file that is not what it should be
    """`row 2 (claude-haiku-4-5, 2026-11-01): output_nanousd: Field required`"""
    where, message = fault["loc"], fault["msg"].removeprefix("Value error, ")
    if len(where) < 2 or not isinstance(where[1], int):
        return ": ".join([*map(str, where), message])
    row = document["prices"][where[1]]
    name = f" ({row.get('model', '?')}, {row.get('valid_from', '?')})" if isinstance(row, dict) else ""
    return ": ".join([f"row {where[1] + 1}{name}", *map(str, where[2:]), message])
