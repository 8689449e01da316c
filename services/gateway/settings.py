"""Settings of the gateway: GATEWAY_…, beside those that every process has."""

from typing import Self

from pydantic import Field, SecretStr, model_validator
from pydantic_settings import SettingsConfigDict

from shared.events import Consent
from shared.origins import Origin
from shared.settings import ProcessSettings


class GatewaySettings(ProcessSettings):
    model_config = SettingsConfigDict(env_prefix="GATEWAY_")

    token_key: SecretStr = Field(min_length=32, description="Signs visitor tokens.")
    token_keys_before: list[SecretStr] = Field(
        [], description="JSON list: keys that were replaced, until the tokens which they signed have ended."
    )
    identity_secret: SecretStr | None = Field(
        None, min_length=32, description="What your back end signs the identity JWTs of signed-in users with (HS256)."
    )
    identity_required: bool = Field(
        False, description="Whether only signed-in users may begin and continue conversations."
    )
    identity_minutes: float = Field(60.0, gt=0, description="How far ahead the end of an identity JWT may lie.")
    service_token: SecretStr = Field(
        validation_alias="SERVICE_TOKEN", min_length=32, description="For the chat worker's route."
    )
    chat_worker_url: str = Field("http://127.0.0.1:8002", description="Where the chat worker's HTTP route is.")
    support_email: str = Field(
        "support@rezvo.app", validation_alias="SUPPORT_EMAIL", description="Where visitors may write to a person."
    )
    brand: str = Field("Rezvo", validation_alias="BRAND", description="The business's name, as visitors know it.")
    sites: list[Origin] = Field(
        [],
        description="JSON list of origins whose pages may show the chat and call the API, beside the desk's own.",
    )
    suggested_questions: list[str] = Field(
        ["How do payments work?", "How do I cancel a booking?", "When does my refund arrive?"],
        description="JSON list, offered in an empty chat.",
    )

    consent_text: str | None = Field(
        None,
        max_length=4_000,
        description="What visitors have to agree to before they write (Markdown).",
    )
    consent_version: str | None = Field(
        None, max_length=100, description="Its version: a change of the text needs another, and is asked anew."
    )

    token_hours: float = Field(24.0, gt=0, le=720, description="How long a visitor's token is valid.")
    renewal_days: float = Field(30.0, gt=0, le=365, description="How long after the first token it can be renewed.")
    message_max_chars: int = Field(4_000, ge=1, le=16_000, description="Longest message, in code points.")
    accept_seconds: float = Field(5.0, gt=0, description="How long RabbitMQ may take to confirm, before the 503.")
    unconfirmed_messages: int = Field(
        1_000, ge=1, description="Messages that may wait for that at once; more get the 503 at once."
    )
    conversation_messages_per_minute: int = Field(30, ge=1, description="In one conversation; more get 429.")
    conversation_messages_per_day: int = Field(2_000, ge=1, description="The same, on one day of UTC.")
    visitor_messages_per_minute: int = Field(
        240, ge=1, description="Of one visitor: a verified user, else an address, which may be a whole office."
    )
    visitor_reads_per_minute: int = Field(
        3_000, ge=1, description="Threads, lists and streams asked for, and tokens renewed, by one visitor, as above."
    )
    conversations_per_minute: int = Field(120, ge=1, description="Begun from one address.")
    conversations_per_hour: int = Field(
        2_000, ge=1, description="The same in an hour: each may become a ticket, with e-mails."
    )
    streams_per_address: int = Field(200, ge=1, description="Event streams open at once from one address.")
    thread_timeout_seconds: float = Field(5.0, gt=0, description="Reading a thread from the chat worker.")
    heartbeat_seconds: float = Field(15.0, gt=0, description="A comment on a quiet stream, so that proxies keep it.")
    stream_buffer: int = Field(256, ge=8, description="Frames held for a slow reader, before it is caught up anew.")

    @property
    def framed_by(self) -> list[str]:
        """Whose pages may show the chat. In the demonstration, with no sites named, everybody's, to try it out."""
        return self.sites or (["*"] if self.demonstration else [])

    @property
    def consent(self) -> Consent | None:
        """What has to be agreed to."""
        if not self.consent_text or not self.consent_version:
            return None
        return Consent(version=self.consent_version, text=self.consent_text)

    @model_validator(mode="after")
    def _consent_has_a_version(self) -> Self:
        if bool(self.consent_text) != bool(self.consent_version):
            raise ValueError("GATEWAY_CONSENT_TEXT and GATEWAY_CONSENT_VERSION go together: set both, or neither")
        return self
