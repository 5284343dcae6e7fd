"""The certified provider that we did not write (npm oidc-provider), as a process of its own.

    with certified_provider(portal_url="http://localhost:5000") as provider:
        back = provider.walk(address_the_portal_redirected_to, person="anna")

`provider.issuer`, `provider.client_id` and `provider.key_pem()` go into the portal's settings.
Nothing here skips: without Node or the package it raises, and says how to get them.
"""

import json
import re
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from queue import Empty, Queue
from threading import Thread
from typing import IO, Any
from urllib.parse import urljoin

import requests
from joserfc.jwk import ECKey, RSAKey

from portal.demo.cast import Person, cast
from tests.support import moved_clock
from tests.support.identity_providers.faults_in_claims import COORDINATION, PERSONAL
from tests.support.identity_providers.serving import free_port
from tests.support.identity_providers.signing import spare_rsa_key
from tests.support.parts import node, npm_package

_SCRIPT = Path(__file__).with_suffix(".mjs")
_START_SECONDS = 20


class CertifiedProviderStopped(Exception):
    """The Node process ended or did not get ready; what it wrote is in the message."""


@dataclass(kw_only=True)
class CertifiedProvider:
    """Where the provider is, and a browser of its own that remembers its cookies."""

    issuer: str
    client_id: str
    redirect_uri: str
    portal_key: RSAKey
    browser: requests.Session = field(default_factory=requests.Session)
    events: Queue[dict[str, Any]] = field(default_factory=Queue)
    """What the provider reports: faults by name, and `backchannel.success`."""

    def walk(self, authorization_url: str, *, person: str = "anna") -> str:
        """Choose a person as a browser would: the callback address that it is sent back to."""
        address = authorization_url
        for _ in range(8):
            answer = self.browser.get(address, allow_redirects=False, timeout=5)
            if "Location" not in answer.headers:
                answer = self._choose(answer, person)
            address = urljoin(answer.url, answer.headers["Location"])
            if address.startswith(self.redirect_uri):
                return address
        raise AssertionError("the provider did not send the browser back to the portal")

    def _choose(self, page: requests.Response, person: str) -> requests.Response:
        assert "/interaction/" in page.url, page.text
        return self.browser.post(
            page.url, data={"person": person}, allow_redirects=False, timeout=5
        )

    def end(self, end_session_url: str, *, form: dict[str, str] | None = None) -> str:
        """Follow the portal's logout and confirm it: the address that it is sent back to.

        form: what the portal's page posts; without it the address is opened.
        """
        method = "GET" if form is None else "POST"
        page = self.browser.request(method, end_session_url, data=form, timeout=5)
        (xsrf,) = re.findall(r'name="xsrf" value="([^"]+)"', page.text)
        (action,) = re.findall(r'action="([^"]+)"', page.text)
        yes = {"xsrf": xsrf, "logout": "yes"}
        answer = self.browser.post(action, data=yes, allow_redirects=False, timeout=10)
        return answer.headers["Location"]

    def reported(self, event: str, *, within: float = 5) -> dict[str, Any]:
        """The next report of this name (raises AssertionError when none comes)."""
        try:
            while (report := self.events.get(timeout=within))["event"] != event:
                pass
        except Empty:
            raise AssertionError(f"the provider did not report {event}") from None
        return report

    def key_pem(self) -> bytes:
        """The portal's private key as a file's content."""
        return self.portal_key.as_pem(private=True)


