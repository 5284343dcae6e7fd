"""Right claims, for a fault to change."""

import base64
import hashlib
import secrets

from portal import clock
from portal.demo.cast import Person
from tests.support.identity_providers.faults_in_claims import COORDINATION, PERSONAL
from tests.support.identity_providers.faults_in_logout_tokens import EVENT
from tests.support.identity_providers.signing import Claims, encoded
from tests.support.identity_providers.switchboard import Switchboard

LOA3 = "http://id.elegnamnden.se/loa/1.0/loa3"


def id_token_claims(provider: Switchboard, *, asked: dict[str, str], access_token: str) -> Claims:
    now = clock.epoch()
    half = hashlib.sha256(access_token.encode()).digest()[:16]
    return {
        "iss": provider.issuer,
        "sub": provider.person.sub,
        "aud": provider.client_id,
        "iat": now,
        "exp": now + 300,
        "auth_time": now,
        "acr": LOA3,
        "nonce": asked.get("nonce"),
        "sid": provider.sid,
        "txn": secrets.token_hex(8),
        "at_hash": encoded(half),
        **_number(provider.person),
    }


def userinfo_claims(provider: Switchboard, *, person: Person) -> Claims:
    return {
        "iss": provider.issuer,
        "aud": provider.client_id,
        "sub": person.sub,
        "name": person.name,
        "given_name": person.given_name,
        "family_name": person.family_name,
        "birthdate": person.birthdate.isoformat(),
        **_number(person),
    }


def logout_claims(provider: Switchboard) -> Claims:
    now = clock.epoch()
    return {
        "iss": provider.issuer,
        "aud": provider.client_id,
        "iat": now,
        "exp": now + 120,
        "jti": secrets.token_urlsafe(12),
        "sub": provider.person.sub,
        "sid": provider.sid,
        "events": {EVENT: {}},
    }


def s256(verifier: str) -> str:
    digest = hashlib.sha256(verifier.encode()).digest()
    return base64.urlsafe_b64encode(digest).rstrip(b"=").decode()


def _number(person: Person) -> dict[str, str]:
    return {COORDINATION if person.has_coordination_number else PERSONAL: person.number}
