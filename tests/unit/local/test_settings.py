from pathlib import Path

import pytest

from deploy.local.errors import LocalRunError
from deploy.local.settings import RunSettings, full_environment


def test_without_key_and_address_of_claude_the_stand_in_is_needed() -> None:
    assert RunSettings.read({}).needs_stand_in
    assert not RunSettings.read({"ANTHROPIC_API_KEY": "sk-x"}).needs_stand_in
    assert not RunSettings.read({"ANTHROPIC_BASE_URL": "http://127.0.0.1:1"}).needs_stand_in


def test_an_empty_variable_counts_as_not_given() -> None:
    settings = RunSettings.read({"RABBITMQ_URL": "", "PORT": "", "ANTHROPIC_API_KEY": ""})

    assert (settings.rabbitmq_url, settings.port, settings.needs_stand_in) == (None, 8000, True)


@pytest.mark.parametrize("port", ["chat", "0", "70000", "80.5"])
def test_a_port_that_is_none_is_told_by_its_name(port: str) -> None:
    with pytest.raises(LocalRunError, match=f"PORT={port} is not usable"):
        RunSettings.read({"PORT": port})


def test_the_environment_wins_over_the_env_file(tmp_path: Path) -> None:
    env_file = tmp_path / ".env"
    env_file.write_text("PORT=1111\nSUPPORT_EMAIL='help@example.org'\nEMPTY\n")

    assert full_environment({"PORT": "2222"}, env_file) == {"PORT": "2222", "SUPPORT_EMAIL": "help@example.org"}
    assert full_environment({"PORT": "2222"}, tmp_path / "missing") == {"PORT": "2222"}
