"""Which errors of MongoDB are waited out, and which will come again."""

import pytest
from pymongo.errors import BulkWriteError, NetworkTimeout, OperationFailure, WriteConcernError

from shared.mongo import is_transient

SHUTDOWN_IN_PROGRESS = 91
NOT_PRIMARY = 10107
DUPLICATE_KEY = 11000


def _bulk(*codes: int) -> BulkWriteError:
    return BulkWriteError({"writeErrors": [], "writeConcernErrors": [{"code": code} for code in codes]})


@pytest.mark.parametrize(
    "error",
    [
        NetworkTimeout("no answer"),
        OperationFailure("an election", NOT_PRIMARY),
        WriteConcernError("being shut down", SHUTDOWN_IN_PROGRESS),
        _bulk(SHUTDOWN_IN_PROGRESS),
    ],
)
def test_a_database_that_is_away_for_a_moment_is_waited_for(error: Exception) -> None:
    assert is_transient(error)


@pytest.mark.parametrize(
    "error",
    [
        OperationFailure("already there", DUPLICATE_KEY),
        _bulk(DUPLICATE_KEY, SHUTDOWN_IN_PROGRESS),
        _bulk(),
        ValueError(),
    ],
)
def test_a_mistake_is_not(error: Exception) -> None:
    assert not is_transient(error)
