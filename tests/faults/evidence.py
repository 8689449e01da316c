"""What the checker judges by, as plain values: the visitors' history, and what was found when all was quiet.

The documents are described here once more, apart from the services: only what is looked at, as it lies in MongoDB.
"""

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Annotated, Any

from pydantic import AliasChoices, AliasPath, BaseModel, BeforeValidator, ConfigDict, Field

from tests.faults.history import AnyLine

Id = Annotated[str, BeforeValidator(str)]


class _Found(BaseModel):
    model_config = ConfigDict(frozen=True, extra="ignore", populate_by_name=True)


class ThreadMessage(_Found):
    """A message of the chat worker's thread."""

    id: str
    seq: int
    role: str
    content: str
    created_at: datetime
    answers: list[str] = []


class Left(_Found):
    """A visitor's message that is left to a person, in the transcript."""

    message_id: str
    seq: int
    content: str
    received_at: datetime

    def as_turn(self, conversation_id: str) -> "Turn":
        shown = ThreadMessage(
            id=self.message_id, seq=self.seq, role="user", content=self.content, created_at=self.received_at
        )
        return Turn(id=f"left-{self.message_id}", conversation_id=conversation_id, messages=[shown])


class Turn(_Found):
    """`support_turns`. The last message is the reply; without a request id no model has spoken it."""

    id: Id = Field(validation_alias=AliasChoices("_id", "id"))
    conversation_id: Id
    messages: list[ThreadMessage]
    request_id: str | None = Field(
        None, validation_alias=AliasChoices("request_id", AliasPath("provenance", "request_id"))
    )

    @property
    def reply(self) -> ThreadMessage | None:
        return self.messages[-1] if self.messages[-1].role == "assistant" else None


class Unanswered(_Found):
    """A message in the mailbox."""

    message_id: str
    content: str


class Transcript(_Found):
    """`support_transcripts`: at rest, nothing but what it remembers."""

    id: Id = Field(validation_alias=AliasChoices("_id", "id"))
    work: bool = False
    handled_by: str = "bot"
    lease_until: datetime | None = Field(
        None, validation_alias=AliasChoices("lease_until", AliasPath("lease", "until"))
    )
    waiting: list[Unanswered] = []
    pending: list[Unanswered] = []
    left: list[Left] = []
    finished: list[Turn] = []
    unsaid: list[dict[str, Any]] = []  # only how many

    @property
    def unanswered(self) -> list[Unanswered]:
        return [*self.waiting, *self.pending]


class Ticket(_Found):
    """`support_conversations`."""

    id: Id = Field(validation_alias=AliasChoices("_id", "id"))
    status: str = "auto_resolved"
    escalated: bool = False
    escalations: list[str] = []
    message_count: int = 0
    total_input_tokens: int = 0
    total_output_tokens: int = 0
    cost_nanousd: int = 0
    estimated_cost_usd: int = 0
    outcome: str | None = None
    reopened_count: int = 0
    unsaid: list[dict[str, Any]] = []  # only how many


class TicketMessage(_Found):
    """`support_messages`."""

    id: Id = Field(validation_alias=AliasChoices("_id", "id"))
    conversation_id: Id
    role: str
    content: str
    created_at: datetime
    answers: list[str] = []
    unsettled: bool = False
    unsaid: list[dict[str, Any]] = []  # only how many


class Tokens(_Found):
    """Of one call, by price class."""

    input_tokens: int = 0
    cache_creation_input_tokens: int = 0
    cache_read_input_tokens: int = 0
    output_tokens: int = 0

    @property
    def inputs(self) -> int:
        return self.input_tokens + self.cache_creation_input_tokens + self.cache_read_input_tokens

    @property
    def all(self) -> int:
        return self.inputs + self.output_tokens


class Usage(_Found):
    """`support_usage`: one call, as it was accounted for."""

    id: Id = Field(validation_alias=AliasChoices("_id", "id"))
    conversation_id: Id
    turn_id: str
    attempt: int
    outcome: str
    model: str
    request_id: str | None = None
    tokens: Tokens
    cost_nanousd: int


