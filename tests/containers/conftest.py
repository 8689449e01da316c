"""Tests on real containers, with DOCKER=1: they take minutes, and a machine may have no engine or reach no images."""

import os
import shutil
import subprocess
import uuid
from collections.abc import Iterator
from pathlib import Path

import pytest
from testcontainers.core.container import DockerContainer
from testcontainers.core.wait_strategies import ExecWaitStrategy

from deploy.compose.secrets import ACCOUNT, make_volume
from deploy.local.ports import free_port
from tests.containers.project import ROOT, ComposeProject


@pytest.fixture(scope="session", autouse=True)
def docker_engine() -> None:
    """Every test here needs one."""
    if os.environ.get("DOCKER") != "1":
        pytest.skip("the container tests run with DOCKER=1")
    if not _answers("docker", "version") or not _answers("docker", "compose", "version"):
        pytest.fail("DOCKER=1, but no Docker engine with Compose v2 answers: see `docker compose version`.")


@pytest.fixture(scope="session")
def broker_secrets(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What the container run makes for RabbitMQ, readable for the image's own user."""
    volume = tmp_path_factory.mktemp("secrets")
    make_volume(volume)
    (volume / "rabbitmq" / "definitions.json").chmod(0o644)
    return volume


@pytest.fixture(scope="session")
def rabbit_container(broker_secrets: Path) -> Iterator[DockerContainer]:
    """RabbitMQ 4 with the configuration, the account and the policies of the container run."""
    definitions = broker_secrets / "rabbitmq" / "definitions.json"
    with (
        DockerContainer("rabbitmq:4-management")
        .with_exposed_ports(5672)
        .with_volume_mapping(str(ROOT / "deploy/rabbitmq/rabbitmq.conf"), "/etc/rabbitmq/rabbitmq.conf", "ro")
        .with_volume_mapping(str(definitions), "/run/desk/definitions.json", "ro")
        .waiting_for(ExecWaitStrategy(["bash", "-c", "</dev/tcp/127.0.0.1/5672"]).with_startup_timeout(180))
    ) as container:
        yield container


@pytest.fixture(scope="session")
def rabbit_url(rabbit_container: DockerContainer, broker_secrets: Path) -> str:
    """In place of the embedded broker: what holds on that one is tested here again."""
    password = (broker_secrets / "all" / "rabbitmq_password").read_text()
    address = f"{rabbit_container.get_container_host_ip()}:{rabbit_container.get_exposed_port(5672)}"
    return f"amqp://{ACCOUNT}:{password}@{address}/"


@pytest.fixture(scope="session")
def mongo_url() -> Iterator[str]:
    """In place of the embedded mongod: MongoDB 8 as a replica set of one member."""
    initiate = "try { rs.initiate() } catch {} quit(db.hello().isWritablePrimary ? 0 : 1)"
    with (
        DockerContainer("mongo:8")
        .with_exposed_ports(27017)
        .with_command("mongod --replSet desk --bind_ip_all --quiet")
        .waiting_for(ExecWaitStrategy(["mongosh", "--quiet", "--eval", initiate]).with_startup_timeout(180))
    ) as container:
        address = f"{container.get_container_host_ip()}:{container.get_exposed_port(27017)}"
        yield f"mongodb://{address}/?directConnection=true"


@pytest.fixture(scope="session")
def project(docker_engine: None) -> Iterator[ComposeProject]:
    """The whole container run, built from this tree, with Prometheus; gone afterwards, volumes included."""
    ports = {"PORT": str(free_port()), "PROMETHEUS_PORT": str(free_port())}
    project = ComposeProject(f"desk-test-{uuid.uuid4().hex[:8]}", ports)
    everything = project.config({})["services"]
    try:
        project.compose("up", "--build", "--detach", "--wait", "--quiet-pull", *everything, "prometheus")
        yield project
    finally:
        project.compose("--profile", "*", "down", "--volumes", "--timeout", "20")


def _answers(*command: str) -> bool:
    return (
        shutil.which(command[0]) is not None
        and subprocess.run(command, capture_output=True, check=False).returncode == 0
    )
