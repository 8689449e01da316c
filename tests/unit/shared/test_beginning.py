"""A service hears its first event once its database has been seen, however long that takes."""

from typing import Any, cast

import pytest
from pymongo.errors import OperationFailure, ServerSelectionTimeoutError

from shared import beginning
from shared.broker import BrokerLinks
from shared.mongo import Database, RestoreUnfinished


class Links:
    """Connections that are only started."""

    started = False

    def start(self) -> None:
        self.started = True


async def begun(monkeypatch: pytest.MonkeyPatch, *answers: Exception | None) -> Links:
    """With a database that answers one after the other when it is looked at."""
    links, looks = Links(), iter(answers)

    async def look(_: Any) -> None:  # no database
        assert not links.started
        if error := next(looks):
            raise error

    monkeypatch.setattr(beginning, "require_restored", look)
    monkeypatch.setattr("shared.background.RETRY_SECONDS", 0)
    await beginning.begin(cast("Database", None), cast("BrokerLinks", links))
    return links


async def test_it_waits_for_a_database_and_for_its_account_there(monkeypatch: pytest.MonkeyPatch) -> None:
    away = ServerSelectionTimeoutError("nobody there")
    not_yet = OperationFailure("not authorized on desk", 13)

    assert (await begun(monkeypatch, away, not_yet, not_yet, None)).started


async def test_a_restore_that_was_left_half_done_is_not_waited_for(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(RestoreUnfinished):
        await begun(monkeypatch, RestoreUnfinished())
