"""What tests of one service on real servers have in common."""

from collections.abc import AsyncIterator

import pytest
from pydantic import SecretStr

from shared.mongo import Database, database_of, open_client
from shared.settings import StoreSettings


@pytest.fixture
async def store(mongo_url: str, database: str) -> AsyncIterator[Database]:
    """The test's own database."""
    settings = StoreSettings(mongodb_url=SecretStr(mongo_url), mongodb_database=database)
    client = open_client(settings)
    yield database_of(client, settings)
    client.close()
