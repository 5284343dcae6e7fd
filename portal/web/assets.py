"""Styles, scripts and pictures: read and compressed at start, served from memory, kept for ever.

The address of a file holds a hash of what is in it, so a browser never asks for it again and a new
version is never missed. The stylesheets of the components are sent as one file, but for that of a
council's round, and so are the scripts of those who are signed in. What a phone asks when the portal
is put on its home screen (the web app manifest) names the icons by such addresses.
"""

import gzip
import hashlib
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import brotli
from flask import Response, abort, request

from portal.web.compression import best_encoding
from portal.web.headers import SANDBOX

STATIC = Path(__file__).parents[2] / "static"
SIGNED_IN = (
    "js/private_page.js",
    "js/answered.js",
    "build/htmx.min.js",
    "build/hx-csp.min.js",
)
"""What every page runs whose reader is signed in: one file, for each costs an old phone a wait."""
MANIFEST = "app.webmanifest"
DRAWN = "build/icons/"
"""Where `make install` puts the icons, drawn from favicon.svg."""
STYLES_IN_ORDER = "css/order.txt"
"""The stylesheets of the components, one name a line."""
COUNCIL = "council.css"
"""Only for pages with the bar of a council's round."""
TYPES = {
    ".css": "text/css; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".svg": "image/svg+xml",
    ".png": "image/png",
    ".ico": "image/x-icon",
    ".webp": "image/webp",
    ".webmanifest": "application/manifest+json",
}
PACKED = ("css", "js", "svg", "webmanifest")
"""Pictures of points are packed by themselves."""
FOR_EVER = "public, max-age=31536000, immutable"


class AssetMissing(Exception):
    """A file that pages need is not there."""


@dataclass(frozen=True, slots=True)
class Asset:
    """One served file; `bodies` by content encoding, the empty one being plain."""

    address: str
    content_type: str
    bodies: dict[str, bytes]


def asset(name: str) -> str:
    """The address of a file in static/, as in `asset('portal.css')`."""
    try:
        return _by_name()[name].address
    except KeyError:
        raise AssetMissing(f"static/{name} is not there") from None


def serve(name: str) -> Response:
    """Give a file by its hashed name; any other name is unknown."""
    found = _by_address().get(f"/static/{name}") or abort(404)
    wanted = best_encoding(request.headers.get("Accept-Encoding", ""))
    encoding = wanted if wanted in found.bodies else ""
    headers = {
        "Cache-Control": FOR_EVER,
        "Vary": "Accept-Encoding",
        "Content-Security-Policy": SANDBOX,
    }
    if encoding:
        headers["Content-Encoding"] = encoding
    return Response(found.bodies[encoding], content_type=found.content_type, headers=headers)


def load() -> None:
    """Read everything now; raises `AssetMissing` when something was not installed."""
    _by_address()


@cache
def _by_name() -> dict[str, Asset]:
    made = {name: _asset(name, body) for name, body in _files()}
    return made | {MANIFEST: _asset(MANIFEST, _manifest(made))}


@cache
def _by_address() -> dict[str, Asset]:
    return {found.address: found for found in _by_name().values()}


def _files() -> Iterator[tuple[str, bytes]]:
    yield "portal.css", _styles(*(STATIC / STYLES_IN_ORDER).read_text().split())
    yield COUNCIL, _styles(COUNCIL)
    yield "js/signed_in.js", b"\n".join(map(_installed, SIGNED_IN))
    for file in sorted(STATIC.rglob("*")):
        name = file.relative_to(STATIC).as_posix().replace(DRAWN, "icons/")
        if file.suffix in TYPES and not name.startswith(("css/", "build/", MANIFEST)):
            yield name, _bare(file)


def _styles(*names: str) -> bytes:
    return _smaller("\n".join((STATIC / "css" / name).read_text() for name in names)).encode()


def _manifest(made: dict[str, Asset]) -> bytes:
    said = json.loads((STATIC / MANIFEST).read_text())
    for icon in said["icons"]:
        if icon["src"] not in made:
            raise AssetMissing(f"static/build/{icon['src']} is not there; run `make install`")
        icon["src"] = made[icon["src"]].address
    return json.dumps(said, ensure_ascii=False).encode()


def _installed(name: str) -> bytes:
    try:
        return _bare(STATIC / name)
    except FileNotFoundError:
        raise AssetMissing(f"static/{name} is not there; run `make install`") from None


def _bare(file: Path) -> bytes:
    """Comments of our own scripts, and how they stand, are for those who write them."""
    body = file.read_bytes()
    return re.sub(rb"(?m)^\s*//.*\n|^\s+", b"", body) if file.parent.name == "js" else body


def _asset(name: str, body: bytes) -> Asset:
    stem, dot, ending = name.rpartition(".")
    digest = hashlib.sha256(body).hexdigest()[:12]
    bodies = {"": body}
    if ending in PACKED:
        bodies |= {
            "br": brotli.compress(body, quality=11),
            "gzip": gzip.compress(body, compresslevel=9, mtime=0),
        }
    return Asset(f"/static/{stem}.{digest}{dot}{ending}", TYPES[f".{ending}"], bodies)


def _smaller(css: str) -> str:
    """Comments and white space are for those who write it. No text in our styles holds either."""
    without_comments = re.sub(r"/\*.*?\*/", "", css, flags=re.DOTALL)
    in_a_line = re.sub(r"\s+", " ", without_comments)
    return re.sub(r" ?([{};,]) ?", r"\1", in_a_line).replace(": ", ":").replace(";}", "}").strip()