class FactOutcome(_Found):
    """How it ended, and how often the visitor came back."""

    value: str | None = None
    reopened_count: int = 0


class Fact(_Found):
    """`support_facts`: what analytics knows of a conversation."""

    id: Id = Field(validation_alias=AliasChoices("_id", "id"))
    message_count: int = 0
    cost_nanousd: int = 0
    tokens: int = 0
    escalated: bool = False
    outcome: Annotated[FactOutcome, BeforeValidator(lambda found: found or {})] = FactOutcome()


class Day(_Found):
    """`support_days`."""

    id: Id = Field(validation_alias=AliasChoices("_id", "id"))
    conversations: int = 0
    messages: int = 0
    escalated: int = 0
    cost_nanousd: int = 0
    tokens: int = 0
    outcome_answered: int = 0
    outcome_confirmed: int = 0
    outcome_abandoned: int = 0
    outcome_escalated: int = 0
    reopened: int = 0


class Call(_Found):
    """A line of the other side's ledger. `asked`: the newest text of the visitor in it. `tokens` is what it bills."""

    request_id: str
    at: datetime
    asked: str = Field("", validation_alias=AliasChoices("asked", "newest_user_text"))
    outcome: str
    tokens: Tokens = Field(validation_alias=AliasChoices("tokens", "usage"))


class Price(_Found):
    """Nano-dollars a token."""

    input_nanousd: int
    cache_write_5m_nanousd: int
    cache_read_nanousd: int
    output_nanousd: int

    def of(self, tokens: Tokens) -> int:
        return (
            tokens.input_tokens * self.input_nanousd
            + tokens.cache_creation_input_tokens * self.cache_write_5m_nanousd
            + tokens.cache_read_input_tokens * self.cache_read_nanousd
            + tokens.output_tokens * self.output_nanousd
        )


class Depth(_Found):
    """A queue at the end."""

    name: str
    ready: int
    unacked: int
    consumers: int


class Letter(_Found):
    """A message by the queue it was for and a digest of its body: a dead letter, or a poison that was injected."""

    service: str
    digest: str


class Mail(_Found):
    """An e-mail that the e-mail server took. `acknowledged`: and said so. Seconds since the epoch."""

    message_id: str
    at: float
    acknowledged: bool

    @property
    def conversation_id(self) -> str:
        """The first part of its Message-ID."""
        return self.message_id.removeprefix("<").partition(".")[0]


class Span(_Found):
    """Seconds since the epoch."""

    began: float
    ended: float


class Evidence(_Found):
    """`collected_at`: a lease that has expired by then is held by nobody. `call_disturbances`: when calls to Claude may
    have come to an end that nobody could account for. `senders_killed`: when a process that sends e-mail was.
    `unexpected_ends`: of processes that nothing was done to.
    """

    collected_at: datetime = datetime.min.replace(tzinfo=UTC)
    history: Sequence[AnyLine] = ()
    kept_turns: Sequence[Turn] = ()
    transcripts: Sequence[Transcript] = ()
    tickets: Sequence[Ticket] = ()
    ticket_messages: Sequence[TicketMessage] = ()
    usage: Sequence[Usage] = ()
    facts: Sequence[Fact] = ()
    days: Sequence[Day] = ()
    dirty_days: int = 0
    calls: Sequence[Call] = ()
    prices: dict[str, Price] = {}
    queues: Sequence[Depth] = ()
    dead_letters: Sequence[Letter] = ()
    poison: Sequence[Letter] = ()
    mail: Sequence[Mail] = ()
    senders_killed: Sequence[float] = ()
    call_disturbances: Sequence[Span] = ()
    unexpected_ends: Sequence[str] = ()

    @property
    def turns(self) -> list[Turn]:
        """Those that are documents of their own, those that are not yet, and what is left to a person."""
        kept = {turn.id: turn for turn in self.kept_turns}
        fresh = [turn for transcript in self.transcripts for turn in transcript.finished if turn.id not in kept]
        left = [message.as_turn(transcript.id) for transcript in self.transcripts for message in transcript.left]
        return [*self.kept_turns, *fresh, *left]
