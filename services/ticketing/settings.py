"""Settings of ticketing: TICKETING_…, beside those that every process has."""

from collections.abc import Mapping
from datetime import timedelta
from pathlib import Path
from typing import Annotated, Any, Final, Self

from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import load_pem_private_key, load_pem_public_key
from pydantic import Field, SecretStr, StringConstraints, ValidationInfo, field_validator, model_validator
from pydantic_settings import SettingsConfigDict

from services.ticketing.domain.backoff import Backoff
from services.ticketing.domain.money import TokenPrice
from services.ticketing.identity.passwords import objection
from services.ticketing.notices.settings import MailSettings
from shared.settings import ProcessSettings, StoreSettings

LEAST_PASSWORD: Final = 12
_ADDRESS: Final = r"^[^@\s\x00-\x1f\x7f]+@[^@\s\x00-\x1f\x7f]+$"

Email = Annotated[str, StringConstraints(strip_whitespace=True, to_lower=True, max_length=254, pattern=_ADDRESS)]


class TicketingSettings(MailSettings, StoreSettings, ProcessSettings):
    """An empty variable counts as one that is not given."""

    model_config = SettingsConfigDict(env_prefix="TICKETING_", env_ignore_empty=True)

    signing_key: SecretStr = Field(description="Ed25519 private key (PEM, PKCS8) that signs access tokens.")
    access_token_public_key: SecretStr = Field(
        validation_alias="ACCESS_TOKEN_PUBLIC_KEY", description="PEM, the public half of the signing key."
    )
    service_token: SecretStr = Field(
        validation_alias="SERVICE_TOKEN", min_length=32, description="What a service shows to read the export."
    )
    access_token_seconds: int = Field(900, ge=30, le=3_600, description="How long an access token is good for.")
    session_hours: int = Field(12, ge=1, le=720, description="After this long a person signs in again.")
    refresh_grace_seconds: int = Field(
        10, ge=0, le=60, description="How long the last refresh token still works, for a browser's other tabs."
    )

    admin_email: Email = Field(
        "admin@example.com", validation_alias="ADMIN_EMAIL", description="The first account, an admin."
    )
    password_min_length: int = Field(LEAST_PASSWORD, ge=8, le=64, description="Fewest characters of a password.")
    admin_password: SecretStr | None = Field(
        None, validation_alias="ADMIN_PASSWORD", description="Its password, applied at every start."
    )
    first_account_file: Path | None = Field(
        None, description="Where a first account with a random password is written; without it, it is printed."
    )

    sign_in_free_by_account: int = Field(
        5, ge=1, le=100, description="Failed sign-ins of an account before anybody has to wait."
    )
    sign_in_free_by_address: int = Field(20, ge=1, le=10_000, description="The same of a client's address.")
    sign_in_wait_seconds: float = Field(1.0, gt=0, le=60, description="The first wait; each is twice the one before.")
    sign_in_longest_wait_seconds: float = Field(300.0, gt=0, le=86_400, description="The longest.")
    sign_in_memory_seconds: float = Field(
        3_600.0, gt=0, le=604_800, description="After so long without a failure they are forgotten."
    )

    support_email: str = Field(
        "support@rezvo.app",
        validation_alias="SUPPORT_EMAIL",
        min_length=3,
        description="A logged bot message that names this address is an escalation.",
    )
    summary_code_points: int = Field(200, ge=20, le=2_000, description="How much of the first question is the summary.")
    user_message_max_chars: int = Field(4_000, ge=1, description="Longest logged message of a visitor, code points.")
    reply_max_chars: int = Field(32_000, ge=1, description="Longest logged message of the bot, code points.")
    agent_reply_max_chars: int = Field(
        10_000, ge=1, le=16_000, description="Longest message of a person to a visitor, code points."
    )
    note_max_chars: int = Field(10_000, ge=1, le=16_000, description="Longest internal note, code points.")
    notes_per_conversation: int = Field(500, ge=1, le=5_000, description="Most internal notes of a conversation.")
    canned_replies_max: int = Field(500, ge=1, le=5_000, description="Most canned replies.")
    logged_input_nanousd_per_token: int = Field(
        1_000, ge=0, le=1_000_000, description="Price of logged input tokens, nano-dollars."
    )
    logged_output_nanousd_per_token: int = Field(
        5_000, ge=0, le=1_000_000, description="Price of logged output tokens, nano-dollars."
    )
    outcome_idle_hours: float = Field(
        24.0, gt=0, le=87_600, description="After so long without anything new a conversation has an outcome."
    )
    outcome_sweep_seconds: float = Field(60.0, gt=0, description="How often such conversations are looked for.")
    heartbeat_seconds: float = Field(15.0, gt=0, description="A comment on a quiet stream, so that proxies keep it.")
    retention_days: int = Field(
        0,
        ge=0,
        le=36_500,
        description="Conversations in which nothing happened for so long are erased; 0: never.",
    )
    audit_retention_days: int = Field(
        730, ge=0, le=36_500, description="Older entries of the audit trail are deleted; 0: never."
    )
    search_seconds: float = Field(
        1.0, gt=0, le=10, description="How long one page of a search may look; the next one goes on from there."
    )
    sweep_seconds: float = Field(1.0, gt=0, description="How often events that a crash left unsaid are looked for.")
    gauge_seconds: float = Field(5.0, gt=0, description="How often tickets and unsaid events are counted.")

    @property
    def logged_price(self) -> TokenPrice:
        return TokenPrice(self.logged_input_nanousd_per_token, self.logged_output_nanousd_per_token)

    @property
    def access_token_life(self) -> timedelta:
        return timedelta(seconds=self.access_token_seconds)

    @property
    def session_life(self) -> timedelta:
        return timedelta(hours=self.session_hours)

    @property
    def outcome_idle(self) -> timedelta:
        return timedelta(hours=self.outcome_idle_hours)

    def sign_in_backoff(self, free: int) -> Backoff:
        """After so many failures that cost nothing."""
        return Backoff(
            free,
            timedelta(seconds=self.sign_in_wait_seconds),
            timedelta(seconds=self.sign_in_longest_wait_seconds),
            timedelta(seconds=self.sign_in_memory_seconds),
        )

    @field_validator("admin_password")
    @classmethod
    def _is_good(cls, password: SecretStr | None, info: ValidationInfo) -> SecretStr | None:
        if password is not None and (why := _objection(password, info.data)):
            raise ValueError(why)
        return password

    @model_validator(mode="after")
    def _keys_belong_together(self) -> Self:
        if _public_half(self.signing_key) != _public_key(self.access_token_public_key):
            raise ValueError(
                "ACCESS_TOKEN_PUBLIC_KEY is not the public half of TICKETING_SIGNING_KEY: make both with "
                "`python -m deploy.secrets DIR`"
            )
        return self


