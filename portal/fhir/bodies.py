"""The body of a request: whole, of a stated length, not packed, and what its digest says it is."""

import base64
import binascii
import hashlib
import hmac
from collections.abc import Iterator

from flask import request
from werkzeug.exceptions import ClientDisconnected, RequestEntityTooLarge

from portal.fhir import formats
from portal.fhir.answers import Refused
from portal.intake.pipeline import LARGEST_BODY

HASHES = {"sha-256": hashlib.sha256, "sha-512": hashlib.sha512}
WANTED = {"Want-Content-Digest": "sha-256=10, sha-512=9"}


def taken(*, largest: int = LARGEST_BODY, demands_digest: bool) -> bytes:
    """The whole body. Raises `Refused`.

    A body of unknown length, and a packed one, have been refused before anything asked for it
    (`portal.web.bodies`).
    """
    stated = request.content_length
    if stated is None:
        raise Refused(411, "Content-Length is needed: without it there is no body")
    if stated == 0:
        raise Refused(400, "The body is empty", code="structure")
    formats.refuse_other_bodies()
    if stated > largest:
        raise Refused(413, f"More than {largest} bytes")
    body = _read(stated)
    _hold_against_digest(body, demands_digest=demands_digest)
    return body


def _read(stated: int) -> bytes:
    """Werkzeug gives what there is when the sender has gone; then the length tells."""
    request.max_content_length = stated
    try:
        body = request.get_data(cache=False)
    except ClientDisconnected:
        body = b""
    except RequestEntityTooLarge:
        raise Refused(413, "The body is longer than Content-Length says") from None
    if len(body) != stated:
        raise Refused(400, "The body is shorter than Content-Length says", code="structure")
    return body


def _hold_against_digest(body: bytes, *, demands_digest: bool) -> None:
    """RFC 9530. Digests that we do not know are passed over; one that we know is enough."""
    said = [one for one in _digests() if one[0] in HASHES]
    if demands_digest and not said:
        raise Refused(
            400, "Content-Digest with sha-256 is demanded here", code="required", headers=WANTED
        )
    for name, digest in said:
        if not hmac.compare_digest(HASHES[name](body).digest(), digest):
            raise Refused(400, "The body is not what Content-Digest says", headers=WANTED)


def _digests() -> Iterator[tuple[str, bytes]]:
    """The members of the header's dictionary: `sha-256=:base64:, sha-512=:base64:`."""
    header = request.headers.get("Content-Digest", "")
    for member in filter(None, (one.strip() for one in header.split(","))):
        name, _, value = member.partition("=")
        try:
            yield name.strip().lower(), _between_colons(value.strip())
        except ValueError:
            raise Refused(
                400, "Content-Digest looks like sha-256=:base64:", headers=WANTED
            ) from None


def _between_colons(value: str) -> bytes:
    """Raises `ValueError`."""
    if len(value) < 2 or not (value.startswith(":") and value.endswith(":")):
        raise ValueError("no byte sequence")
    try:
        return base64.b64decode(value[1:-1].encode("ascii"), validate=True)
    except binascii.Error:
        raise ValueError("no base64") from None
