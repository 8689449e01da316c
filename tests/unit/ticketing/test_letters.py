"""E-mails: what they say, and that nothing that anybody wrote can make them say something else."""

from datetime import timedelta
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from html.parser import HTMLParser
from typing import Final

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import NameEmail

from services.ticketing.domain.conversation import Conversation
from services.ticketing.domain.message import SupportMessage, received, replied
from services.ticketing.domain.notice import Kind, Notice
from services.ticketing.notices.addresses import address_of
from services.ticketing.notices.letters import EXCERPT_CHARS, EXCERPT_MESSAGES, Letter, Letters
from shared.events import Status
from tests.builders import CONVERSATION_ID, NOON, a_message_id, a_message_received, an_agent_replied
from tests.unit.ticketing.conversations import MINUTE, a_conversation

TEAM: Final = ["team@desk.example", "night@desk.example"]
VISITOR: Final = "jo@shop.example"
LETTERS: Final = Letters(NameEmail("Rezvo", "desk@rezvo.example"), "https://desk.example/", "help@rezvo.example")
HEADERS: Final = {
    "Subject",
    "From",
    "To",
    "Date",
    "Message-ID",
    "Auto-Submitted",
    "MIME-Version",
    "Content-Type",
}
LINE_ENDS: Final = "\r\n\x0b\x0c\x1c\x1d\x1e\x85\u2028\u2029"
hostile = st.text(st.characters(codec=None) | st.sampled_from(LINE_ENDS + "<>&\"'@:\u202e\x00")) | st.sampled_from(
    [
        "x\r\nBcc: victim@example.org\r\n\r\nHello",
        "</div><script>alert(1)</script>",
        "x\u2028Bcc: victim@example.org",
        "\r\n.\r\nMAIL FROM:<x@example.org>",
        "{{ 7 * 7 }} {% include 'ticket.txt' %}",
        "--===============boundary==",
    ]
)


def a_notice(kind: Kind = Kind.ESCALATION) -> Notice:
    return Notice(
        id=f"{CONVERSATION_ID}.escalated.7", conversation_id=CONVERSATION_ID, kind=kind, raised_at=NOON, due_at=NOON
    )


def a_ticket(**changes: object) -> Conversation:
    fields: dict[str, object] = {
        "waits_since": NOON - timedelta(hours=3, minutes=5),
        "escalation_reason": "The visitor asked for a person.",
        "escalation_summary": "Was charged twice.",
    }
    return a_conversation(Status.NEEDS_REVIEW, **{**fields, **changes})


def asked(content: str, nth: int = 1) -> SupportMessage:
    return received(a_message_received(content, message_id=a_message_id(nth), occurred_at=NOON + nth * MINUTE))


def about(conversation: Conversation, *thread: SupportMessage, kind: Kind = Kind.ESCALATION) -> EmailMessage:
    return parsed(LETTERS.about_ticket(a_notice(kind), conversation, thread, TEAM, NOON))


def parsed(letter: Letter) -> EmailMessage:
    """As the next server reads it."""
    return message_from_bytes(letter.content, policy=default)


def bodies(message: EmailMessage) -> tuple[str, str]:
    """The text and the HTML, which are all that there is."""
    parts = [part for part in message.walk() if not part.is_multipart()]
    assert [part.get_content_type() for part in parts] == ["text/plain", "text/html"]
    text, html = (str(part.get_content()).replace("\r\n", "\n") for part in parts)
    return text, html


