"""How the stand-in runs."""

from pydantic import Field, ValidationError
from pydantic_settings import BaseSettings, CliApp, SettingsConfigDict

from shared.settings import WrongSetting


class Settings(BaseSettings):
    """The stand-in for Claude: answers the Messages API from the knowledge in the prompt. Not Claude.

    Each setting is an option (`--first-token-seconds 0`), else an environment variable (`STANDIN_FIRST_TOKEN_SECONDS`).
    """

    model_config = SettingsConfigDict(
        env_prefix="STANDIN_",
        cli_prog_name="python -m deploy.standin",
        cli_kebab_case=True,
        cli_implicit_flags="toggle",
        use_attribute_docstrings=True,
    )

    host: str = "127.0.0.1"
    """Address to listen on."""

    port: int = Field(default=8090, ge=0, le=65535)
    """Port to listen on; 0 takes a free one, which the first log line names."""

    control: bool = False
    """Lets `/_standin/` script answers and faults, and keeps the ledger. For tests only."""

    tokens_per_second: float = Field(default=80.0, ge=0)
    """Pace of an answer, in tokens a second; 0 sends as fast as the connection takes it."""

    first_token_seconds: float = Field(default=0.4, ge=0)
    """Seconds between a request and the first byte of its answer."""

    ledger_size: int = Field(default=10_000, ge=1)
    """How many requests the ledger remembers; the oldest are forgotten first."""

    max_body_bytes: int = Field(default=32 * 1024 * 1024, ge=1)
    """Largest request body in bytes; more is answered with 413."""

    @classmethod
    def load(cls) -> "Settings":
        """From the command line, else the environment. Raises WrongSetting with a line for each one."""
        try:
            return CliApp.run(cls)
        except ValidationError as error:
            lines = [f"--{str(item['loc'][0]).replace('_', '-')}: {item['msg']}" for item in error.errors()]
            raise WrongSetting("\n".join(lines)) from error
