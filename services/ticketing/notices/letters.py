"""Writes the e-mails, each as HTML and as text.

Nothing that a visitor, the model or an account has written stands in a header, and an e-mail to a visitor holds
nothing that the visitor wrote: whoever gives a stranger's address sends them no words of their own.
"""

import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from typing import Final

from jinja2 import Environment, PackageLoader, StrictUndefined, select_autoescape
from pydantic import NameEmail

from services.ticketing.domain.conversation import Conversation
from services.ticketing.domain.message import SupportMessage
from services.ticketing.domain.notice import Kind, Notice

EXCERPT_MESSAGES: Final = 6
EXCERPT_CHARS: Final = 800
ONE_LINE_CHARS: Final = 300
_WRITERS: Final = {"user": "Visitor", "assistant": "Assistant", "agent": "A person"}
_HEADINGS: Final = {
    Kind.ESCALATION: "A visitor needs a person",
    Kind.AGE: "A ticket has been waiting for too long",
}
_OVERRIDES: Final = frozenset({"LRE", "RLE", "LRO", "RLO", "PDF", "LRI", "RLI", "FSI", "PDI"})
_NOT_SHOWN: Final = frozenset({"Cc", "Cs"})


@dataclass(frozen=True, slots=True)
class Letter:
    """`to`: the addresses that it goes to. `content`: headers and body, ready to be sent."""

    to: Sequence[str]
    content: bytes


@dataclass(frozen=True, slots=True)
class Said:
    """A message as it is shown."""

    who: str
    at: str
    lines: Sequence[str]


class Letters:
    """`desk_url`: what the paths of the dashboard are appended to. `reply_to`: where a visitor's answer goes."""

    def __init__(self, sender: NameEmail, desk_url: str, reply_to: str | None) -> None:
        self._sender = sender
        self._desk_url = desk_url.rstrip("/")
        self._reply_to = reply_to
        self._templates = Environment(
            loader=PackageLoader("services.ticketing.notices"),
            autoescape=select_autoescape(["html"], default=False),
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
        )

    def about_ticket(
        self,
        notice: Notice,
        conversation: Conversation,
        thread: Sequence[SupportMessage],
        to: Sequence[str],
        now: datetime,
    ) -> Letter:
        """To people of the desk: the reason, the link, and what was said last."""
        heading = _HEADINGS[notice.kind]
        told = {
            "heading": heading,
            "link": f"{self._desk_url}/admin/conversations/{conversation.id}",
            "reason": one_line(conversation.escalation_reason or ""),
            "wish": one_line(conversation.escalation_summary or ""),
            "urgency": conversation.urgency.value,
            "status": conversation.status.value.replace("_", " "),
            "waits": _duration(now - (conversation.waits_since or now)),
            "holder": one_line(conversation.assigned_to or "nobody"),
            "excerpt": [_said(message, EXCERPT_CHARS) for message in thread[-EXCERPT_MESSAGES:]],
        }
        message = self._message(notice, f"{heading} (conversation {conversation.id})", to, now)
        return self._filled(message, "ticket", told, to)

    def to_visitor(self, notice: Notice, replies: Sequence[SupportMessage], to: str, now: datetime) -> Letter:
        """What people have answered, whole."""
        shown = [_said(message, len(message.content)) for message in replies]
        told = {"replies": shown, "can_reply": self._reply_to is not None}
        message = self._message(notice, "An answer to your question", [to], now)
        if self._reply_to:
            message["Reply-To"] = Address(addr_spec=self._reply_to)
        return self._filled(message, "reply", told, [to])

    def _message(self, notice: Notice, subject: str, to: Sequence[str], now: datetime) -> EmailMessage:
        """The headers."""
        message = EmailMessage(policy=SMTP)
        message["Subject"] = subject
        message["From"] = Address(self._sender.name, addr_spec=self._sender.email)
        message["To"] = [Address(addr_spec=address) for address in to]
        message["Date"] = now
        message["Message-ID"] = f"<{notice.id}@{self._sender.email.rpartition('@')[2]}>"
        message["Auto-Submitted"] = "auto-generated"
        return message

    def _filled(self, message: EmailMessage, template: str, told: Mapping[str, object], to: Sequence[str]) -> Letter:
        message.set_content(self._rendered(f"{template}.txt", told), cte="quoted-printable")
        message.add_alternative(self._rendered(f"{template}.html", told), subtype="html", cte="quoted-printable")
        return Letter(tuple(to), message.as_bytes())

    def _rendered(self, template: str, told: Mapping[str, object]) -> str:
        return self._templates.get_template(template).render(told)


def one_line(text: str) -> str:
    """On one line, and not longer than one reads."""
    return _cut(" ".join(_visible(text).split()), ONE_LINE_CHARS)


def _said(message: SupportMessage, longest: int) -> Said:
    return Said(
        who=one_line(message.agent_name or _WRITERS[message.role]),
        at=f"{message.created_at:%Y-%m-%d %H:%M} UTC",
        lines=[_visible(line) for line in _cut(message.content, longest).splitlines()],
    )


def _visible(text: str) -> str:
    """Without what is not seen and changes how the rest is read: controls, overrides of direction, half characters."""
    return "".join(" " if character.isspace() else character for character in text if not _is_hidden(character))


def _is_hidden(character: str) -> bool:
    if character.isspace():
        return False
    return unicodedata.category(character) in _NOT_SHOWN or unicodedata.bidirectional(character) in _OVERRIDES


def _cut(text: str, longest: int) -> str:
    return text if len(text) <= longest else text[:longest].rstrip() + " …"


def _duration(time: timedelta) -> str:
    minutes = max(0, round(time.total_seconds() / 60))
    hours, minutes = divmod(minutes, 60)
    days, hours = divmod(hours, 24)
    parts = [(days, "d"), (hours, "h"), (minutes, "min")]
    return " ".join(f"{count} {unit}" for count, unit in parts if count) or "less than a minute"
