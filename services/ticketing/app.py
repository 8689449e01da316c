"""Where ticketing is put together."""

import asyncio
from collections.abc import AsyncIterator, Coroutine, Iterator
from contextlib import asynccontextmanager
from functools import partial
from typing import Final

import structlog
from fastapi import FastAPI
from prometheus_client import CollectorRegistry

from services.ticketing.backlog import Backlog
from services.ticketing.changes import Changes
from services.ticketing.clock import utc_now
from services.ticketing.desk import Desk
from services.ticketing.handlers import create_router
from services.ticketing.identity.doors import Doors
from services.ticketing.identity.first_account import FileNotWritable
from services.ticketing.metrics import TicketingMetrics
from services.ticketing.notices.mail import Mail
from services.ticketing.outbox import Outbox
from services.ticketing.outcomes import Outcomes
from services.ticketing.preparation import Preparation
from services.ticketing.privacy.privacy import Privacy
from services.ticketing.privacy.retention import Retention
from services.ticketing.routes import accounts, audit, canned_replies, dashboard, events, internal, notes, session, work
from services.ticketing.routes import conversations as conversation_routes
from services.ticketing.routes import privacy as privacy_routes
from services.ticketing.routes.access import is_admin
from services.ticketing.routes.database import answer_when_away
from services.ticketing.routes.limits import say_limits
from services.ticketing.routes.refusals import answer_refusals
from services.ticketing.settings import TicketingSettings
from services.ticketing.stores.stores import Stores
from services.ticketing.stores.unsaid import SAID
from shared.auth import AccessTokens, Scope
from shared.background import after, background, every, until_done
from shared.beginning import begin
from shared.broker import BrokerLinks
from shared.http import create_api, health_router
from shared.mongo import answers, database_of, is_transient, open_client, refuse_half_restored
from shared.publisher import BrokerUnavailable, EventPublisher

log = structlog.get_logger(__name__)

RETENTION_SECONDS: Final = 60.0
"""How often it is looked for what has become too old."""


def create_app(settings: TicketingSettings) -> FastAPI:
    """The service. It connects when it is started, and starts also while broker and database are away."""
    registry = CollectorRegistry()
    metrics = TicketingMetrics(registry)
    client = open_client(settings)
    stores = Stores.on(database_of(client, settings), settings)
    wake = asyncio.Event()
    desk = _desk(stores, settings, metrics, wake)
    links = BrokerLinks("ticketing", settings.rabbitmq_url, registry, is_transient)
    privacy = Privacy(stores, metrics, now=utc_now, unsaid=wake)
    links.listen(create_router(), desk=desk, privacy=privacy)
    doors = Doors.on(stores, settings, metrics)
    preparation = Preparation(stores.database, doors.first_account)
    mail = Mail.on(stores, settings, metrics)
    outbox = Outbox(
        stores.unsaid,
        desk,
        EventPublisher(links, "ticketing", SAID),
        wake,
        settings.sweep_seconds,
        raising=mail.raising if mail else None,
    )
    changes = Changes(stores.database)
    outcomes = Outcomes(stores.lists, desk, settings.outcome_idle, utc_now)
    retention = Retention(privacy, stores.audit, utc_now, settings.retention_days, settings.audit_retention_days)
    backlog = Backlog(stores, metrics, utc_now)

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        await refuse_half_restored(stores.database)
        async with background(
            after(
                begin(stores.database, links),
                until_done(preparation.prepare, _passes),
                every(0, outbox.say_when_woken, _passes),
                every(settings.outcome_sweep_seconds, outcomes.decide, _passes),
                every(settings.gauge_seconds, backlog.count, _passes),
                every(settings.sweep_seconds, changes.follow, _passes),
                *_mail_loops(mail, settings),
                every(RETENTION_SECONDS, retention.sweep, _passes),
            )
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
    say_limits(app, settings)
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


def _mail_loops(mail: Mail | None, settings: TicketingSettings) -> Iterator[Coroutine[None, None, None]]:
    if mail is None:
        log.warning("e-mail notices are off: TICKETING_SMTP_URL is not set, so nobody hears of a ticket by e-mail")
        return
    yield every(settings.gauge_seconds, mail.raising.because_of_age, _passes)
    yield every(settings.sweep_seconds, mail.courier.deliver_due, _passes)


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
    admin = partial(is_admin, tokens, doors.standing)
    manages_accounts = admin(Scope.ACCOUNTS_MANAGE)
    app.include_router(session.create_routes(doors.sign_in, doors.own_password, tokens))
    app.include_router(accounts.create_account_routes(doors.administration, manages_accounts))
    app.include_router(accounts.create_api_key_routes(doors.machines, manages_accounts))
    app.include_router(audit.create_routes(stores.audit, admin(Scope.AUDIT_READ)))
    app.include_router(privacy_routes.create_routes(privacy, admin(Scope.PRIVACY_MANAGE)))