class Elements(HTMLParser):
    """Which elements there are, and where the links lead."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.names: list[str] = []
        self.links: list[str | None] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.names.append(tag)
        self.links += [value for name, value in attrs if name in {"href", "src"}]


LINK: Final = f"https://desk.example/admin/conversations/{CONVERSATION_ID}"


def test_people_get_the_reason_the_link_and_what_was_said() -> None:
    message = about(a_ticket(), asked("I was charged twice"))
    text, html = bodies(message)

    for body in (text, html):
        for words in ("Was charged twice.", "asked for a person", "3 h 5 min", "I was charged twice", LINK):
            assert words in body
    assert message["To"] == "team@desk.example, night@desk.example"
    assert message["Message-ID"] == f"<{CONVERSATION_ID}.escalated.7@rezvo.example>"
    assert message["Auto-Submitted"] == "auto-generated"


def test_age_has_its_own_words() -> None:
    assert "waiting for too long" in about(a_ticket(), kind=Kind.AGE)["Subject"]


def test_of_a_long_thread_the_end_is_shown() -> None:
    text, _ = bodies(about(a_ticket(), *[asked(f"message {nth}.", nth) for nth in range(1, 30)]))

    assert [f"message {nth}." for nth in range(1, 30) if f"> message {nth}." in text] == [
        f"message {nth}." for nth in range(30 - EXCERPT_MESSAGES, 30)
    ]


def test_of_a_long_message_the_beginning_is_shown() -> None:
    text, _ = bodies(about(a_ticket(), asked("x" * 4_000)))
    assert text.count("x") < EXCERPT_CHARS + 50


def test_a_visitor_gets_what_people_wrote_and_nothing_else() -> None:
    reply = replied(an_agent_replied("By Friday.", agent_name="Ada"))
    message = parsed(LETTERS.to_visitor(a_notice(Kind.REPLY), [reply], VISITOR, NOON))

    assert message["To"] == VISITOR
    assert message["Reply-To"] == "help@rezvo.example"
    assert message["Subject"] == "An answer to your question"
    for body in bodies(message):
        assert "By Friday." in body
        assert "Ada" in body
        assert CONVERSATION_ID not in body


def test_no_reply_is_left_out_however_many_there_are() -> None:
    replies = [replied(an_agent_replied(f"Answer {nth}.")) for nth in range(12)]
    message = parsed(LETTERS.to_visitor(a_notice(Kind.REPLY), replies, VISITOR, NOON))

    for body in bodies(message):
        assert [nth for nth in range(12) if f"Answer {nth}." not in body] == []


def test_without_an_address_for_answers_none_is_named() -> None:
    letters = Letters(NameEmail("Rezvo", "desk@rezvo.example"), "https://desk.example", None)
    reply = replied(an_agent_replied("By Friday."))
    message = parsed(letters.to_visitor(a_notice(Kind.REPLY), [reply], VISITOR, NOON))

    assert message["Reply-To"] is None
    assert "reply to this e-mail" not in bodies(message)[0]


@given(content=hostile, reason=hostile, wish=hostile, holder=hostile)
def test_nothing_that_was_written_gets_into_a_header_or_becomes_markup(
    content: str, reason: str, wish: str, holder: str
) -> None:
    plain = about(a_ticket(assigned_to="x"), asked("x"))
    ticket = a_ticket(escalation_reason=reason, escalation_summary=wish, assigned_to=holder)
    letter = LETTERS.about_ticket(a_notice(), ticket, [_with(asked("x"), content)], TEAM, NOON)
    message = parsed(letter)

    assert set(message.keys()) == HEADERS
    for name in HEADERS - {"Content-Type"}:  # which holds a boundary
        assert message[name] == plain[name]
    _, html = bodies(message)
    usual = Elements(bodies(plain)[1])
    assert set(Elements(html).names) <= set(usual.names)
    assert Elements(html).links == usual.links == [LINK]
    assert letter.content.isascii()
    assert max(map(len, letter.content.split(b"\r\n"))) < 998


@given(content=hostile, name=hostile)
def test_nor_in_an_e_mail_to_a_visitor(content: str, name: str) -> None:
    plain = replied(an_agent_replied("x"))
    reply = _with(plain, content, agent_name=name)
    letters = [LETTERS.to_visitor(a_notice(Kind.REPLY), [each], VISITOR, NOON) for each in (plain, reply)]
    first, second = map(parsed, letters)

    assert set(second.keys()) == HEADERS | {"Reply-To"}
    assert [second[header] for header in ("Subject", "To", "From")] == [
        first[header] for header in ("Subject", "To", "From")
    ]
    assert set(Elements(bodies(second)[1]).names) <= set(Elements(bodies(first)[1]).names)
    assert Elements(bodies(second)[1]).links == []


@given(content=hostile)
def test_whatever_is_quoted_stands_behind_a_mark(content: str) -> None:
    """In the text nobody's words can look like ours."""
    letter = LETTERS.about_ticket(a_notice(), a_ticket(), [_with(asked("x"), content)], TEAM, NOON)
    text, _ = bodies(parsed(letter))
    before, _, quoted = text.partition("Visitor, 2026-11-20 12:01 UTC\n")
    lines = quoted.rpartition("\nDo not answer")[0].splitlines()

    assert before.rstrip() == bodies(about(a_ticket()))[0].partition("\nDo not answer")[0].rstrip()
    assert [line for line in lines if line and not line.startswith(">")] == []


@given(st.text() | hostile | hostile.map(lambda text: f"{text}@x.example") | st.emails())
def test_an_address_is_an_address_or_nothing(text: str) -> None:
    address = address_of(text)

    if address is not None:
        assert address.isascii()
        assert address.isprintable()
        assert not set(address) & set(' ,;<>()[]\\"')
        assert address.count("@") == 1
        assert len(address) <= 254


@pytest.mark.parametrize(
    ("text", "address"),
    [
        ("jo@shop.example", "jo@shop.example"),
        ("jo@müller.example", "jo@xn--mller-kva.example"),
        ("desk@localhost", None),
        ("jö@shop.example", None),
        ("jo@shop.example, other@shop.example", None),
        ("jo@shop.example\r\nBcc: x@y.example", None),
        ("Jo <jo@shop.example>", None),
        ("jo", None),
        ("", None),
    ],
)
def test_some_addresses(text: str, address: str | None) -> None:
    assert address_of(text) == address


def _with(message: SupportMessage, content: str, agent_name: str | None = None) -> SupportMessage:
    """Events would refuse half characters; a letter has to be written all the same."""
    fields = {name: getattr(message, name) for name in SupportMessage.__slots__}
    return SupportMessage(**{**fields, "content": content, "agent_name": agent_name})
