"""`docker compose up` without any setting: a stranger chats through the edge, and nothing more than that is open."""

import os
import re
import subprocess
from collections.abc import AsyncIterator, Iterator

import httpx2
import pytest

from deploy.compose.secrets import READERS
from tests.containers.project import ROOT, ComposeProject, service_of
from tests.sentinels import SENTINEL
from tests.visitor import Visitor
from tests.waiting import eventually

QUESTION = "How do payments work?"
SERVICES = ("gateway", "chat_worker", "ticketing", "analytics")
ONE_SHOTS = {"secrets", "mongodb-setup"}


@pytest.fixture
async def visitor(project: ComposeProject) -> AsyncIterator[Visitor]:
    async with httpx2.AsyncClient(base_url=project.origin, timeout=20) as client:
        yield await Visitor.arrives(client)


@pytest.fixture
def http(project: ComposeProject) -> Iterator[httpx2.Client]:
    with httpx2.Client(base_url=project.origin, timeout=20) as client:
        yield client


def test_everything_is_up_and_healthy(project: ComposeProject) -> None:
    states = {service_of(container): container["State"] for container in project.containers()}

    assert {name for name, state in states.items() if state["Status"] == "exited"} == ONE_SHOTS
    assert {name: state["ExitCode"] for name, state in states.items() if name in ONE_SHOTS} == dict.fromkeys(
        ONE_SHOTS, 0
    )
    assert {state["Health"]["Status"] for state in states.values() if "Health" in state and state["Running"]} == {
        "healthy"
    }


async def test_a_visitor_is_answered_and_reads_along_while_the_answer_is_written(visitor: Visitor) -> None:
    async with visitor.tab() as tab:
        await visitor.send(QUESTION)
        await tab.first_words()
        thread_at_first_words = await visitor.thread()
        reply = await tab.reply()

    assert [message["role"] for message in thread_at_first_words["messages"]] == ["user"]
    assert tab.streamed[reply["turn_id"]] == reply["content"]
    assert [message["role"] for message in (await visitor.thread())["messages"]] == ["user", "assistant"]


async def test_a_visitor_who_leaves_closes_the_stream_behind_the_edge(
    visitor: Visitor, project: ComposeProject
) -> None:
    async with visitor.tab():
        await eventually(lambda: _open_streams(project) == 1, "the gateway did not count the stream")
    await eventually(lambda: _open_streams(project) == 0, "the gateway still holds the stream of a visitor who left")


def test_the_seven_routes_of_the_desk_work_with_the_account_that_ticketing_made(project: ComposeProject) -> None:
    account = re.search(r"e-mail\s+(\S+)\n.*password\s+(\S+)", project.compose("logs", "--no-log-prefix", "ticketing"))
    assert account, "ticketing showed no account"

    smoke = subprocess.run(
        [ROOT / "tests" / "smoke.sh", project.origin],
        env={**os.environ, "ADMIN_EMAIL": account[1], "ADMIN_PASSWORD": account[2]},
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )

    assert smoke.returncode == 0, smoke.stdout + smoke.stderr


def test_the_pages_come_through_the_edge_and_say_that_this_is_a_demonstration(http: httpx2.Client) -> None:
    pages = ["/", "/widget.js", "/widget/", "/admin/"]

    assert {page: http.get(page).status_code for page in pages} == dict.fromkeys(pages, 200)
    assert http.get("/api/chat/config").json()["demonstration"] is True


@pytest.mark.parametrize(
    "path",
    [
        "/healthz",
        "/readyz",
        "/metrics",
        "/internal/conversations/66f0c0ffee66f0c0ffee0001",
        "/%68ealthz",
        "/INTERNAL/x",
    ],
)
def test_what_is_for_those_inside_is_not_there_for_a_visitor(path: str, http: httpx2.Client) -> None:
    answer = http.get(path)

    assert answer.status_code == 404
    assert answer.headers["content-type"] == "application/problem+json"


def test_headers_without_end_are_refused(http: httpx2.Client) -> None:
    assert http.get("/", headers={"X-Long": "x" * 32_000}).status_code == 431


def test_only_the_edge_and_prometheus_are_open_and_only_to_this_machine(project: ComposeProject) -> None:
    published = {
        (service_of(container), port, binding["HostIp"])
        for container in project.containers()
        for port, bindings in container["HostConfig"]["PortBindings"].items()
        for binding in bindings
    }

    assert published == {("edge", "8000/tcp", "127.0.0.1"), ("prometheus", "9090/tcp", "127.0.0.1")}


