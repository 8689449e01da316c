"""Settings of analytics: ANALYTICS_…, beside those that every process has."""

from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.serialization import load_pem_public_key
from pydantic import Field, SecretStr, field_validator
from pydantic_settings import SettingsConfigDict

from shared.settings import ProcessSettings, StoreSettings


class AnalyticsSettings(StoreSettings, ProcessSettings):
    """What the service needs."""

    model_config = SettingsConfigDict(env_prefix="ANALYTICS_")

    access_token_public_key: SecretStr = Field(
        validation_alias="ACCESS_TOKEN_PUBLIC_KEY", description="PEM, the public half of ticketing's signing key."
    )
    rollup_seconds: float = Field(2.0, gt=0, le=3_600, description="How often the days that changed are recomputed.")

    @field_validator("access_token_public_key")
    @classmethod
    def _is_a_public_key(cls, key: SecretStr) -> SecretStr:
        try:
            load_pem_public_key(key.get_secret_value().encode())
        except (ValueError, UnsupportedAlgorithm) as error:
            raise ValueError("this is not a public key in PEM") from error
        return key


class RebuildSettings(StoreSettings):
    """What `rebuild` needs: the store, and ticketing's export."""

    model_config = SettingsConfigDict(env_prefix="ANALYTICS_")

    service_token: SecretStr = Field(validation_alias="SERVICE_TOKEN", description="Lets a service read the export.")
    ticketing_url: str = Field("http://127.0.0.1:8000", description="Where ticketing listens.")
