"""Stores on a real mongod, in a database of the test's own."""

from collections.abc import AsyncIterator

import pytest
from pydantic import SecretStr

from services.analytics.recorder import Recorder
from services.analytics.stores.days import Days
from services.analytics.stores.facts import Facts
from shared.mongo import Database, database_of, open_client
from shared.settings import StoreSettings


@pytest.fixture
async def store(mongo_url: str, database: str) -> AsyncIterator[Database]:
    settings = StoreSettings(mongodb_url=SecretStr(mongo_url), mongodb_database=database)
    client = open_client(settings)
    yield database_of(client, settings)
    client.close()


@pytest.fixture
async def facts(store: Database) -> Facts:
    facts = Facts(store)
    await facts.ensure_indexes()
    return facts


@pytest.fixture
def days(store: Database) -> Days:
    return Days(store)


@pytest.fixture
def recorder(facts: Facts, days: Days) -> Recorder:
    return Recorder(facts, days)
