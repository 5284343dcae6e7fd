"""Min plan on the home screen of a phone: what the browser asks for, and pictures of our own."""

import json
import math
import re
import zlib
from typing import Any

import pytest
from flask import Flask

from portal.web.assets import STATIC, asset
from tests.support.browser import chromium
from tests.support.identity_providers.serving import free_port, serving
from tools import icons

SAFE = 0.4
"""The part of a maskable picture's side, from its middle, that no phone cuts off."""


@pytest.fixture
def manifest(app: Flask) -> dict[str, Any]:
    answer = app.test_client().get(asset("app.webmanifest"))
    assert answer.content_type == "application/manifest+json"
    told: dict[str, Any] = json.loads(answer.text)
    return told


def test_the_browser_finds_nothing_that_hinders_installing(app: Flask):
    port = free_port()
    with chromium() as started, serving(app, port=port):
        context = started.new_context(base_url=f"http://localhost:{port}")
        page = context.new_page()
        complaints: list[str] = []
        page.on("console", lambda message: complaints.append(message.text))
        page.goto("/om")
        devtools = context.new_cdp_session(page)
        found = devtools.send("Page.getAppManifest")
        hindrances = devtools.send("Page.getInstallabilityErrors")["installabilityErrors"]
        context.close()
    assert found["url"].endswith(asset("app.webmanifest"))
    assert found["errors"] == []
    # The browser of a test keeps nothing, and so installs nothing; that is all it may say.
    assert [one["errorId"] for one in hindrances] in ([], ["in-incognito"])
    assert complaints == []


def test_it_opens_at_home_with_a_way_back_and_runs_nothing_by_itself(manifest: dict[str, Any]):
    assert (manifest["start_url"], manifest["scope"], manifest["id"]) == ("/", "/", "/")
    # An iPhone opens it in its browser then, where one can come back from the e-identification.
    assert manifest["display"] == "minimal-ui"
    assert "serviceworker" not in manifest


@pytest.mark.parametrize("address", ["/sw.js", "/service-worker.js"])
def test_there_is_no_service_worker(app: Flask, address: str):
    assert app.test_client().get(address).status_code == 404


def test_the_icons_are_there_for_ever_in_the_size_they_say(app: Flask, manifest: dict[str, Any]):
    for icon in manifest["icons"]:
        answer = app.test_client().get(icon["src"])
        assert answer.content_type == "image/png"
        assert "immutable" in answer.headers["Cache-Control"]
        width, height = (int.from_bytes(answer.data[at : at + 4]) for at in (16, 20))
        assert icon["sizes"] == f"{width}x{height}"
    assert {icon.get("purpose") for icon in manifest["icons"]} == {None, "maskable"}


def test_a_picture_is_the_drawing(app: Flask):
    square, rectangles = icons.read((STATIC / "favicon.svg").read_text())
    drawn = icons.png(192, square, rectangles, is_maskable=False)
    assert app.test_client().get(asset("icons/icon-192.png")).data == drawn
    small = icons.png(32, square, rectangles, is_maskable=False)
    assert _points(small, 32)[0][0] == (0, 0, 0, 0), "the corner is round"
    assert _points(small, 32)[16][2] == (0x17, 0x49, 0x3F, 255)
    assert _points(small, 32)[8][8] == (0xFF, 0xFC, 0xF5, 255)


def test_a_phone_may_cut_the_other_picture_into_its_own_shape():
    square, rectangles = icons.read((STATIC / "favicon.svg").read_text())
    points = _points(icons.png(64, square, rectangles, is_maskable=True), 64)
    ground = points[0][0]
    assert ground == (0x17, 0x49, 0x3F, 255)
    farthest = max(
        math.dist((x + 0.5, y + 0.5), (32, 32))
        for y, row in enumerate(points)
        for x, point in enumerate(row)
        if point != ground
    )
    assert farthest <= SAFE * 64


def test_what_is_not_a_rectangle_is_refused():
    with pytest.raises(icons.DrawingNotUnderstood, match="rect"):
        icons.read('<svg viewBox="0 0 8 8">\n<path d="M0 0h8"/>\n</svg>')


def test_the_browser_round_the_page_has_the_colour_of_the_desk(app: Flask):
    page = app.test_client().get("/om").text
    colours = re.findall(r'<meta name="theme-color" content="(#\w+)" media="\(.*?: (\w+)\)">', page)
    css = (STATIC / "css/tokens.css").read_text()
    [(light, dark)] = re.findall(r"--desk: light-dark\((#\w+), (#\w+)\)", css)
    assert colours == [(light, "light"), (dark, "dark")]


def _points(png: bytes, side: int) -> list[list[tuple[int, ...]]]:
    """The colours of a picture with a palette, as the standard says they are kept."""
    parts = {}
    at = 8
    while at < len(png):
        length = int.from_bytes(png[at : at + 4])
        kind, body = png[at + 4 : at + 8], png[at + 8 : at + 8 + length]
        assert int.from_bytes(png[at + 8 + length : at + 12 + length]) == zlib.crc32(kind + body)
        parts[kind] = body
        at += 12 + length
    palette = [
        (*parts[b"PLTE"][3 * one : 3 * one + 3], parts[b"tRNS"][one])
        for one in range(len(parts[b"tRNS"]))
    ]
    rows = zlib.decompress(parts[b"IDAT"])
    assert len(rows) == side * (side + 1)
    return [
        [palette[number] for number in rows[row * (side + 1) + 1 : (row + 1) * (side + 1)]]
        for row in range(side)
    ]
