"""One address: each path reaches the service that serves it."""

import httpx2
import pytest

from tests.system import RunningSystem


@pytest.mark.parametrize(
    ("path", "page"), [("/", "demo"), ("/widget/", "widget"), ("/admin/", "admin"), ("/widget.js", "loader")]
)
async def test_the_pages_are_served(path: str, page: str, client: httpx2.AsyncClient) -> None:
    answer = await client.get(path)

    assert answer.status_code == 200
    assert page in answer.text
    assert "content-security-policy" in answer.headers


async def test_the_config_says_who_answers(client: httpx2.AsyncClient) -> None:
    config = (await client.get("/api/chat/config")).json()

    said = {"brand", "demonstration", "support_email", "suggested_questions", "message_max_chars", "consent"}
    assert config.keys() == said
    assert config["demonstration"] is False


@pytest.mark.parametrize("path", ["/internal/conversations/" + "0" * 24, "/internal/export"])
async def test_what_services_say_to_each_other_is_not_for_everybody(path: str, system: RunningSystem) -> None:
    for process in system.processes:
        assert httpx2.get(f"{process.url}{path}").status_code in {401, 404}


async def test_every_process_is_alive_ready_and_measured(system: RunningSystem) -> None:
    for process in system.processes:
        assert httpx2.get(f"{process.url}/healthz").json() == {"alive": True}
        assert httpx2.get(f"{process.url}/readyz").json()["ready"]
        assert "support_" in process.metrics()
        assert httpx2.get(f"{process.url}/metrics").status_code == 404


async def test_every_answer_carries_a_request_id(client: httpx2.AsyncClient) -> None:
    named = await client.get("/api/chat/config", headers={"X-Request-ID": "my-request-1"})
    unnamed = await client.get("/nothing/here")

    assert named.headers["x-request-id"] == "my-request-1"
    assert unnamed.headers["x-request-id"] == unnamed.json()["request_id"]
