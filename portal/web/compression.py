"""Answers made for one person, compressed: Brotli when the browser knows it, else gzip."""

import gzip
from functools import lru_cache

import brotli
from flask import Flask, Response, request
from werkzeug.datastructures import Accept
from werkzeug.http import parse_accept_header

WORTH_IT = 500
"""Bytes: a smaller answer fits in one packet anyway."""
TEXTS = ("text/", "application/json", "application/fhir+json", "image/svg+xml")


def install(app: Flask) -> None:
    """Compress each answer on its way out."""
    app.after_request(_compress)


@lru_cache(maxsize=256)
def best_encoding(accepted: str) -> str:
    """`br`, `gzip` or nothing, by what an Accept-Encoding header takes."""
    accept = parse_accept_header(accepted, Accept)
    if accept.quality("br") > 0:
        return "br"
    return "gzip" if accept.quality("gzip") > 0 else ""


def _compress(response: Response) -> Response:
    if response.is_streamed or "Content-Encoding" in response.headers:
        return response
    if not (response.content_type or "").startswith(TEXTS):
        return response
    body = response.get_data()
    if len(body) < WORTH_IT:
        return response
    match best_encoding(request.headers.get("Accept-Encoding", "")):
        case "br":
            response.set_data(brotli.compress(body, quality=5, lgwin=16))
            response.headers["Content-Encoding"] = "br"
        case "gzip":
            response.set_data(gzip.compress(body, compresslevel=6, mtime=0))
            response.headers["Content-Encoding"] = "gzip"
    return response