def test_no_container_may_do_more_than_it_needs(project: ComposeProject) -> None:
    for container in project.containers():
        name, host = service_of(container), container["HostConfig"]
        assert container["Config"]["User"] not in {"", "0", "root"}, name
        assert host["ReadonlyRootfs"], name
        assert not host["Privileged"], name
        assert host["CapDrop"] == ["ALL"], name
        assert host["CapAdd"] in (None, ["NET_BIND_SERVICE"], ["CAP_NET_BIND_SERVICE"]), name
        assert "no-new-privileges:true" in host["SecurityOpt"], name
        assert host["Memory"] > 0, name
        assert host["PidsLimit"] > 0, name
        assert host["LogConfig"]["Config"]["max-size"], name


@pytest.mark.parametrize("service", [*SERVICES, "standin"])
def test_a_service_runs_as_an_ordinary_user_who_can_change_nothing(service: str, project: ComposeProject) -> None:
    tried = project.run(service, "sh", "-c", "id -u; touch /app/x /opt/venv/x 2>/dev/null || echo refused")

    assert tried.split() == ["999", "refused"]


@pytest.mark.parametrize("service", SERVICES)
def test_a_service_is_given_its_own_secrets_and_no_others(service: str, project: ComposeProject) -> None:
    assert project.run(service, "ls", "/secrets").split() == sorted(READERS[service])
    assert "refused" in project.run(service, "sh", "-c", "touch /secrets/x 2>/dev/null || echo refused")


def test_only_the_chat_worker_is_given_the_key_for_claude(project: ComposeProject) -> None:
    with_key = project.config({"ANTHROPIC_API_KEY": "a-key"})["services"]
    given = {name for name, service in with_key.items() if "a-key" in str(service)}

    assert given == {"chat_worker"}
    assert "standin" not in with_key
    assert "DEMONSTRATION" not in with_key["gateway"]["environment"]


def test_started_again_it_keeps_its_secrets(project: ComposeProject) -> None:
    before = project.run("ticketing", "sh", "-c", "cat /secrets/*")

    project.compose("run", "--rm", "secrets")

    assert project.run("ticketing", "sh", "-c", "cat /secrets/*") == before


async def test_what_a_visitor_writes_is_in_no_log(visitor: Visitor, project: ComposeProject) -> None:
    async with visitor.tab() as tab:
        await tab.reply_to(await visitor.send(f"{SENTINEL} of mine: {QUESTION}"))

    logs = project.compose("logs", "--no-color")

    assert visitor.conversation_id in logs
    assert SENTINEL not in logs.lower()


def test_the_edge_says_what_failed_and_not_for_whom(http: httpx2.Client, project: ComposeProject) -> None:
    project.compose("stop", "analytics")
    try:
        assert http.get("/api/support/analytics/summary").status_code == 503
        logs = project.compose("logs", "--no-color", "edge")
    finally:
        project.compose("up", "--detach", "--wait", "analytics")

    assert '"level":"error"' in logs
    assert not re.search("remote_ip|client_ip|User-Agent|analytics/summary", logs)


def test_a_proxy_on_this_machine_is_believed_when_it_says_who_asks(http: httpx2.Client) -> None:
    def left_for(address: str) -> int:
        answer = http.post("/api/chat/conversations", json={}, headers={"X-Forwarded-For": address})
        return int(answer.headers["RateLimit-Remaining"])

    assert left_for("203.0.113.7") == left_for("198.51.100.7") > left_for("203.0.113.7")


def test_in_public_nobody_says_who_they_are_but_a_proxy_that_is_named(project: ComposeProject) -> None:
    settings = {"COMPOSE_FILE": "compose.yaml:deploy/compose/tls.yaml", "SITE_ADDRESS": "desk.example"}
    believed = [
        project.config(settings | named)["services"]["edge"]["environment"]["EDGE_TRUSTED_PROXIES"]
        for named in ({}, {"EDGE_TRUSTED_PROXIES": "192.0.2.0/24"})
    ]

    assert believed == ["127.0.0.1/32", "192.0.2.0/24"]


def test_the_dead_letters_can_be_listed_from_a_container(project: ComposeProject) -> None:
    assert project.compose("run", "--rm", "--no-TTY", "dead_letters", "list") == ""


def _open_streams(project: ComposeProject) -> int:
    read = "import urllib.request as u; print(u.urlopen('http://127.0.0.1:9000/metrics').read().decode())"
    shown = re.search(r"^support_open_streams (\S+)", project.run("gateway", "python", "-c", read), re.MULTILINE)
    assert shown
    return int(float(shown[1]))
