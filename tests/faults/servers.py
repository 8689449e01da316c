"""The real RabbitMQ and mongod, with what is needed to hurt them. They block: call them in a thread."""

import json
import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import psutil

from deploy.local.mongodb import MongoNode
from deploy.local.rabbitmq import RabbitNode
from deploy.local.server import LocalServer

_CONTROL: Final = Path("/usr/lib/rabbitmq/bin/rabbitmqctl")
CONTROL_SECONDS: Final = 60.0
_CLOSE_ALL: Final = (
    "lists:sum([begin Open = rabbit_networking:connections(),"
    ' [(catch rabbit_networking:close_connection(Each, "storm")) || Each <- Open],'
    " timer:sleep(300), length(Open) end || _ <- lists:seq(1, {times})])."
)


@dataclass(frozen=True)
class QueueDepth:
    """What lies in a queue; `unacked` is held by consumers."""

    name: str
    ready: int
    unacked: int
    consumers: int


class ControlFailed(Exception):
    """`rabbitmqctl` could not do it, for the reason that it gives."""


class Broker(RabbitNode):
    """RabbitMQ, and its command line."""

    def control(self, *arguments: str) -> str:
        """What `rabbitmqctl` says. Raises ControlFailed."""
        command = [str(_CONTROL), "--quiet", "-n", "desk@localhost", *arguments]
        done = subprocess.run(
            command, env=self._environment(), capture_output=True, text=True, timeout=CONTROL_SECONDS, check=False
        )
        if done.returncode:
            raise ControlFailed(f"rabbitmqctl {' '.join(arguments)}: {done.stderr.strip() or done.stdout.strip()}")
        return done.stdout.strip()

    def queues(self) -> list[QueueDepth]:
        columns = ("name", "messages_ready", "messages_unacknowledged", "consumers")
        listed = json.loads(self.control("list_queues", *columns, "--formatter", "json"))
        return [QueueDepth(*(queue[column] for column in columns)) for queue in listed]

    def alarms(self) -> str:
        """`[]` when there is none."""
        return self.control("eval", "rabbit_alarm:get_alarms().")

    def close_all_connections(self, times: int) -> int:
        """Again and again; returns how many were closed. One that ends by itself meanwhile is no failure."""
        return int(self.control("eval", _CLOSE_ALL.format(times=times)))


class Database(MongoNode):
    """mongod, of whose address a proxy can stand in the way."""

    def url_through(self, address: str) -> str:
        """Directly to that address: a client that knows of the replica set would go round it."""
        return f"mongodb://{self.state.user}:{self.state.password}@{address}/?directConnection=true&authSource=admin"


def family_of(server: LocalServer) -> list[psutil.Process]:
    """The server's process and its children."""
    process = psutil.Process(server.pid)
    return [process, *process.children(recursive=True)]


def killed(server: LocalServer) -> list[int]:
    """End it by SIGKILL; the pids that are gone for it."""
    family = family_of(server)
    server.kill()
    return [process.pid for process in family if _has_ended(process)]


def stopped(server: LocalServer) -> list[int]:
    """End it in order; the pids that are gone for it."""
    family = family_of(server)
    server.stop()
    return [process.pid for process in family if _has_ended(process)]


def _has_ended(process: psutil.Process) -> bool:
    try:
        return not process.is_running() or process.status() == psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return True
