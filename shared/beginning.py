"""The first thing that a service with a database does."""

from functools import partial

from pymongo.errors import PyMongoError

from shared.background import until_done
from shared.broker import BrokerLinks
from shared.mongo import Database, require_restored


async def begin(database: Database, links: BrokerLinks) -> None:
    """Connect to the broker, and so hear the first event, once the database has been seen and is not half restored.

    Waits for as long as the database is away, or has no account for the service yet. Raises RestoreUnfinished.
    """
    await until_done(partial(require_restored, database), lambda error: isinstance(error, PyMongoError))
    links.start()
