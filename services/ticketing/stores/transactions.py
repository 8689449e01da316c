"""Several documents that change together or not at all.

For what people do to accounts, keys and tickets, which is rare; what the chat does is one document at a time.
"""

import asyncio
import random
from collections.abc import Awaitable, Callable
from typing import Final, TypeVar

from motor.motor_asyncio import AsyncIOMotorClientSession
from pymongo.errors import OperationFailure

from shared.mongo import Database

Transaction = AsyncIOMotorClientSession
T = TypeVar("T")
ATTEMPTS: Final = 60
LONGEST_PAUSE_SECONDS: Final = 0.1


async def together(database: Database, work: Callable[[Transaction], Awaitable[T]]) -> T:
    """What `work` answers, once all that it wrote is there; when it raises, nothing of it is.

    It is asked again, a moment later, when somebody else wrote to the same documents in between. A database that is
    away is not waited for: whoever asked is told so.
    """
    async with await database.client.start_session() as transaction:
        for attempt in range(1, ATTEMPTS + 1):
            try:
                async with transaction.start_transaction():
                    return await work(transaction)
            except OperationFailure as error:
                if attempt == ATTEMPTS or not error.has_error_label("TransientTransactionError"):
                    raise
            await asyncio.sleep(random.uniform(0, LONGEST_PAUSE_SECONDS))  # noqa: S311  so that they do not meet again
    raise AssertionError("the last attempt returns or raises")
