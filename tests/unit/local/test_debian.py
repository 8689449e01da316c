import os
import platform
import shutil
from pathlib import Path

import pytest

from deploy.local import debian
from deploy.local.steps import SetupFailed, Steps

APT_GET = """#!/bin/sh
echo "$1 policy: $(tail -1 {policy})" >> {calls}
[ "$1" = update ] && touch {lists} && exit 0
[ -e {lists} ] || exit 100
touch {units}/rabbitmq-server.service
"""
DISABLER = """#!/bin/sh
echo "$(basename $0) $*" >> {calls}
"""


class Machine:
    """A Debian system, as far as installing is concerned, in a folder."""

    def __init__(self, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        self.calls, self.policy, self.lists, self.units = (
            folder / name for name in ("calls", "policy", "lists", "units")
        )
        self.units.mkdir()
        self.steps = Steps(folder / "setup.log")
        self.programs = programs = folder / "bin"
        programs.mkdir()
        for name, script in (("apt-get", APT_GET), ("systemctl", DISABLER)):
            (programs / name).write_text(script.format(**vars(self)))
            (programs / name).chmod(0o755)
        monkeypatch.setenv("PATH", f"{programs}:{os.environ['PATH']}")
        monkeypatch.setattr(debian, "POLICY", self.policy)
        monkeypatch.setattr(debian, "UNIT_DIR", self.units)
        monkeypatch.setattr(debian, "SYSTEMD_RUNS", folder / "no-systemd")
        monkeypatch.setattr(debian, "RABBITMQ", folder / "no-rabbitmq")


@pytest.fixture
def machine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Machine:
    return Machine(tmp_path, monkeypatch)


def test_what_is_installed_is_neither_started_nor_enabled(machine: Machine) -> None:
    machine.lists.touch()

    debian.install(machine.steps, ["rabbitmq-server"])

    assert machine.calls.read_text().splitlines() == [
        "install policy: exit 101",
        "systemctl disable rabbitmq-server.service",
    ]
    assert not machine.policy.exists()


def test_without_systemd_its_start_script_is_turned_off(machine: Machine, monkeypatch: pytest.MonkeyPatch) -> None:
    machine.lists.touch()
    (machine.programs / "systemctl").rename(machine.programs / "update-rc.d")
    for name in ("sh", "tail", "touch", "basename"):
        (machine.programs / name).symlink_to(shutil.which(name) or name)
    monkeypatch.setenv("PATH", str(machine.programs))
    monkeypatch.setattr(debian, "SYSTEM_PROGRAMS", "")

    debian.install(machine.steps, ["rabbitmq-server"])

    assert machine.calls.read_text().splitlines()[-1] == "update-rc.d rabbitmq-server disable"


def test_missing_package_lists_are_fetched_once(machine: Machine) -> None:
    debian.install(machine.steps, ["rabbitmq-server"])

    assert [line.split()[0] for line in machine.calls.read_text().splitlines()] == [
        "install",
        "update",
        "install",
        "systemctl",
    ]


def test_a_policy_of_the_machines_own_stays(machine: Machine) -> None:
    machine.lists.touch()
    machine.policy.write_text("#!/bin/sh\nexit 0\n")

    debian.install(machine.steps, ["rabbitmq-server"])

    assert machine.policy.read_text() == "#!/bin/sh\nexit 0\n"


def test_a_policy_that_a_killed_set_up_left_is_removed(machine: Machine) -> None:
    machine.policy.write_text(debian.START_NOTHING)

    with debian.nothing_started():
        pass

    assert not machine.policy.exists()


def test_a_service_that_was_there_before_stays_as_it_was(machine: Machine) -> None:
    machine.lists.touch()
    (machine.units / "rabbitmq-server.service").touch()
    (machine.units / "epmd.socket").touch()

    debian.install(machine.steps, ["chromium"])

    assert "systemctl" not in machine.calls.read_text()


@pytest.mark.usefixtures("machine")
def test_a_given_broker_makes_the_package_needless(tmp_path: Path) -> None:
    env_file = tmp_path / ".env"
    env_file.write_text("PORT=8001\nRABBITMQ_URL=amqp://desk@broker/\nMONGODB_URL=\n")

    assert debian.is_given("RABBITMQ_URL", env_file)
    assert not debian.is_given("MONGODB_URL", env_file)
    assert "rabbitmq-server" not in debian.missing(lambda setting: setting == "RABBITMQ_URL")
    assert "rabbitmq-server" in debian.missing(lambda _: False)


def test_only_root_can_install_and_others_are_told_what(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "geteuid", lambda: 1000)

    with pytest.raises(SetupFailed, match=r"only root can install them: rabbitmq-server\. As root: apt-get install"):
        debian.require_means_to_install(["rabbitmq-server"])


def test_another_processor_needs_an_address_of_mongodb(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(platform, "machine", lambda: "aarch64")

    with pytest.raises(SetupFailed, match=r"no embedded mongod for aarch64\. Set MONGODB_URL"):
        debian.missing(lambda _: False)
    assert isinstance(debian.missing(lambda setting: setting == "MONGODB_URL"), list)
