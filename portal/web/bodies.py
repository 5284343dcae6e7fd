"""Which bodies are taken in: of a known length, not large, not compressed."""

from flask import Flask, abort, request
from werkzeug.exceptions import BadRequest, UnsupportedMediaType

FORM_LIMIT = 64 * 1024
"""Bytes; a view that takes more raises `request.max_content_length` itself, knowingly."""


NOT_PACKED = frozenset({"", "identity"})


class Packed(UnsupportedMediaType):
    """415 for a body that says it is compressed (RFC 9110, 15.5.16)."""

    description = "Content-Encoding: a body is taken as it is, not compressed"
    accept_encoding = "identity"


class NulInAddress(BadRequest):
    """400 for a sign that no text of ours holds, and at which PostgreSQL fails."""

    description = "The address holds the character U+0000"


def install(app: Flask) -> None:
    """Refuse bodies before anything reads them."""
    app.config["MAX_CONTENT_LENGTH"] = FORM_LIMIT
    app.config["MAX_FORM_MEMORY_SIZE"] = FORM_LIMIT
    app.config["MAX_FORM_PARTS"] = 200
    app.before_request(_refuse)


def _refuse() -> None:
    """Werkzeug cuts a chunked body at the limit and says nothing, so a length is demanded."""
    headers = request.environ
    if b"%00" in request.query_string or b"\0" in request.query_string:
        raise NulInAddress
    if "HTTP_TRANSFER_ENCODING" in headers:
        abort(411)
    codings = headers.get("HTTP_CONTENT_ENCODING", "").lower().split(",")
    if not NOT_PACKED.issuperset(coding.strip() for coding in codings):
        raise Packed
