"""The edge by itself, with TLS: what only it can say, and what it refuses before a service hears of it."""

import socket
from collections.abc import Iterator

import httpx2
import pytest
from testcontainers.core.container import DockerContainer
from testcontainers.core.wait_strategies import ExecWaitStrategy

from tests.containers.project import ROOT

CADDY = ROOT / "deploy" / "caddy"
AT_LAST_SECONDS = 40.0
"""The edge waits 10 seconds for headers."""


@pytest.fixture(scope="module")
def edge() -> Iterator[DockerContainer]:
    with (
        DockerContainer("caddy:2")
        .with_env("SITE_ADDRESS", "https://localhost")
        .with_exposed_ports(443)
        .with_volume_mapping(str(CADDY), "/etc/caddy", "ro")
        .waiting_for(ExecWaitStrategy(["wget", "-q", "-O", "/dev/null", "http://127.0.0.1:8001/healthz"]))
    ) as container:
        yield container


def test_under_tls_browsers_are_told_to_stay_there(edge: DockerContainer) -> None:
    answer = httpx2.get(f"https://localhost:{edge.get_exposed_port(443)}/metrics", verify=False)

    assert answer.status_code == 404
    assert answer.headers["Strict-Transport-Security"] == "max-age=31536000"
    assert "Server" not in answer.headers


def test_a_client_that_never_ends_its_headers_is_disconnected(edge: DockerContainer) -> None:
    with socket.create_connection(("127.0.0.1", int(edge.get_exposed_port(443))), timeout=AT_LAST_SECONDS) as client:
        assert client.recv(1) == b""


def test_the_edge_of_a_small_server_is_a_valid_one(edge: DockerContainer) -> None:
    command = ["caddy", "validate", "--adapter", "caddyfile", "--config", "/etc/caddy/small-server.Caddyfile"]

    assert edge.exec(command).exit_code == 0
