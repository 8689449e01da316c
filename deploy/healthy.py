"""`python -IS healthy.py PATH`: whether this container's own service answers there with 200. Standard library only."""

import http.client
import sys

TIMEOUT_SECONDS = 4


def main(path: str) -> str | None:
    """None when it does, else what it said instead."""
    service = http.client.HTTPConnection("127.0.0.1", 8000, timeout=TIMEOUT_SECONDS)
    try:
        service.request("GET", path)
        answer = service.getresponse()
    except OSError as error:
        return f"no answer: {error}"
    return None if answer.status == http.HTTPStatus.OK else f"{answer.status}: {answer.read(500)!r}"


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
