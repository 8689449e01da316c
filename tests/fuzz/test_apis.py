"""schemathesis asks every operation of the three APIs whatever its description allows, and what it does not.

It knows them by docs/contracts/openapi only. A 5xx, a status or a shape that is not documented, something wrong that is
taken, something right that is not, a door that stands open, or a deleted thing that is still there is a failure.
"""

from pathlib import Path

import httpx2
import pytest

from tests.desk import Desk
from tests.fuzz import credentials, planted
from tests.fuzz.run import ROOT, run
from tests.system import ADMIN_EMAIL, IDENTITY_SECRET, RunningSystem

DOCUMENTS = ROOT / "docs" / "contracts" / "openapi"
pytestmark = pytest.mark.timeout(1_800)


@pytest.fixture
async def environment(system: RunningSystem) -> dict[str, str]:
    """Everybody's credentials: an admin's, a service's, and what visitors' are made with."""
    secrets = system.folder / "secrets"
    async with system.client() as client:
        desk = Desk(client, await Desk.sign_in(client))
        account = next(account for account in await desk.get("/accounts") if account["email"] == ADMIN_EMAIL)
    return {
        credentials.ACCESS_TOKEN: desk.headers["Authorization"].removeprefix("Bearer "),
        credentials.ACCOUNT_ID: account["id"],
        credentials.SERVICE_TOKEN: (secrets / "service_token").read_text().strip(),
        credentials.VISITOR_KEY: (secrets / "gateway_token_key").read_text().strip(),
        credentials.IDENTITY_SECRET: IDENTITY_SECRET,
    }


@pytest.mark.parametrize("service", ["gateway", "ticketing", "analytics"])
def test_it_answers_as_its_description_says(
    service: str, system: RunningSystem, environment: dict[str, str], tmp_path: Path
) -> None:
    outcome = run(DOCUMENTS / f"{service}.json", system.services[service].url, tmp_path, environment)

    assert not outcome.failed, outcome.said
    assert outcome.cases > outcome.operations


def test_a_planted_fault_is_found(tmp_path: Path) -> None:
    """The negative control: an app with one fault of each kind."""
    with planted.served() as url:
        document = tmp_path / "planted.json"
        document.write_bytes(httpx2.get(f"{url}/openapi.json").content)
        outcome = run(document, url, tmp_path, {}, examples=10)

    assert outcome.failed
    assert outcome.codes >= planted.CODES, outcome.said
