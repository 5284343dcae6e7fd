"""Answers come compressed to those who can read them so."""

import gzip

import brotli
import pytest
from flask import Flask, Response

from portal.web.compression import WORTH_IT, best_encoding

UNPACK = {"br": brotli.decompress, "gzip": gzip.decompress, None: lambda body: body}


@pytest.mark.parametrize(
    ("accepted", "used"),
    [
        ("gzip, deflate, br, zstd", "br"),
        ("br", "br"),
        ("gzip, deflate", "gzip"),
        ("gzip;q=1.0, br;q=0.1", "br"),
        ("br;q=0, gzip", "gzip"),
        ("gzip;q=0, br;q=0", None),
        ("*", "br"),
        ("identity", None),
        ("zstd", None),
        ("", None),
    ],
)
def test_the_answer_is_packed_as_the_browser_can_unpack_it(app: Flask, accepted, used):
    browser = app.test_client()
    plain = browser.get("/om", headers={"Accept-Encoding": ""})
    answer = browser.get("/om", headers={"Accept-Encoding": accepted})
    assert answer.headers.get("Content-Encoding") == used
    assert UNPACK[used](answer.data) == plain.data
    assert answer.content_length == len(answer.data)


def test_a_page_shrinks_to_less_than_half(app: Flask):
    browser = app.test_client()
    plain = browser.get("/integritet").content_length
    for coding in ("br", "gzip"):
        packed = browser.get("/integritet", headers={"Accept-Encoding": coding}).content_length
        assert packed < plain / 2


@pytest.mark.parametrize(
    ("body", "content_type"),
    [("x" * (WORTH_IT - 1), "text/plain"), ("x" * (WORTH_IT + 1), "application/pdf")],
)
def test_what_is_short_or_packed_by_itself_stays_as_it_is(app, add_view, body, content_type):
    add_view("/som-det-ar", lambda: Response(body, content_type=content_type))
    answer = app.test_client().get("/som-det-ar", headers={"Accept-Encoding": "br"})
    assert "Content-Encoding" not in answer.headers
    assert answer.text == body


def test_a_redirect_has_nothing_to_pack(app: Flask):
    answer = app.test_client().get("/plan", headers={"Accept-Encoding": "br"})
    assert "Content-Encoding" not in answer.headers
    assert answer.data == b""


@pytest.mark.parametrize("header", ["br;q=x", ";;;", "br" * 5000, "\x00"])
def test_a_header_that_makes_no_sense_is_no_reason_to_fail(header: str):
    assert best_encoding(header) in ("", "br", "gzip")
