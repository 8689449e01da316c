"""Each service's account on MongoDB reads and writes its own collections, and sees nothing of the others'."""

import json
from collections.abc import Iterator
from typing import Any, Final

import pytest
from pymongo import MongoClient
from pymongo.errors import OperationFailure

from deploy.local.mongodb import MongoNode
from shared.mongo import UNFINISHED_RESTORE
from tests.accounts import ACCESS, mongodb_accounts

UNAUTHORIZED: Final = 13
OWN: Final[dict[str, list[str]]] = {
    role["role"]: [
        privilege["resource"]["collection"] for privilege in role["privileges"] if "insert" in privilege["actions"]
    ]
    for role in json.loads((ACCESS / "mongodb.json").read_text())["roles"]
}
EVERYTHING: Final = sorted(name for names in OWN.values() for name in names)

Mongo = dict[str, Any]  # a document


@pytest.fixture
def accounts(mongo_node: MongoNode, database: str) -> Iterator[dict[str, str]]:
    yield mongodb_accounts(mongo_node, database)
    with MongoClient[Mongo](mongo_node.url) as client:
        client[database].command("dropAllUsersFromDatabase")
        client[database].command("dropAllRolesFromDatabase")


def test_no_collection_is_two_services() -> None:
    assert len(set(EVERYTHING)) == len(EVERYTHING)
    assert set(OWN) == {"chat_worker", "ticketing", "analytics"}


@pytest.mark.parametrize("service", OWN)
def test_a_service_reads_and_writes_its_own_collections_and_no_others(
    service: str, accounts: dict[str, str], database: str
) -> None:
    with MongoClient[Mongo](accounts[service]) as client:
        for name in EVERYTHING:
            collection = client[database][name]
            if name in OWN[service]:
                collection.insert_one({"_id": 1})
                assert collection.find_one() == {"_id": 1}
                continue
            for attempt in (collection.find_one, lambda of=collection: of.insert_one({}), collection.drop):
                assert _is_refused(attempt), name


@pytest.mark.parametrize("service", OWN)
def test_a_service_sees_that_a_restore_was_not_finished_and_cannot_say_that_it_was(
    service: str, accounts: dict[str, str], database: str
) -> None:
    with MongoClient[Mongo](accounts[service]) as client:
        mark = client[database][UNFINISHED_RESTORE]
        assert mark.find_one() is None
        for attempt in (lambda: mark.insert_one({}), mark.drop):
            assert _is_refused(attempt)


@pytest.mark.parametrize("service", OWN)
def test_a_service_has_no_say_over_the_server(service: str, accounts: dict[str, str], database: str) -> None:
    with MongoClient[Mongo](accounts[service]) as client:
        for attempt in (
            lambda: client.admin.command("shutdown"),
            lambda: client[database].command("dropDatabase"),
            lambda: client[database].command("createUser", "me", pwd="x", roles=[]),
            lambda: client["other"]["collection"].insert_one({}),
            client["local"]["oplog.rs"].find_one,
        ):
            assert _is_refused(attempt)


def test_the_server_runs_no_javascript(mongo_url: str, database: str) -> None:
    with MongoClient[Mongo](mongo_url) as client:
        client[database]["any"].insert_one({})
        with pytest.raises(OperationFailure, match=r"(?i)script"):
            client[database]["any"].find_one({"$where": "true"})


def _is_refused(attempt: Any) -> bool:  # whatever pymongo's methods give
    try:
        attempt()
    except OperationFailure as error:
        return error.code == UNAUTHORIZED
    return False
