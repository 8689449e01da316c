"""Unit tests have no network."""

import pytest
from pytest_socket import disable_socket


def pytest_runtest_setup(item: pytest.Item) -> None:
    """The event loop's own pair of Unix sockets stays allowed; pytest-socket lifts the ban after the test."""
    disable_socket(allow_unix_socket=True)
