"""Who did what, as a value: what changed, without secrets and without anybody's words, but for those of canned replies,
which are everybody's."""

from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from datetime import datetime
from enum import StrEnum
from typing import Any, Final

from services.ticketing.domain.conversation import Conversation, Step
from shared.events import AgentReplied

SHOWN_CHARS: Final = 2_000
"""So much of a canned reply is told."""
Value = str | int | bool | None
Values = Mapping[str, Value]

_AS_IT_IS: Final = frozenset({"status", "assigned_to", "escalated", "handed_over", "urgency"})
_FOLLOWS: Final = frozenset(
    {
        *("id", "revision", "edition", "updated_at", "totals", "inherited", "summary", "escalations", "replied_at"),
        *("replies", "heard", "waits_since", "outcome", "outcome_at"),
    }
)
"""What follows from the rest, or from the messages, and is nobody's doing."""


class Action(StrEnum):
    CONVERSATION_BEGUN = "conversation.begun"
    CONVERSATION_CHANGED = "conversation.changed"
    CONVERSATION_EXPORTED = "conversation.exported"
    CONVERSATION_REPLIED = "conversation.replied"
    CONVERSATION_ERASED = "conversation.erased"
    MESSAGE_LOGGED = "message.logged"
    NOTE_ADDED = "note.added"
    CANNED_REPLY_ADDED = "canned_reply.added"
    CANNED_REPLY_CHANGED = "canned_reply.changed"
    CANNED_REPLY_DELETED = "canned_reply.deleted"
    ACCOUNT_CREATED = "account.created"
    ACCOUNT_CHANGED = "account.changed"
    ACCOUNT_DELETED = "account.deleted"
    PASSWORD_CHANGED = "password.changed"  # noqa: S105  the name of a deed
    API_KEY_CREATED = "api_key.created"
    API_KEY_REVOKED = "api_key.revoked"


@dataclass(frozen=True, slots=True, kw_only=True)
class Deed:
    """`who`: an account's address, `key:<name>` for a machine, `settings` for what a start applies, or `retention`.
    `which`: the id of the conversation, the canned reply, the account or the key. `before` and `after` hold what
    changed, and nothing else."""

    who: str
    action: Action
    which: str
    at: datetime
    before: Values = field(default_factory=dict)
    after: Values = field(default_factory=dict)


def conversation_changed(before: Conversation, step: Step, who: str) -> Deed | None:
    """None when nothing changed but what follows from the rest. Of words only their length is told."""
    after = step.conversation
    changed = [
        name
        for name in (each.name for each in fields(Conversation))
        if name not in _FOLLOWS and getattr(before, name) != getattr(after, name)
    ]
    reply = next((event for event in step.says if isinstance(event, AgentReplied)), None)
    if not changed and not reply:
        return None
    written = {"message_id": reply.message_id, "content": length_of(reply.content)} if reply else {}
    return Deed(
        who=who,
        action=Action.CONVERSATION_REPLIED if reply else Action.CONVERSATION_CHANGED,
        which=after.id,
        at=after.updated_at,
        before={name: _told(name, before) for name in changed},
        after={**written, **{name: _told(name, after) for name in changed}},
    )


def difference(before: Values, after: Values) -> tuple[Values, Values]:
    """Of both what is not the same in the other."""
    changed = [name for name in after if before.get(name) != after[name]]
    return {name: before.get(name) for name in changed}, {name: after[name] for name in changed}


def length_of(text: str) -> str:
    """What is told of words."""
    return f"{len(text)} characters"


def words_of(text: str) -> str:
    """What is told of words that are nobody's."""
    return text if len(text) <= SHOWN_CHARS else f"{text[:SHOWN_CHARS]} … ({len(text)} characters)"


def change_of_words(before: str, after: str) -> tuple[str, str]:
    """Of words that were changed; also where those that are told are the same."""
    told_before, told_after = words_of(before), words_of(after)
    return told_before, told_after if told_after != told_before else f"{told_after}, changed after what is shown"


def _told(name: str, conversation: Conversation) -> Value:
    value: Any = getattr(conversation, name)  # any field's
    if value is None or isinstance(value, bool | int):
        return value
    if name in _AS_IT_IS:
        return str(value)
    if isinstance(value, datetime):
        return value.isoformat()
    return length_of(value) if isinstance(value, str) else "not shown"
