"""The first thing that a service with a database does."""

from shared.broker import BrokerLinks
from shared.mongo import Database, require_restored


async def begin(database: Database, links: BrokerLinks) -> None:
    """Connect to the broker, and so hear the first event, once the database has been seen and is not half restored.

    Raises RestoreUnfinished, and PyMongoError while the database is away.
    """
    await require_restored(database)
    links.start()
