"""What the local run is told: the environment, completed by `.env` in the project's folder."""

from collections.abc import Mapping
from pathlib import Path
from typing import Self

from dotenv import dotenv_values
from pydantic import BaseModel, ConfigDict, Field, SecretStr, ValidationError

from deploy.local.errors import LocalRunError


class RunSettings(BaseModel):
    """The settings that the run itself looks at; the services get all of them."""

    model_config = ConfigDict(extra="ignore")

    host: str = Field("127.0.0.1", description="Address that the services listen on.")
    port: int = Field(8000, ge=1, le=65535, description="HTTP port.")
    metrics_port: int = Field(9000, ge=0, le=65535, description="Prometheus port; 0: none.")
    data_dir: Path = Field(Path(".local"), description="Everything that is kept, and the logs.")
    secrets_dir: Path | None = Field(None, description="By default a folder in data_dir.")
    rabbitmq_url: SecretStr | None = Field(None, description="A broker to use; without it one is started.")
    mongodb_url: SecretStr | None = Field(None, description="A replica set to use; without it one is started.")
    mongodb_database: str = Field("support", description="Database name.")
    anthropic_api_key: SecretStr | None = Field(
        None, description="Without key and base URL a stand-in for Claude is started."
    )
    anthropic_base_url: str | None = Field(None, description="Where the Messages API is.")

    @classmethod
    def read(cls, environment: Mapping[str, str]) -> Self:
        """An empty variable counts as not given. Raises LocalRunError naming the setting that is wrong."""
        try:
            return cls.model_validate({name.lower(): value for name, value in environment.items() if value})
        except ValidationError as invalid:
            first = invalid.errors()[0]
            name = str(first["loc"][0]).upper()
            raise LocalRunError(f"{name}={first['input']} is not usable: {first['msg']}.", "Correct it.") from invalid

    @property
    def reachable_at(self) -> str:
        """The address at which this machine itself reaches the services."""
        return {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(self.host, self.host)  # noqa: S104  compared, not bound

    @property
    def needs_stand_in(self) -> bool:
        """Nobody said where Claude is, nor with which key."""
        return self.anthropic_api_key is None and self.anthropic_base_url is None


def full_environment(environment: Mapping[str, str], env_file: Path) -> dict[str, str]:
    """The environment, completed by the file where there is one."""
    from_file = {name: value for name, value in dotenv_values(env_file).items() if value is not None}
    return from_file | dict(environment)
