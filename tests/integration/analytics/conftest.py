"""Stores on a real mongod, in a database of the test's own."""

import pytest

from services.analytics.recorder import Recorder
from services.analytics.stores.days import Days
from services.analytics.stores.facts import Facts
from shared.mongo import Database


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