def _objection(password: SecretStr, others: Mapping[str, Any]) -> str | None:  # settings that were read before
    email, least = others.get("admin_email", ""), others.get("password_min_length", LEAST_PASSWORD)
    return objection(password.get_secret_value(), email=email, least=least)


def _public_half(pem: SecretStr) -> bytes:
    try:
        key = load_pem_private_key(pem.get_secret_value().encode(), password=None)
    except (ValueError, TypeError, UnsupportedAlgorithm) as error:
        raise ValueError("TICKETING_SIGNING_KEY is not a private key in PEM") from error
    if not isinstance(key, Ed25519PrivateKey):
        raise ValueError("TICKETING_SIGNING_KEY is not an Ed25519 key")  # noqa: TRY004  pydantic wants it
    return key.public_key().public_bytes_raw()


def _public_key(pem: SecretStr) -> bytes:
    try:
        key = load_pem_public_key(pem.get_secret_value().encode())
    except (ValueError, UnsupportedAlgorithm) as error:
        raise ValueError("ACCESS_TOKEN_PUBLIC_KEY is not a public key in PEM") from error
    if not isinstance(key, Ed25519PublicKey):
        raise ValueError("ACCESS_TOKEN_PUBLIC_KEY is not an Ed25519 key")  # noqa: TRY004  pydantic wants it
    return key.public_bytes_raw()
