"""Where ticketing is put together."""

import asyncio
from collections.abc import AsyncIterator, Coroutine, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Final, Self

import structlog
from fastapi import FastAPI
from prometheus_client import CollectorRegistry
from pydantic import BaseModel

from services.ticketing.backlog import Backlog
from services.ticketing.changes import Changes
from services.ticketing.desk import Desk
from services.ticketing.handlers import create_router
from services.ticketing.identity.access import AccessTokenIssuer
from services.ticketing.identity.administration import Administration
from services.ticketing.identity.first_account import FileNotWritable, FirstAccount
from services.ticketing.identity.gate import Gate
from services.ticketing.identity.machines import Machines
from services.ticketing.identity.own_password import OwnPassword
from services.ticketing.identity.passwords import Passwords
from services.ticketing.identity.requests import AccountPatch, AccountRequest, PasswordChange
from services.ticketing.identity.sign_in import SignIn
from services.ticketing.identity.standing import Standing
from services.ticketing.metrics import TicketingMetrics
from services.ticketing.notices.addresses import address_of
from services.ticketing.notices.courier import Courier
from services.ticketing.notices.errands import Errands
from services.ticketing.notices.letters import Letters
from services.ticketing.notices.raising import Raising
from services.ticketing.notices.smtp import Post, Server
from services.ticketing.outbox import Outbox
from services.ticketing.outcomes import Outcomes
from services.ticketing.preparation import Preparation
from services.ticketing.privacy.privacy import Privacy
from services.ticketing.privacy.retention import Retention
from services.ticketing.requests import CannedReplyPatch, NewCannedReply, NewMessage, NewNote, NewReply
from services.ticketing.routes import accounts, audit, canned_replies, dashboard, events, internal, notes, session, work
from services.ticketing.routes import conversations as conversation_routes
from services.ticketing.routes import privacy as privacy_routes
from services.ticketing.routes.access import is_admin
from services.ticketing.routes.database import answer_when_away
from services.ticketing.routes.refusals import answer_refusals
from services.ticketing.settings import TicketingSettings
from services.ticketing.stores.accounts import Accounts
from services.ticketing.stores.api_keys import ApiKeys
from services.ticketing.stores.audit import Audit
from services.ticketing.stores.canned_replies import CannedReplies
from services.ticketing.stores.conversations import Conversations
from services.ticketing.stores.erasures import Erasures
from services.ticketing.stores.export import Export
from services.ticketing.stores.lists import Lists
from services.ticketing.stores.messages import Messages
from services.ticketing.stores.notes import Notes
from services.ticketing.stores.notices import Notices
from services.ticketing.stores.sessions import Sessions
from services.ticketing.stores.sign_in_failures import SignInFailures
from services.ticketing.stores.tallies import Tallies
from services.ticketing.stores.unsaid import SAID, UnsaidEvents
from services.ticketing.stores.usage import Usage
from shared.auth import AccessTokens
from shared.background import background, every, until_done
from shared.broker import BrokerLinks
from shared.events import as_utc
from shared.http import create_api, health_router
from shared.mongo import Database, answers, database_of, is_transient, open_client, refuse_half_restored
from shared.openapi import narrow
from shared.publisher import BrokerUnavailable, EventPublisher

log = structlog.get_logger(__name__)

SAYS: Final = SAID
"""Nothing is said that was not committed first."""

RETENTION_SECONDS: Final = 60.0
"""How often it is looked for what has become too old."""


def utc_now() -> datetime:
    return as_utc(datetime.now(UTC))


@dataclass(frozen=True)
class Stores:
    database: Database
    conversations: Conversations
    messages: Messages
    usage: Usage
    unsaid: UnsaidEvents
    lists: Lists
    notes: Notes
    canned_replies: CannedReplies
    export: Export
    erasures: Erasures
    accounts: Accounts
    sessions: Sessions
    api_keys: ApiKeys
    audit: Audit
    notices: Notices

    @classmethod
    def on(cls, database: Database, settings: TicketingSettings) -> Self:
        return cls(
            database=database,
            conversations=Conversations(database, Tallies(database), settings.summary_code_points, utc_now),
            messages=Messages(database),
            usage=Usage(database),
            unsaid=UnsaidEvents(database),
            lists=Lists(database, settings.search_timeout_ms),
            notes=Notes(database),
            canned_replies=CannedReplies(database),
            export=Export(database),
            erasures=Erasures(database, Tallies(database)),
            accounts=Accounts(database),
            sessions=Sessions(database),
            api_keys=ApiKeys(database),
            audit=Audit(database),
            notices=Notices(database),
        )


@dataclass(frozen=True)
class Doors:
    """Signing in, and who may."""

    sign_in: SignIn
    own_password: OwnPassword
    administration: Administration
    machines: Machines
    standing: Standing


