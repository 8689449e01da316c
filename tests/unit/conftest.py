"""Unit tests have no network, and no property depends on how busy the machine is."""

import pytest
from hypothesis import HealthCheck, settings
from pytest_socket import disable_socket

settings.register_profile("without a clock", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("without a clock")


def pytest_runtest_setup(item: pytest.Item) -> None:
    """The event loop's own pair of Unix sockets stays allowed; pytest-socket lifts the ban after the test."""
    disable_socket(allow_unix_socket=True)
