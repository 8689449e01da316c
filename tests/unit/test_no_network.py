"""The unit tests' own promise."""

import asyncio
import socket
from typing import Final

import pytest
from pytest_socket import SocketBlockedError

REFUSED: Final = (SocketBlockedError, UserWarning)  # the ban warns before it refuses, and warnings are errors here


def test_a_unit_test_cannot_open_a_socket() -> None:
    with pytest.raises(REFUSED, match="tried to use socket"):
        socket.create_connection(("127.0.0.1", 9), timeout=1)


async def test_the_event_loop_still_works() -> None:
    assert await asyncio.sleep(0, "done") == "done"