@contextmanager
def certified_provider(
    portal_url: str,
    *,
    redirect_uri: str | None = None,
    after_logout_uri: str | None = None,
    backchannel_uri: str | None = None,
    takes_post: bool = True,
    changes: dict[str, Any] | None = None,
) -> Iterator[CertifiedProvider]:
    """The provider, ready. Addresses not given stand at the portal's usual places.

    takes_post: logout by POST too; False when a real browser signs in (it would lose the cookie).
    changes: other metadata for the portal's registration, as oidc-provider names it.
    """
    port = free_port()
    provider = CertifiedProvider(
        issuer=f"http://127.0.0.1:{port}",
        client_id="min-plan-test",
        redirect_uri=redirect_uri or f"{portal_url}/oidc/callback",
        portal_key=spare_rsa_key("portal"),
    )
    registration = _registration(provider) | {
        "post_logout_redirect_uris": [after_logout_uri or f"{portal_url}/utloggad"],
        "backchannel_logout_uri": backchannel_uri or f"{portal_url}/oidc/backchannel-logout",
        **(changes or {}),
    }
    told: dict[str, Any] = {
        "issuer": provider.issuer,
        "port": port,
        "keys": _new_keys(),
        "portal": registration,
    }
    told["takesPost"] = takes_post
    told["people"] = [_account(person) for person in cast().values()]
    with _running(json.dumps(told), provider.events):
        yield provider


@contextmanager
def _running(told: str, events: Queue[dict[str, Any]]) -> Iterator[None]:
    npm_package("oidc-provider")
    command = [str(node()), "--require", str(moved_clock.NODE_PRELOAD), str(_SCRIPT), told]
    pipe = subprocess.PIPE
    with subprocess.Popen(command, stdin=pipe, stdout=pipe, stderr=pipe, text=True) as process:
        errors: list[str] = []
        readers = [
            Thread(target=_collect, args=(process.stdout, events)),
            Thread(target=errors.extend, args=(process.stderr,)),
        ]
        for reader in readers:
            reader.start()
        try:
            _wait_until_ready(process, events, errors)
            yield
        finally:
            _end(process)
            for reader in readers:
                reader.join()


def _end(process: subprocess.Popen[str]) -> None:
    """Close its input, on which the script ends: a kill would only reach the wheel's wrapper."""
    assert process.stdin is not None
    process.stdin.close()
    try:
        process.wait(timeout=5)
    except subprocess.TimeoutExpired:
        process.kill()


def _collect(lines: IO[str], events: Queue[dict[str, Any]]) -> None:
    for line in lines:
        events.put(json.loads(line))


def _wait_until_ready(
    process: subprocess.Popen[str], events: Queue[dict[str, Any]], errors: list[str]
) -> None:
    for _ in range(_START_SECONDS * 10):
        try:
            assert events.get(timeout=0.1)["event"] == "ready"
        except Empty:
            if process.poll() is not None:
                break
        else:
            return
    raise CertifiedProviderStopped("".join(errors) or "oidc-provider said nothing")


def _registration(provider: CertifiedProvider) -> dict[str, Any]:
    public = provider.portal_key.as_dict(private=False)
    return {
        "client_id": provider.client_id,
        "redirect_uris": [provider.redirect_uri],
        "response_types": ["code"],
        "grant_types": ["authorization_code"],
        "token_endpoint_auth_method": "private_key_jwt",
        "token_endpoint_auth_signing_alg": "RS256",
        "jwks": {"keys": [{**public, "kid": provider.portal_key.thumbprint()}]},
        "userinfo_signed_response_alg": "RS256",
        "backchannel_logout_session_required": True,
    }


def _new_keys() -> list[dict[str, Any]]:
    rsa = spare_rsa_key("certified")
    ec = ECKey.generate_key("P-256", {"use": "sig", "alg": "ES256"}, auto_kid=True)
    return [dict(rsa.as_dict(private=True)), dict(ec.as_dict(private=True))]


def _account(person: Person) -> dict[str, Any]:
    kind = COORDINATION if person.has_coordination_number else PERSONAL
    claims = {
        "sub": person.sub,
        "name": person.name,
        "given_name": person.given_name,
        "family_name": person.family_name,
        "birthdate": person.birthdate.isoformat(),
        kind: person.number,
    }
    return {"key": person.key, "claims": claims}
