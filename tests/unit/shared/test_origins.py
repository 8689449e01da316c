"""Whose page it is that a browser speaks for, and which origins a setting may name."""

from typing import Final

import pytest
from fastapi import Request
from pydantic import TypeAdapter, ValidationError

from shared.origins import Origin, is_from_another_site

HOST: Final = "desk.example"
SHOP: Final = "https://shop.example"
ORIGIN: Final = TypeAdapter(Origin)


def a_request(*, scheme: str = "https", host: str = HOST, **headers: str) -> Request:
    named = {"host": host, **{name.replace("_", "-"): value for name, value in headers.items()}}
    raw = [(name.encode(), value.encode()) for name, value in named.items()]
    return Request({"type": "http", "scheme": scheme, "path": "/", "query_string": b"", "headers": raw})


@pytest.mark.parametrize(
    "asked",
    [
        a_request(),
        a_request(origin=f"https://{HOST}", sec_fetch_site="same-origin"),
        a_request(sec_fetch_site="none"),
        a_request(scheme="http", host="127.0.0.1:8000", origin="http://127.0.0.1:8000"),
        a_request(scheme="http", origin=f"https://{HOST}"),
        a_request(origin=SHOP, sec_fetch_site="cross-site"),
    ],
    ids=["no browser", "our page", "typed", "our page on a port", "behind a proxy that is not trusted", "allowed"],
)
def test_ours_and_allowed_ones_pass(asked: Request) -> None:
    assert not is_from_another_site(asked, [SHOP])


@pytest.mark.parametrize(
    "asked",
    [
        a_request(origin="https://evil.example"),
        a_request(origin="null"),
        a_request(origin=""),
        a_request(origin=f"http://{HOST}"),
        a_request(sec_fetch_site="cross-site"),
        a_request(sec_fetch_site="same-site"),
        a_request(origin=f"https://{HOST}", sec_fetch_site="cross-site"),
    ],
    ids=["foreign", "hidden", "empty", "ours without TLS", "foreign by itself", "a neighbour", "contradicting itself"],
)
def test_others_do_not(asked: Request) -> None:
    assert is_from_another_site(asked, [SHOP])


@pytest.mark.parametrize(
    "origin",
    [
        "https://shop.example",
        "http://localhost:3000",
        "https://xn--bcher-kva.example",
        "http://[::1]:8080",
        "https://a",
    ],
)
def test_an_origin_is_written_as_browsers_send_it(origin: str) -> None:
    assert ORIGIN.validate_python(origin) == origin


@pytest.mark.parametrize(
    "written",
    [
        "*",
        "null",
        "",
        "shop.example",
        "https://",
        "https://*.shop.example",
        "https://Shop.example",
        "https://shop.example/",
        "https://shop.example/pay?x#y",
        "https://shop.example:443",
        "http://shop.example:80",
        "https://shop.example; script-src *",
        "https://shop.example https://evil.example",
        "https://shop.example\n",
        "https://me@shop.example",
        "https://bücher.example",
        "ftp://shop.example",
    ],
)
def test_anything_else_would_match_nothing_or_too_much(written: str) -> None:
    with pytest.raises(ValidationError, match="an origin is what a browser calls a site"):
        ORIGIN.validate_python(written)
