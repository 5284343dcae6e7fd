"""A provider of our own, in this process, that does one thing wrong on demand.

    with faulty_provider(redirect_uri="http://localhost/oidc/callback") as provider:
        provider.fault = FAULTS["nonce wrong"]
        back = provider.walk(address_the_portal_redirected_to)   # the callback address

Everything else is right, and it is as strict with the portal as a real one: PKCE, the code once,
the same redirect_uri, the proof of the portal once. What it refused stands in `complaints`.
"""

import secrets
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from threading import Event

import requests
from joserfc.jwk import RSAKey

from portal.demo.cast import Person, cast
from tests.support.identity_providers.fault import Fault, LogoutFault
from tests.support.identity_providers.faulty_endpoints import faulty_app
from tests.support.identity_providers.faulty_tokens import logout_claims
from tests.support.identity_providers.serving import free_port, serving
from tests.support.identity_providers.signing import KeyRing, spare_rsa_key

RIGHT = Fault(outcome="accept")


@dataclass(kw_only=True)
class FaultyProvider:
    """The switchboard. Change fault, person or sid between sign-ins; see also ring.rotate()."""

    issuer: str
    redirect_uri: str
    after_logout_uri: str
    client_id: str = "min-plan-test"
    fault: Fault = RIGHT
    person: Person = field(default_factory=lambda: cast()["anna"])
    ring: KeyRing = field(default_factory=KeyRing)
    portal_key: RSAKey = field(default_factory=lambda: spare_rsa_key("portal"))
    """The portal's private key, for private_key_jwt; `ring.secret` is its client secret."""

    calls: Counter[str] = field(default_factory=Counter)
    """How often each endpoint was called; `jku` counts fetches of a key address in a header."""
    asked: dict[str, str] = field(default_factory=dict)
    """The parameters of the latest authorization request."""
    redeemed: dict[str, str] = field(default_factory=dict)
    """The form of the latest token request."""
    asked_to_end: dict[str, str] = field(default_factory=dict)
    """The parameters of the latest request for logout."""
    complaints: list[str] = field(default_factory=list)
    """What the portal itself did wrong."""

    codes: dict[str, dict[str, str]] = field(default_factory=dict)
    tokens: dict[str, Person] = field(default_factory=dict)
    seen_jti: set[str] = field(default_factory=set)
    sid: str = field(default_factory=lambda: secrets.token_urlsafe(12))
    """In every ID token until changed."""
    set_aside: tuple[bytes, str] = (b"", "text/plain")
    closing: Event = field(default_factory=Event)

    def walk(self, authorization_url: str) -> str:
        """What a browser does at the provider: the address it is sent back to."""
        answer = requests.get(authorization_url, allow_redirects=False, timeout=5)
        assert answer.status_code == 303, answer.text
        return answer.headers["Location"]

    def logout_token(self, fault: LogoutFault | None = None, **changes: object) -> str:
        """For the latest person and sid; changes are claims, applied before the fault."""
        fault = fault or LogoutFault(outcome="accept")
        claims = {**logout_claims(self), **changes}
        fault.claims(claims)
        return fault.sign(self.ring, {"typ": "logout+jwt"}, claims)

    def key_pem(self) -> bytes:
        """The portal's private key as a file's content."""
        return self.portal_key.as_pem(private=True)


@contextmanager
def faulty_provider(
    *,
    redirect_uri: str = "http://localhost:5000/oidc/callback",
    after_logout_uri: str = "http://localhost:5000/utloggad",
) -> Iterator[FaultyProvider]:
    """A fault-switching provider on loopback, right until told otherwise."""
    port = free_port()
    provider = FaultyProvider(
        issuer=f"http://127.0.0.1:{port}",
        redirect_uri=redirect_uri,
        after_logout_uri=after_logout_uri,
        ring=KeyRing(address=f"http://127.0.0.1:{port}"),
    )
    with serving(faulty_app(provider), port=port):
        try:
            yield provider
        finally:
            provider.closing.set()
