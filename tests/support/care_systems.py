"""A care system that proves who it is, as SMART Backend Services has it, and may do it wrongly."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Any
from uuid import uuid4

from flask import Flask
from joserfc import jwt
from joserfc.jwk import ECKey, RSAKey
from joserfc.jws import JWSRegistry
from werkzeug.test import TestResponse

from portal import clock
from portal.database import Database
from portal.identity.care_systems import registering
from portal.identity.care_systems.key_sets import KeySet
from portal.identity.care_systems.registering import Keys, Registration

TOKEN_ADDRESS = "http://localhost:5000/oauth/token"
JWT_BEARER = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"
SOURCE = "SE2321009990-PLAN"
SCOPES = ("system/Bundle.c", "system/*.cud", "system/CarePlan.r")
Key = RSAKey | ECKey
ANY_ALGORITHM = JWSRegistry(
    algorithms=["RS256", "RS384", "RS512", "PS384", "ES256", "ES384", "HS256", "none"],
    strict_check_header=False,
)


@cache
def rsa_key(kid: str = "rsa") -> RSAKey:
    return RSAKey.generate_key(2048, {"kid": kid})


@cache
def ec_key(kid: str = "ec", curve: str = "P-384") -> ECKey:
    return ECKey.generate_key(curve, {"kid": kid})


def public(*keys: Key) -> KeySet:
    return {"keys": [key.as_dict(private=False) for key in keys]}


def register(
    database: Database,
    *keys: Key,
    name: str = "Planeringssystemet",
    scopes: tuple[str, ...] = SCOPES,
    url: str | None = None,
) -> str:
    """Register a care system as an operator does; gives its client id."""
    registration = Registration(
        name=name, sources=[SOURCE], scopes=scopes, keys=Keys(public(*keys), url=url)
    )
    with database.transaction() as transaction:
        return registering.add(transaction, registration)


@dataclass(frozen=True)
class ProvingCareSystem:
    """One care system with its private key, at a portal."""

    app: Flask
    client_id: str
    key: Key = field(repr=False)

    def header(self) -> dict[str, Any]:
        algorithm = "RS384" if isinstance(self.key, RSAKey) else "ES384"
        return {"alg": algorithm, "kid": self.key.kid, "typ": "JWT"}

    def claims(self) -> dict[str, Any]:
        return {
            "iss": self.client_id,
            "sub": self.client_id,
            "aud": TOKEN_ADDRESS,
            "exp": clock.epoch() + 300,
            "jti": str(uuid4()),
        }

    def proof(
        self,
        *,
        header: Mapping[str, Any] | None = None,
        key: Any = None,
        **claims: Any,
    ) -> str:
        """A signed proof; what is named is changed, what is None is left out."""
        said = _changed(self.claims(), claims)
        headed = _changed(self.header(), header or {})
        return jwt.encode(headed, said, key or self.key, registry=ANY_ALGORITHM)

    def asks(self, proof: str | None = None, **form: str | None) -> TestResponse:
        """Ask for a token; what is named in the form is changed, what is None is left out."""
        usual = {
            "grant_type": "client_credentials",
            "client_assertion_type": JWT_BEARER,
            "client_assertion": proof or self.proof(),
        }
        return self.app.test_client().post("/oauth/token", data=_changed(usual, form))

    def token(self, **form: str | None) -> str:
        answer = self.asks(**form)
        assert answer.status_code == 200, answer.text
        token: str = members(answer)["access_token"]
        return token


def members(answer: TestResponse) -> dict[str, Any]:
    """What an answer in JSON says."""
    assert answer.content_type == "application/json", answer.content_type
    found: dict[str, Any] = json.loads(answer.text)
    return found


def _changed(usual: Mapping[str, Any], changes: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in {**usual, **changes}.items() if value is not None}
