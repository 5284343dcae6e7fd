"""Styles, scripts and pictures: hashed, small, ours."""

import gzip
import hashlib
import re
from pathlib import Path

import brotli
import pytest
from flask import Flask

from portal.web import assets
from portal.web.assets import AssetMissing, asset

NAMES = [
    "portal.css",
    "council.css",
    "favicon.svg",
    "app.webmanifest",
    "js/read_aloud.js",
    "js/signed_in.js",
]


@pytest.mark.parametrize("name", NAMES)
def test_the_address_of_a_file_tells_what_is_in_it(app: Flask, name: str):
    answer = app.test_client().get(asset(name))
    stem, _, ending = name.rpartition(".")
    digest = hashlib.sha256(answer.data).hexdigest()[:12]
    assert asset(name) == f"/static/{stem}.{digest}.{ending}"
    assert answer.status_code == 200


@pytest.mark.parametrize("name", NAMES)
def test_a_file_is_sent_packed_and_is_the_same_unpacked(app: Flask, name: str):
    browser = app.test_client()
    plain = browser.get(asset(name), headers={"Accept-Encoding": ""}).data
    for coding, unpack in (("br", brotli.decompress), ("gzip", gzip.decompress)):
        answer = browser.get(asset(name), headers={"Accept-Encoding": coding})
        assert answer.headers.getlist("Content-Encoding") == [coding]
        assert unpack(answer.data) == plain


@pytest.mark.parametrize(
    "address",
    [
        "/static/portal.css",
        "/static/portal.000000000000.css",
        "/static/",
        "/static/../pyproject.toml",
        "/static/..%2fpyproject.toml",
        "/static/%2e%2e/pyproject.toml",
        "/static//etc/passwd",
        "/static/css/order.txt",
        "/static/build/installed",
        "/static/build/htmx.min.js",
        "/static/css/tokens.css",
    ],
)
def test_nothing_else_in_or_outside_the_folder_is_served(app: Flask, address: str):
    assert app.test_client().get(address).status_code == 404


def test_the_styles_of_all_components_come_as_one_file_in_their_order(app: Flask):
    css = app.test_client().get(asset("portal.css")).text
    order = (assets.STATIC / "css" / "order.txt").read_text().split()
    layers = re.findall(r"@layer ([a-z-]+)\{", css)
    assert layers
    assert "/*" not in css
    assert sorted([*order, assets.COUNCIL]) == sorted(
        file.name for file in (assets.STATIC / "css").glob("*.css")
    )


def test_styles_and_scripts_together_are_light(app: Flask):
    browser = app.test_client()
    sizes = {
        name: len(browser.get(asset(name), headers={"Accept-Encoding": "br"}).data)
        for name in ("portal.css", "js/signed_in.js", "js/read_aloud.js")
    }
    assert sizes["portal.css"] <= 8_000
    assert sizes["js/read_aloud.js"] <= 1_500
    assert sizes["js/signed_in.js"] + sizes["js/read_aloud.js"] <= 16_000


def test_an_unknown_file_in_a_template_is_named(app: Flask):
    with pytest.raises(AssetMissing, match=r"static/js/nej\.js is not there"):
        asset("js/nej.js")


def test_a_portal_without_htmx_says_how_to_get_it(monkeypatch: pytest.MonkeyPatch, tmp_path: Path):
    (tmp_path / "css").mkdir()
    (tmp_path / "css" / "order.txt").write_text("")
    (tmp_path / "css" / assets.COUNCIL).write_text("")
    monkeypatch.setattr(assets, "STATIC", tmp_path)
    with pytest.raises(AssetMissing, match="run `make install`"):
        list(assets._files())
