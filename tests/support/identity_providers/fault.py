"""One fault switch: what a provider does wrong, all else being right, and what must follow."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from flask import Response

from tests.support.identity_providers.signing import Claims, KeyRing, Signer, rs256

Edit = Callable[[Claims], object]
"""Changes a dict in place."""


Bend = Callable[[Response, Any], Response]
"""Given the right answer and the provider: what goes over the wire."""


def nothing(_: Claims) -> None:
    """All is right."""


@dataclass(frozen=True, kw_only=True)
class Fault:
    """Where the provider differs from a right one.

    outcome: `accept`, `refuse`, or `pin` for what others may do otherwise and we refuse.
    module: names in the OpenID Foundation's conformance suite, without `oidcc-client-test-`.
    bend: by endpoint (discovery, jwks, token, userinfo), what becomes of the whole HTTP answer.
    """

    outcome: Literal["accept", "pin", "refuse"] = "refuse"
    module: str = ""
    id_token: Edit = nothing
    sign: Signer = rs256
    userinfo: Edit = nothing
    sign_userinfo: Signer = rs256
    discovery: Edit = nothing
    jwks: Callable[[list[Claims]], object] = field(default=lambda keys: None)
    callback: Edit = nothing
    tokens: Edit = nothing
    before_signing: Callable[[KeyRing], object] = field(default=lambda ring: None)
    bend: Mapping[str, Bend] = field(default_factory=dict)
    after_logout: Edit = nothing

    @property
    def is_accepted(self) -> bool:
        return self.outcome == "accept"


@dataclass(frozen=True, kw_only=True)
class LogoutFault:
    """How a logout token differs from a right one; refused means 400 and nothing ended."""

    outcome: Literal["accept", "refuse"] = "refuse"
    module: str = ""
    claims: Edit = nothing
    sign: Signer = rs256


def put(changes: Mapping[str, Any]) -> Edit:
    return lambda claims: claims.update(changes)


def drop(*names: str) -> Edit:
    return lambda claims: [claims.pop(name, None) for name in names]


def shift(name: str, *, seconds: int) -> Edit:
    """Move a time in the token."""
    return lambda claims: claims.update({name: claims[name] + seconds})


def all_of(*edits: Edit) -> Edit:
    return lambda claims: [edit(claims) for edit in edits]
