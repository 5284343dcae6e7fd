"""Request objects: an authorization request signed by the portal, passed by value."""

import json

from joserfc import jwt
from joserfc.errors import JoseError
from werkzeug.datastructures import MultiDict

from portal import clock
from portal.demo.proof import ALGORITHMS
from portal.demo.registration import Registration

_ABOUT_THE_OBJECT = {"iss", "aud", "exp", "iat", "nbf", "jti", "request", "request_uri"}


class RequestObjectRefused(Exception):
    """Not signed by the portal, or not for this provider; the message is for its developer."""


def unpacked(
    given: MultiDict[str, str], *, asker: Registration, issuer: str
) -> MultiDict[str, str]:
    """The request with what its request object says; unchanged when it has none."""
    if "request" not in given:
        return given
    said = _signed(given["request"], asker=asker)
    audience = said.get("aud")
    if said.get("iss") != asker.client_id or said.get("client_id", asker.client_id) != said["iss"]:
        raise RequestObjectRefused("iss of the request object is not the client_id")
    if issuer not in (audience if isinstance(audience, list) else [audience]):
        raise RequestObjectRefused("aud of the request object is not this provider")
    if "exp" in said and not (isinstance(said["exp"], int) and said["exp"] > clock.epoch()):
        raise RequestObjectRefused("the request object is too old")
    plain = MultiDict((name, value) for name, value in given.items(multi=True) if name != "request")
    for name in said.keys() - _ABOUT_THE_OBJECT:
        value = said[name]
        plain[name] = value if isinstance(value, str) else json.dumps(value)
    return plain


def _signed(text: str, *, asker: Registration) -> dict[str, object]:
    if asker.key is None:
        raise RequestObjectRefused("no key is registered to check the request object with")
    try:
        return jwt.decode(text, asker.key, algorithms=ALGORITHMS).claims
    except (JoseError, ValueError) as refused:
        raise RequestObjectRefused("the request object is not signed with the key") from refused
