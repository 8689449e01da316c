"""The accounts of the container run, on the servers of the tests: what each may do is what is checked in."""

import json
from collections import defaultdict
from pathlib import Path
from typing import Any, Final

from pymongo import MongoClient

from deploy.local.mongodb import MongoNode
from deploy.local.ports import HOST
from tests.faults.servers import Broker

ACCESS: Final = Path(__file__).parents[1] / "docs" / "contracts" / "access"
PASSWORD: Final = "a-password-of-the-services-accounts"


def make_accounts(rabbit: Broker, mongo: MongoNode, database: str, folder: Path) -> dict[str, dict[str, str]]:
    """The settings with which each service uses its own accounts, in that database. `folder`: for a file."""
    settings: dict[str, dict[str, str]] = defaultdict(dict)
    for service, url in rabbitmq_accounts(rabbit, folder).items():
        settings[service]["RABBITMQ_URL"] = url
    for service, url in mongodb_accounts(mongo, database).items():
        settings[service]["MONGODB_URL"] = url
    return settings


def rabbitmq_accounts(node: Broker, folder: Path) -> dict[str, str]:
    """The address with each account; what the accounts find there is made, too."""
    access = json.loads((ACCESS / "rabbitmq.json").read_text())
    names = [permission["user"] for permission in access["permissions"]]
    users = [{"name": name, "password": PASSWORD, "tags": []} for name in names]
    file = folder / "definitions.json"
    file.write_text(json.dumps({**access, "users": users}))
    node.control("import_definitions", str(file))
    return {name: f"amqp://{name}:{PASSWORD}@{HOST}:{node.state.ports['amqp']}/" for name in names}


def mongodb_accounts(node: MongoNode, database: str) -> dict[str, str]:
    """The address with each account."""
    access: dict[str, Any] = json.loads((ACCESS / "mongodb.json").read_text())  # MongoDB's own format
    address = f"{HOST}:{node.state.ports['mongod']}/?replicaSet=desk&authSource={database}"
    accounts = {}
    with MongoClient[dict[str, Any]](node.url) as client:
        for role in access["roles"]:
            name = role.pop("role")
            for privilege in role["privileges"]:
                privilege["resource"]["db"] = database
            client[database].command("createRole", name, **role)
            client[database].command("createUser", name, pwd=PASSWORD, roles=[{"role": name, "db": database}])
            accounts[name] = f"mongodb://{name}:{PASSWORD}@{address}"
    return accounts
