"""Settings of the chat worker: CHAT_WORKER_…, beside those that every process has."""

from pathlib import Path
from typing import Final

from pydantic import Field, SecretStr
from pydantic_settings import SettingsConfigDict

from shared.settings import ProcessSettings, StoreSettings

_HERE: Final = Path(__file__).parent


class ChatWorkerSettings(StoreSettings, ProcessSettings):
    model_config = SettingsConfigDict(env_prefix="CHAT_WORKER_")

    anthropic_api_key: SecretStr = Field(validation_alias="ANTHROPIC_API_KEY", description="Key for the Claude API.")
    anthropic_base_url: str | None = Field(
        None, validation_alias="ANTHROPIC_BASE_URL", description="Another address that speaks the Messages API."
    )
    service_token: SecretStr = Field(
        validation_alias="SERVICE_TOKEN", min_length=32, description="For the internal HTTP route."
    )
    support_email: str = Field(
        "support@rezvo.app", validation_alias="SUPPORT_EMAIL", description="Where visitors may write to a person."
    )
    brand: str = Field("Rezvo", validation_alias="BRAND", description="The business's name, as visitors know it.")

    model: str = Field("claude-haiku-4-5", description="The model that answers.")
    max_tokens: int = Field(1_024, ge=1, le=64_000, description="Longest reply, in tokens.")
    window_tokens: int = Field(8_000, ge=500, description="How much of the thread is sent, in estimated tokens.")
    prices_file: Path = Field(_HERE / "prices.toml", description="Price table.")
    policy_file: Path = Field(_HERE / "prompts" / "policy.md", description="What the assistant is for: a template.")
    voice_file: Path = Field(_HERE / "prompts" / "voice.md", description="How it speaks: a template.")
    texts_dir: Path = Field(_HERE / "texts", description="Folder of the fixed texts, a file a language.")
    default_locale: str = Field("en", description="For visitors whose language has no file there.")
    wishes_file: Path = Field(_HERE / "wishes.toml", description="How visitors ask for a person in plain words.")
    promises_file: Path = Field(_HERE / "promises.toml", description="What a reply may not promise.")
    knowledge_dir: Path = Field(_HERE / "knowledge", description="Folder of Markdown articles.")
    knowledge_tokens: int = Field(
        16_000,
        ge=500,
        description="Up to so many estimated tokens, all articles are sent; past it, the best that fit.",
    )
    knowledge_articles: int = Field(8, ge=1, description="Past it, articles for a question at the most.")
    knowledge_poll_seconds: float = Field(2.0, gt=0, description="How often the articles' files are looked at.")

    daily_cap_usd: float = Field(5.0, ge=0, description="Hard cap on spending per UTC day; 0 stops all calls.")
    monthly_cap_usd: float = Field(100.0, ge=0, description="Hard cap per UTC month; 0 stops all calls.")
    visitor_daily_cap_usd: float = Field(
        1.0, ge=0, description="Hard cap for a visitor, or an address, per UTC day; 0 stops all calls."
    )
    conversation_cap_usd: float = Field(0.5, ge=0, description="Hard cap for a conversation; 0 stops all calls.")

    settle_seconds: float = Field(0.0, ge=0, description="Wait so long for more messages before a turn is answered.")
    concurrent_turns: int = Field(32, ge=1, description="Conversations that this process answers at once.")
    lease_seconds: float = Field(10.0, gt=1, description="After this long without a sign, another worker takes over.")
    sweep_seconds: float = Field(1.0, gt=0, description="How often free and expired work is looked for.")
    checkpoint_seconds: float = Field(1.0, gt=0, description="How often the partial reply is kept.")
    delta_seconds: float = Field(0.04, ge=0, description="Deltas within this time are sent as one; the first at once.")

    connect_timeout_seconds: float = Field(5.0, gt=0, description="Connecting to Claude.")
    first_token_timeout_seconds: float = Field(20.0, gt=0, description="Waiting for a call's first event.")
    idle_timeout_seconds: float = Field(20.0, gt=0, description="Waiting for a call's next event.")
    call_timeout_seconds: float = Field(120.0, gt=0, description="A whole call.")
    patience_seconds: float = Field(45.0, gt=0, description="Past this, no further attempt is begun for a turn.")
    attempts: int = Field(5, ge=1, description="Calls for one turn at the most.")
    breaker_failures: int = Field(8, ge=1, description="After so many failed calls in a row all turns wait; one tries.")
    breaker_seconds: float = Field(5.0, gt=0, description="How often it is tried then.")
