"""`python -m tests.contracts.generate [--check]`: writes docs/contracts anew from the code, or checks that it is so.

It refuses to write an event that is not compatible with the one that is checked in.

events/<type>.json: a JSON Schema of each event. asyncapi/<service>.json: what a service hears and says.
openapi/<service>.json: its HTTP API. access/<server>.json: what its account may do there.
"""

import argparse
import json
import os
import sys
from collections.abc import Callable, Mapping
from importlib import import_module
from pathlib import Path
from pkgutil import iter_modules
from tempfile import TemporaryDirectory
from typing import Any, Final
from unittest.mock import patch

from fastapi import FastAPI
from faststream.rabbit import RabbitBroker, RabbitRouter
from faststream.specification import AsyncAPI

from deploy.access import mongodb, rabbitmq
from deploy.secrets import make_secrets
from services.analytics import app as analytics
from services.analytics import handlers as analytics_handlers
from services.analytics.settings import AnalyticsSettings
from services.chat_worker import app as chat_worker
from services.chat_worker import handlers as chat_worker_handlers
from services.chat_worker.settings import ChatWorkerSettings
from services.gateway import app as gateway
from services.gateway.settings import GatewaySettings
from services.ticketing import app as ticketing
from services.ticketing import handlers as ticketing_handlers
from services.ticketing.settings import TicketingSettings
from services.ticketing.stores.unsaid import SAID
from shared import topology
from shared.events import EVENTS, Event
from tests.contracts.compatibility import changes

Document = dict[str, Any]  # JSON, whose shape is the standard's

FOLDER: Final = Path(__file__).parents[2] / "docs" / "contracts"

SAYS: Final[Mapping[str, tuple[type[Event], ...]]] = {
    "gateway": gateway.SAYS,
    "chat_worker": chat_worker.SAYS,
    "ticketing": SAID,
    "analytics": analytics.SAYS,
}
ROUTERS: Final[Mapping[str, Callable[[], RabbitRouter]]] = {
    "gateway": RabbitRouter,
    "chat_worker": chat_worker_handlers.create_router,
    "ticketing": ticketing_handlers.create_router,
    "analytics": analytics_handlers.create_router,
}
APPS: Final[Mapping[str, Callable[[], FastAPI]]] = {
    "gateway": lambda: gateway.create_app(GatewaySettings.load()),
    "chat_worker": lambda: chat_worker.create_app(ChatWorkerSettings.load()),
    "ticketing": lambda: ticketing.create_app(TicketingSettings.load()),
    "analytics": lambda: analytics.create_app(AnalyticsSettings.load()),
}
NOWHERE: Final = {
    "RABBITMQ_URL": "amqp://desk:secret@broker.example/",
    "MONGODB_URL": "mongodb://database.example/",
    "ANTHROPIC_API_KEY": "none",
}
"""What the settings ask for and no document shows. Nothing connects before an app is started."""


def documents() -> dict[str, Document]:
    """Every document by its path in the folder."""
    return {
        **{f"events/{event.event_type()}.json": event.model_json_schema() for event in EVENTS},
        **{f"asyncapi/{service}.json": asyncapi(service) for service in ROUTERS},
        **{f"openapi/{service}.json": document for service, document in openapi().items()},
        "access/rabbitmq.json": rabbitmq.definitions(said()),
        "access/mongodb.json": {"roles": mongodb.roles(kept())},
    }


def said() -> dict[str, list[str]]:
    """The types of the events that each service says."""
    return {service: [event.event_type() for event in events] for service, events in SAYS.items()}


def kept() -> dict[str, set[str]]:
    """The collections of each service that keeps something: what its stores name."""
    return {service: _collections(f"services.{service}.stores") for service in ROUTERS if service != "gateway"}


def _collections(package: str) -> set[str]:
    folder = import_module(package).__path__
    stores = [import_module(f"{package}.{module.name}") for module in iter_modules(folder)]
    values = [value for store in stores for value in vars(store).values()]
    return {value for value in values if isinstance(value, str) and value.startswith("support_")}


def asyncapi(service: str) -> Document:
    broker = RabbitBroker("amqp://broker.example/")
    broker.include_router(ROUTERS[service]())
    for event in SAYS[service]:
        broker.publisher(
            exchange=topology.events_exchange(),
            routing_key=event.event_type(),
            persist=True,
            schema=event,
            title=event.event_type(),
        )
    specification = AsyncAPI(broker, title=f"Support desk: {service}", version="1").to_specification()
    document: Document = json.loads(specification.to_json())
    return document


def openapi() -> dict[str, Document]:
    with TemporaryDirectory() as folder:
        make_secrets(Path(folder))
        with patch.dict(os.environ, {**NOWHERE, "SECRETS_DIR": folder}, clear=True):
            return {service: create().openapi() for service, create in APPS.items()}


def as_text(document: Document) -> str:
    return json.dumps(document, indent=2, sort_keys=True, ensure_ascii=False) + "\n"


def outdated(generated: Mapping[str, Document]) -> list[str]:
    """The documents that are not in the folder as they should be, and those that should not be there."""
    checked_in = {path.relative_to(FOLDER).as_posix(): path.read_text("utf-8") for path in FOLDER.rglob("*.json")}
    wanted = {name: as_text(document) for name, document in generated.items()}
    return sorted(name for name in checked_in.keys() | wanted.keys() if checked_in.get(name) != wanted.get(name))


def broken(generated: Mapping[str, Document]) -> list[str]:
    """Why the events may not be written over those that are checked in, a sentence each."""
    sentences = []
    for path in sorted((FOLDER / "events").glob("*.json")):
        new = generated.get(f"events/{path.name}")
        found = changes(json.loads(path.read_text("utf-8")), new) if new else ["the event is gone"]
        sentences += [
            f"{path.stem}: {change}. Leave it as it was, and add the next version beside it." for change in found
        ]
    return sentences


def write(generated: Mapping[str, Document]) -> None:
    for name in outdated(generated):
        path = FOLDER / name
        if name in generated:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(as_text(generated[name]), encoding="utf-8")
        else:
            path.unlink()


def main() -> int:
    """1 with a sentence when an event is no longer compatible, or with --check when a document is out of date."""
    parser = argparse.ArgumentParser(prog="python -m tests.contracts.generate", description=__doc__)
    parser.add_argument("--check", action="store_true", help="write nothing; fail if something is out of date")
    check = parser.parse_args().check
    generated = documents()
    complaints = broken(generated)
    if check:
        complaints += [f"docs/contracts/{name} is out of date. Run `make contracts`." for name in outdated(generated)]
    elif not complaints:
        write(generated)
    sys.stderr.writelines(f"{complaint}\n" for complaint in complaints)
    return 1 if complaints else 0


if __name__ == "__main__":
    raise SystemExit(main())