@dataclass(frozen=True)
class Mail:
    """What calls for e-mails, and having them sent."""

    raising: Raising
    courier: Courier


def create_app(settings: TicketingSettings) -> FastAPI:
    """The service. It connects when it is started, and starts also while broker and database are away."""
    registry = CollectorRegistry()
    metrics = TicketingMetrics(registry)
    client = open_client(settings)
    stores = Stores.on(database_of(client, settings), settings)
    wake = asyncio.Event()
    desk = _desk(stores, settings, metrics, wake)
    links = BrokerLinks("ticketing", settings.rabbitmq_url, registry, is_transient)
    privacy = _privacy(stores, metrics, wake)
    links.listen(create_router(), desk=desk, privacy=privacy)
    passwords = Passwords()
    doors = _doors(stores, settings, passwords, metrics)
    preparation = Preparation(stores.database, _first_account(stores, settings, passwords, doors.administration))
    mail = mail_of(stores, settings, metrics)
    outbox = Outbox(
        stores.unsaid,
        desk,
        EventPublisher(links, "ticketing", SAYS),
        wake,
        settings.sweep_seconds,
        raising=mail.raising if mail else None,
    )
    changes = Changes(stores.database)
    outcomes = Outcomes(stores.lists, desk, settings.outcome_idle, utc_now)
    retention = Retention(privacy, stores.audit, utc_now, settings.retention_days, settings.audit_retention_days)
    backlog = Backlog(stores.lists, stores.unsaid, stores.notices, metrics, utc_now)

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        await refuse_half_restored(stores.database)
        links.start()
        async with background(
            until_done(preparation.prepare, _passes),
            every(0, outbox.say_when_woken, _passes),
            every(settings.outcome_sweep_seconds, outcomes.decide, _passes),
            every(settings.gauge_seconds, backlog.count, _passes),
            every(settings.sweep_seconds, changes.follow, _passes),
            *_mail_loops(mail, settings),
            every(RETENTION_SECONDS, retention.sweep, _passes),
        ):
            yield
            await links.stop_consuming()
        await links.stop()
        client.close()

    async def database_is_ready() -> bool:
        return await answers(stores.database) and preparation.done

    app = create_api("ticketing", "Conversations, tickets and sign-in.", settings, registry, lifespan)
    answer_when_away(app)
    answer_refusals(app)
    app.include_router(health_router({"rabbitmq": links.is_connected, "mongodb": database_is_ready}))
    _add_routes(app, stores, settings, desk, changes)
    _add_doors(app, stores, settings, doors, privacy)
    _say_limits(app, settings)
    return app


def _desk(stores: Stores, settings: TicketingSettings, metrics: TicketingMetrics, wake: asyncio.Event) -> Desk:
    return Desk(
        stores.conversations,
        stores.messages,
        stores.usage,
        metrics,
        now=utc_now,
        unsaid=wake,
        price=settings.logged_price,
        support_email=settings.support_email,
    )


def mail_of(stores: Stores, settings: TicketingSettings, metrics: TicketingMetrics) -> Mail | None:
    """None where no e-mail server is named."""
    if not (settings.smtp_url and settings.mail_from and settings.team_email and settings.public_url):
        return None
    letters = Letters(settings.mail_from, settings.public_url, reply_to=address_of(settings.support_email))
    errands = Errands(
        stores.conversations, stores.messages, stores.accounts, letters, now=utc_now, team=settings.team_email
    )
    server = Server.of(settings.smtp_url.get_secret_value())
    return Mail(
        raising=Raising(
            stores.notices,
            stores.lists,
            now=utc_now,
            visitor_wait=settings.visitor_wait,
            age_limit=settings.ticket_age_limit,
        ),
        courier=Courier(
            stores.notices,
            errands,
            Post(server, settings.mail_from.email, settings.smtp_timeout_seconds),
            metrics,
            lease=timedelta(seconds=settings.notice_lease_seconds),
            visitor_cap=settings.visitor_emails_per_hour,
        ),
    )


def _mail_loops(mail: Mail | None, settings: TicketingSettings) -> Iterator[Coroutine[None, None, None]]:
    if mail is None:
        log.warning("e-mail notices are off: TICKETING_SMTP_URL is not set, so nobody hears of a ticket by e-mail")
        return
    yield every(settings.gauge_seconds, mail.raising.because_of_age, _passes)
    yield every(settings.sweep_seconds, mail.courier.deliver_due, _passes)


def _privacy(stores: Stores, metrics: TicketingMetrics, wake: asyncio.Event) -> Privacy:
    return Privacy(
        stores.erasures,
        stores.conversations,
        stores.messages,
        stores.notes,
        metrics,
        notices=stores.notices,
        now=utc_now,
        unsaid=wake,
    )


