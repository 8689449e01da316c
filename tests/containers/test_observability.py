"""Prometheus sees the running desk: every target, every alert's expression, every panel of the dashboard."""

import asyncio
import json
import subprocess
from collections.abc import Iterator
from functools import partial
from typing import Any, Final

import httpx2
import pytest

from tests.containers.project import ROOT, ComposeProject
from tests.visitor import Visitor
from tests.waiting import wait_until

DASHBOARD: Final = json.loads((ROOT / "deploy/grafana/dashboards/support-desk.json").read_text())
PANELS: Final[dict[str, list[str]]] = {
    f"{panel['id']} {panel['title']}": [target["expr"] for target in panel["targets"]]
    for panel in DASHBOARD["panels"]
    if panel["type"] != "row"
}
QUESTIONS: Final = ("How do payments work?", "How do I cancel a booking?", "I want to talk to a person.")
SCRAPE_SECONDS: Final = 15
RATE_INTERVAL: Final = "1m"
"""What Grafana makes of $__rate_interval at a scrape every 15 s: four of them."""


@pytest.fixture(scope="module")
def prometheus(project: ComposeProject) -> Iterator[httpx2.Client]:
    """Prometheus, once it has seen a visitor being answered between two looks."""
    with httpx2.Client(base_url=project.prometheus, timeout=20) as client:
        wait_until(lambda: len(_query(client, "up == 1")) == 6, "not every target is up", within_seconds=60)
        asyncio.run(_ask(project.origin))
        seen = "sum(increase(support_claude_first_token_seconds_count[1m])) > 0"
        wait_until(lambda: bool(_query(client, seen)), "the answers did not show", within_seconds=60)
        yield client


@pytest.mark.parametrize("panel", PANELS)
def test_a_panel_shows_data(panel: str, prometheus: httpx2.Client) -> None:
    """A series that began with the answers has a rate only after the second look at it."""
    for expression in PANELS[panel]:
        query = expression.replace("$__rate_interval", RATE_INTERVAL)
        wait_until(partial(_has_data, prometheus, query), expression, within_seconds=2 * SCRAPE_SECONDS)


def _has_data(prometheus: httpx2.Client, query: str) -> bool:
    return any(sample["value"][1] != "NaN" for sample in _query(prometheus, query))


def test_every_alert_can_be_computed_and_none_fires_on_a_healthy_desk(prometheus: httpx2.Client) -> None:
    rules = [rule for group in prometheus.get("/api/v1/rules").json()["data"]["groups"] for rule in group["rules"]]

    assert rules
    assert {rule["name"]: rule["health"] for rule in rules if rule["health"] != "ok"} == {}
    assert [rule["name"] for rule in rules if rule["state"] == "firing"] == []


def test_every_alert_has_its_paragraph_in_the_operations_manual(prometheus: httpx2.Client) -> None:
    manual = (ROOT / "docs" / "operations.md").read_text()
    rules = [rule for group in prometheus.get("/api/v1/rules").json()["data"]["groups"] for rule in group["rules"]]

    assert [rule["name"] for rule in rules if f"**{rule['name']}**" not in manual] == []


def test_the_alerts_fire_when_they_should(project: ComposeProject) -> None:
    rules = [
        *("docker", "run", "--rm", "--network=none", "--entrypoint=promtool"),
        *(f"--volume={ROOT}/deploy/prometheus:/desk/deploy/prometheus:ro",),
        *(f"--volume={ROOT}/tests/containers/alerts.test.yml:/desk/tests/containers/alerts.test.yml:ro",),
        *("prom/prometheus:latest", "test", "rules", "/desk/tests/containers/alerts.test.yml"),
    ]
    tested = subprocess.run(rules, capture_output=True, text=True, check=False, timeout=120)

    assert tested.returncode == 0, tested.stdout + tested.stderr


def test_the_dashboard_asks_the_data_source_that_is_provisioned() -> None:
    provisioned = (ROOT / "deploy/grafana/provisioning/datasources/prometheus.yml").read_text()
    asked = {target["datasource"]["uid"] for panel in DASHBOARD["panels"] for target in panel.get("targets", [])}

    assert asked == {"prometheus"}
    assert "uid: prometheus\n" in provisioned
    assert len({panel["id"] for panel in DASHBOARD["panels"]}) == len(DASHBOARD["panels"])


async def _ask(origin: str) -> None:
    async with httpx2.AsyncClient(base_url=origin, timeout=20) as client:
        for question in QUESTIONS:
            visitor = await Visitor.arrives(client)
            async with visitor.tab() as tab:
                await visitor.send(question)
                await tab.reply()


def _query(prometheus: httpx2.Client, expression: str) -> list[dict[str, Any]]:
    answer = prometheus.get("/api/v1/query", params={"query": expression})
    assert answer.status_code == 200, answer.text
    series: list[dict[str, Any]] = answer.json()["data"]["result"]
    return series
