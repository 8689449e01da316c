"""Settings that every process has. Each service adds its own under its prefix (`GATEWAY_…`).

A setting comes from the environment, or from a file of its lower-case name in the folder that SECRETS_DIR names.
"""

import os
from pathlib import Path
from typing import Final, Self

from pydantic import Field, SecretStr, ValidationError, ValidationInfo, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict
from yarl import URL

GUEST: Final = "guest"


class WrongSetting(Exception):
    """A setting has a value that cannot be used; the sentence says which, and what to do."""


class Settings(BaseSettings):
    """What every group of settings has in common."""

    model_config = SettingsConfigDict(
        extra="ignore", validate_default=True, populate_by_name=True, env_ignore_empty=True
    )

    @classmethod
    def load(cls) -> Self:
        """From the environment and the secrets folder. Raises WrongSetting with a line for each one."""
        try:
            return cls(_secrets_dir=os.environ.get("SECRETS_DIR"))
        except ValidationError as error:
            lines = [f"{cls._variable(item['loc'])}: {item['msg']}" for item in error.errors()]
            raise WrongSetting("\n".join(lines)) from error

    @classmethod
    def _variable(cls, location: tuple[int | str, ...]) -> str:
        """The environment variable of a field; a field with a name of its own is reported by that name already."""
        name = str(location[0]) if location else "settings"
        prefix = cls.model_config.get("env_prefix", "") if name in cls.model_fields else ""
        return f"{prefix}{name}".upper()


class ProcessSettings(Settings):
    """Where a process listens and whom it talks to."""

    demonstration: bool = Field(  # first, for what is refused without it
        False,
        validation_alias="DEMONSTRATION",
        description="Answers come from the local stand-in, not from Claude; the pages say so.",
    )
    host: str = Field("127.0.0.1", validation_alias="HOST", description="Address to listen on.")
    port: int = Field(8000, validation_alias="PORT", ge=0, le=65535, description="HTTP port.")
    metrics_port: int = Field(9000, validation_alias="METRICS_PORT", ge=0, le=65535, description="0: no metrics port.")
    log_level: str = Field("INFO", validation_alias="LOG_LEVEL", description="DEBUG, INFO, WARNING or ERROR.")
    rabbitmq_url: SecretStr = Field(validation_alias="RABBITMQ_URL", description="amqp:// or amqps://")
    trusted_proxies: str = Field(
        "127.0.0.1",
        validation_alias="TRUSTED_PROXIES",
        description="Comma-separated addresses or networks whose X-Forwarded-For is believed; * for any.",
    )
    max_body_bytes: int = Field(65_536, validation_alias="MAX_BODY_BYTES", ge=1, description="Larger bodies get 413.")
    max_requests: int = Field(
        4_000, validation_alias="MAX_REQUESTS", ge=1, description="At once, open streams included; more get 503."
    )
    max_requests_per_address: int = Field(
        1_000,
        validation_alias="MAX_REQUESTS_PER_ADDRESS",
        ge=1,
        description="Of these, from one client's address; more get 429.",
    )
    slow_client_seconds: float = Field(
        30.0,
        validation_alias="SLOW_CLIENT_SECONDS",
        gt=0,
        description="A request has to arrive within this time, and an answer to be taken.",
    )
    web_dir: Path = Field(Path("web/dist"), validation_alias="WEB_DIR", description="The built web pages.")

    @field_validator("rabbitmq_url")
    @classmethod
    def _is_not_everybodys(cls, url: SecretStr, info: ValidationInfo) -> SecretStr:
        """An address without an account means guest, too."""
        address = URL(url.get_secret_value())
        account = (address.user or GUEST, address.password or GUEST)
        if address.scheme in {"amqp", "amqps"} and account == (GUEST, GUEST) and not info.data.get("demonstration"):
            raise ValueError("guest with the password guest is everybody's account: give RabbitMQ one of your own")
        return url


class StoreSettings(Settings):
    """Where a service that keeps something keeps it."""

    mongodb_url: SecretStr = Field(validation_alias="MONGODB_URL", description="mongodb://…, of a replica set.")
    mongodb_database: str = Field("support", validation_alias="MONGODB_DATABASE", description="Database name.")
