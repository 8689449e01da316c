"""A private RabbitMQ node with an epmd of its own."""

import json
import secrets
import shutil
import socket
import time
from pathlib import Path
from typing import ClassVar

from deploy.local import state
from deploy.local.errors import LocalRunError
from deploy.local.ports import HOST, is_free
from deploy.local.processes import Child
from deploy.local.server import LocalServer, plain_environment

# /usr/sbin/rabbitmq-server insists on the user root or rabbitmq; this is what it runs in the end.
_SERVER = Path("/usr/lib/rabbitmq/bin/rabbitmq-server")
POLICIES = Path(__file__).parents[1] / "rabbitmq" / "policies.json"
_CONSUMER_TIMEOUT_MS = 30 * 60 * 1000
_NOTICE_WAIT_SECONDS = 0.2
_EPMD_POLL_SECONDS = 0.01

_CONFIG = """\
listeners.tcp.local = {host}:{port}
definitions.import_backend = local_filesystem
definitions.local.path = {definitions}
disk_free_limit.absolute = 200MB
consumer_timeout = {consumer_timeout}
"""


class RabbitNode(LocalServer):
    """RabbitMQ as Debian packages it, run as the calling user: AMQP, distribution and epmd on loopback, no guest.

    `start` raises LocalRunError, also when RabbitMQ is not installed.
    """

    name: ClassVar[str] = "rabbitmq"
    purposes: ClassVar[tuple[str, ...]] = ("amqp", "distribution", "epmd")

    def __init__(self, data_dir: Path, run_dir: Path | None = None) -> None:
        """See LocalServer."""
        super().__init__(data_dir, run_dir)
        self._epmd: Child | None = None
        self._notices: socket.socket | None = None

    @property
    def url(self) -> str:
        """`amqp://user:password@127.0.0.1:port/`."""
        kept = self.state
        return f"amqp://{kept.user}:{kept.password}@{HOST}:{kept.ports['amqp']}/"

    def stop(self) -> None:
        """End the node, then its epmd."""
        super().stop()
        if self._epmd is not None:
            self._epmd.stop()
        self._forget()

    def kill(self) -> None:
        """End the node and its epmd as a crash would."""
        super().kill()
        if self._epmd is not None:
            self._epmd.kill()
        self._forget()

    def _forget(self) -> None:
        self._epmd = None
        if self._notices is not None:
            self._notices.close()
            self._notices = None

    def _start_process(self) -> Child:
        epmd = shutil.which("epmd")
        if epmd is None or not _SERVER.exists():
            raise LocalRunError(
                "RabbitMQ is not installed.",
                "Install it (as root: apt-get install rabbitmq-server), or set RABBITMQ_URL to a broker that runs.",
            )
        self._write_config()
        self._epmd = self._start_epmd(epmd)
        env = self._environment() | {"NOTIFY_SOCKET": self._listen_for_notices()}
        return Child(self.name, [_SERVER], log=self.log, run_dir=self.run_dir, env=env)

    def _start_epmd(self, epmd: str) -> Child:
        """The node's own name service: one that RabbitMQ starts would outlive it."""
        port = self.state.ports["epmd"]
        command = [epmd, "-address", HOST, "-port", str(port)]
        log = self.log.with_name("epmd.log")
        child = Child("epmd", command, log=log, run_dir=self.run_dir, env=plain_environment())
        while is_free(port) and child.exit_code is None:
            time.sleep(_EPMD_POLL_SECONDS)
        return child

    def _listen_for_notices(self) -> str:
        """The address (without a file) to which RabbitMQ reports as to a service manager."""
        address = f"desk-{secrets.token_hex(8)}"
        self._notices = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
        self._notices.settimeout(_NOTICE_WAIT_SECONDS)
        self._notices.bind(f"\0{address}")
        return f"@{address}"

    def _is_ready(self) -> bool:
        """RabbitMQ tells its service manager when it is up: here that is us."""
        if self._notices is None:
            return False
        try:
            return b"READY=1" in self._notices.recv(4096)
        except TimeoutError:
            return False

    def _write_config(self) -> None:
        definitions = self.data_dir / "definitions.json"
        state.write_private(definitions, json.dumps(self._definitions()))
        config = _CONFIG.format(
            host=HOST,
            port=self.state.ports["amqp"],
            definitions=definitions,
            consumer_timeout=_CONSUMER_TIMEOUT_MS,
        )
        state.write_private(self.data_dir / "rabbitmq.conf", config)
        (self.data_dir / "enabled_plugins").write_text("[].\n")

    def _definitions(self) -> dict[str, object]:
        """What RabbitMQ imports at every start: its one account, and the limits of the queues."""
        account = self.state
        allowed = {"vhost": "/", "configure": ".*", "write": ".*", "read": ".*"}
        return {
            "users": [{"name": account.user, "password": account.password, "tags": ["administrator"]}],
            "permissions": [{"user": account.user, **allowed}],
            **json.loads(POLICIES.read_text()),
        }

    def _plugins(self) -> Path:
        """RabbitMQ itself and no plugin: to look through those that Debian ships takes a second of every start."""
        folder = self.data_dir / "plugins"
        folder.mkdir(exist_ok=True)
        for link in folder.iterdir():
            link.unlink()
        for itself in (_SERVER.resolve().parents[1] / "plugins").glob("rabbit-[0-9]*"):
            (folder / itself.name).symlink_to(itself)
        return folder

    def _environment(self) -> dict[str, str]:
        ports = self.state.ports
        return plain_environment() | {
            "HOME": str(self.data_dir),
            "RABBITMQ_NODENAME": "desk@localhost",
            "RABBITMQ_MNESIA_BASE": str(self.data_dir / "mnesia"),
            "RABBITMQ_LOG_BASE": str(self.log.parent),
            "RABBITMQ_LOGS": "-",
            "RABBITMQ_ENABLED_PLUGINS_FILE": str(self.data_dir / "enabled_plugins"),
            "RABBITMQ_PLUGINS_DIR": str(self._plugins()),
            "RABBITMQ_CONFIG_FILE": str(self.data_dir / "rabbitmq.conf"),
            "RABBITMQ_CONF_ENV_FILE": "/dev/null",
            "RABBITMQ_DIST_PORT": str(ports["distribution"]),
            "ERL_EPMD_PORT": str(ports["epmd"]),
            "ERL_EPMD_ADDRESS": HOST,
            "ERL_CRASH_DUMP": str(self.log.with_name("erl_crash.dump")),
            # Two schedulers are enough here and save memory on a machine with many cores.
            "RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS": (
                "+S 2:2 -start_epmd false -kernel inet_dist_use_interface {127,0,0,1}"
            ),
        }