def _first_account(
    stores: Stores, settings: TicketingSettings, passwords: Passwords, administration: Administration
) -> FirstAccount:
    return FirstAccount(
        stores.accounts,
        administration,
        passwords,
        email=settings.admin_email,
        password=settings.admin_password,
        file=settings.first_account_file,
    )


def _doors(stores: Stores, settings: TicketingSettings, passwords: Passwords, metrics: TicketingMetrics) -> Doors:
    machines = Machines(stores.database, stores.api_keys, stores.audit, utc_now)
    gate = Gate(
        SignInFailures(stores.database, "account", settings.sign_in_backoff(settings.sign_in_free_by_account)),
        SignInFailures(stores.database, "address", settings.sign_in_backoff(settings.sign_in_free_by_address)),
        utc_now,
    )
    administration = Administration(
        stores.database,
        stores.accounts,
        stores.sessions,
        stores.audit,
        passwords,
        now=utc_now,
        least=settings.password_min_length,
    )
    sign_in = SignIn(
        stores.accounts,
        stores.sessions,
        passwords,
        AccessTokenIssuer(settings.signing_key, settings.access_token_life),
        metrics,
        gate=gate,
        machines=machines,
        now=utc_now,
        session_life=settings.session_life,
        grace=timedelta(seconds=settings.refresh_grace_seconds),
    )
    return Doors(
        sign_in=sign_in,
        own_password=OwnPassword(stores.accounts, passwords, gate, administration, sign_in),
        administration=administration,
        machines=machines,
        standing=Standing(stores.accounts, stores.api_keys, utc_now),
    )


def _passes(error: BaseException) -> bool:
    return is_transient(error) or isinstance(error, BrokerUnavailable | FileNotWritable)


def _add_routes(app: FastAPI, stores: Stores, settings: TicketingSettings, desk: Desk, changes: Changes) -> None:
    tokens = AccessTokens(settings.access_token_public_key)
    app.include_router(
        conversation_routes.create_reading_routes(
            stores.conversations, stores.messages, stores.notices, stores.lists, tokens=tokens, now=utc_now
        )
    )
    app.include_router(
        conversation_routes.create_writing_routes(
            desk,
            tokens,
            user_message_max_chars=settings.user_message_max_chars,
            reply_max_chars=settings.reply_max_chars,
        )
    )
    app.include_router(work.create_routes(desk, tokens, settings.agent_reply_max_chars))
    app.include_router(
        notes.create_routes(
            stores.conversations,
            stores.notes,
            tokens,
            notes.NoteLimits(settings.note_max_chars, settings.notes_per_conversation),
            utc_now,
        )
    )
    app.include_router(
        canned_replies.create_routes(
            stores.canned_replies,
            tokens,
            canned_replies.CannedReplyLimits(settings.agent_reply_max_chars, settings.canned_replies_max),
            utc_now,
        )
    )
    app.include_router(events.create_routes(changes, tokens, settings.heartbeat_seconds, settings.access_token_life))
    app.include_router(internal.create_routes(stores.export, settings.service_token))
    app.include_router(
        dashboard.create_routes(
            settings.web_dir, demonstration=settings.demonstration, email_notices=settings.smtp_url is not None
        )
    )


def _add_doors(app: FastAPI, stores: Stores, settings: TicketingSettings, doors: Doors, privacy: Privacy) -> None:
    tokens = AccessTokens(settings.access_token_public_key)
    admin = is_admin(tokens, doors.standing)
    app.include_router(session.create_routes(doors.sign_in, doors.own_password, tokens))
    app.include_router(accounts.create_account_routes(doors.administration, admin))
    app.include_router(accounts.create_api_key_routes(doors.machines, admin))
    app.include_router(audit.create_routes(stores.audit, admin))
    app.include_router(privacy_routes.create_routes(privacy, admin))


def _say_limits(app: FastAPI, settings: TicketingSettings) -> None:
    longest: dict[type[BaseModel], int] = {
        NewReply: settings.agent_reply_max_chars,
        NewNote: settings.note_max_chars,
        NewCannedReply: settings.agent_reply_max_chars,
        CannedReplyPatch: settings.agent_reply_max_chars,
    }
    password = {"minLength": settings.password_min_length}
    narrow(
        app,
        {
            **{model: {"properties": {"content": {"maxLength": most}}} for model, most in longest.items()},
            NewMessage: {
                "anyOf": [
                    _at_most("user", settings.user_message_max_chars),
                    _at_most("assistant", settings.reply_max_chars),
                ]
            },
            AccountRequest: {"properties": {"password": password}},
            AccountPatch: {"properties": {"password": password}},
            PasswordChange: {"properties": {"new_password": password}},
        },
    )


def _at_most(role: str, most: int) -> dict[str, object]:
    return {"properties": {"role": {"const": role}, "content": {"maxLength": most}}}
