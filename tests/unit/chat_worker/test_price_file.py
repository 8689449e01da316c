"""A price table that cannot be used ends the start with a sentence that names the row."""

from datetime import date
from pathlib import Path
from typing import Final

import pytest

from services.chat_worker.prices import load_prices
from services.chat_worker.settings import ChatWorkerSettings
from shared.settings import WrongSetting
from tests.builders import MODEL
from tests.unit.chat_worker.prices import a_price_row

TODAY: Final = date(2026, 11, 20)
SHIPPED: Final[Path] = ChatWorkerSettings.model_fields["prices_file"].default
GOOD: Final = """
[[prices]]
model = "claude-haiku-4-5"
valid_from = 2025-10-15
input_nanousd = 1_000
cache_write_5m_nanousd = 1_250
cache_write_1h_nanousd = 2_000
cache_read_nanousd = 100
output_nanousd = 5_000
"""
SECOND_ROW: Final = r"row 2 \(claude-haiku-4-5, 2025-10-15\)"


def a_file(folder: Path, content: str) -> Path:
    path = folder / "prices.toml"
    path.write_text(content)
    return path


def test_the_table_that_comes_with_the_service_prices_the_default_model() -> None:
    table = load_prices(SHIPPED, ChatWorkerSettings.model_fields["model"].default, TODAY)

    assert table.tariff(MODEL, TODAY).bands == (a_price_row(),)


def test_the_table_that_comes_with_the_service_knows_a_band_for_long_prompts() -> None:
    short, long = load_prices(SHIPPED, "claude-haiku-5-5", TODAY).tariff("claude-haiku-5-5", TODAY).bands

    assert (short.above_prompt_tokens, long.above_prompt_tokens) == (0, 100_000)
    assert short.output_nanousd < long.output_nanousd


@pytest.mark.parametrize(
    ("wrong", "complaint"),
    [
        ("output_nanousd = -1", f"{SECOND_ROW}: output_nanousd: Input should be greater than or equal to 0"),
        ("output_nanousd = 0.5", f"{SECOND_ROW}: output_nanousd: Input should be a valid integer"),
        ('output_nanousd = "5000"', f"{SECOND_ROW}: output_nanousd: Input should be a valid integer"),
        ("", f"{SECOND_ROW}: output_nanousd: Field required"),
        ("output_nanousd = 1\nprice = 1", f"{SECOND_ROW}: price: Extra inputs are not permitted"),
        ("output_nanousd = 1", rf"{SECOND_ROW} says again what holds above 0 prompt tokens"),
    ],
)
def test_the_row_that_cannot_be_used_is_named(tmp_path: Path, wrong: str, complaint: str) -> None:
    path = a_file(tmp_path, GOOD + GOOD.replace("output_nanousd = 5_000", wrong))

    with pytest.raises(WrongSetting, match=f"^CHAT_WORKER_PRICES_FILE: .*prices.toml: .*{complaint}"):
        load_prices(path, MODEL, TODAY)


@pytest.mark.parametrize(
    ("content", "complaint"),
    [
        ("prices = 5", "prices: Input should be a valid list"),
        ("prices = [5]", "row 1: Input should be"),
        ("", "prices: Field required"),
        ("[[prices]", "is not TOML: "),
    ],
)
def test_a_file_that_is_no_price_table_is_refused(tmp_path: Path, content: str, complaint: str) -> None:
    with pytest.raises(WrongSetting, match=f"^CHAT_WORKER_PRICES_FILE: .*prices.toml.*{complaint}"):
        load_prices(a_file(tmp_path, content), MODEL, TODAY)


def test_a_file_that_is_not_there_is_refused(tmp_path: Path) -> None:
    with pytest.raises(WrongSetting, match=r"^CHAT_WORKER_PRICES_FILE: .*prices.toml cannot be read"):
        load_prices(tmp_path / "prices.toml", MODEL, TODAY)


def test_a_model_without_a_price_is_refused(tmp_path: Path) -> None:
    complaint = (
        "^CHAT_WORKER_MODEL: the price table has no row for the model 'claude-x' on 2026-11-20; it has claude-haiku"
    )
    with pytest.raises(WrongSetting, match=complaint):
        load_prices(a_file(tmp_path, GOOD), "claude-x", TODAY)
