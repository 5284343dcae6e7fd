"""Portals that ask the demo provider who somebody is, played with a plain HTTP browser."""

import base64
import hashlib
import json
import re
import secrets
from dataclasses import dataclass, field
from urllib.parse import parse_qsl, urlencode, urlsplit

import requests
from joserfc import jwt

from portal import clock
from portal.demo.claims import INFO, LOA3, NUMBER
from portal.demo.proof import ASSERTION
from portal.demo.registration import Registration

ACR = json.dumps({"id_token": {"acr": {"essential": True, "values": [LOA3]}}})
VERIFIER = "v" * 64


def s256(verifier: str) -> str:
    digest = hashlib.sha256(verifier.encode()).digest()
    return base64.urlsafe_b64encode(digest).rstrip(b"=").decode()


@dataclass(kw_only=True)
class Portal:
    """A registered portal together with one browser."""

    issuer: str
    registration: Registration
    browser: requests.Session = field(default_factory=requests.Session)

    @property
    def redirect_uri(self) -> str:
        return min(self.registration.redirect_uris)

    def question(self, **changes: str | None) -> str:
        """The address that starts a sign-in; a change to None leaves the parameter out."""
        asked: dict[str, str | None] = {
            "client_id": self.registration.client_id,
            "redirect_uri": self.redirect_uri,
            "response_type": "code",
            "scope": f"openid {INFO} {NUMBER}",
            "state": "the-state",
            "nonce": "the-nonce",
            "code_challenge": s256(VERIFIER),
            "code_challenge_method": "S256",
            "prompt": "login",
            "ui_locales": "sv",
            "claims": ACR,
            **changes,
        }
        given = {name: value for name, value in asked.items() if value is not None}
        return f"{self.issuer}/authorize?{urlencode(given)}"

    def ask(self, **changes: str | None) -> requests.Response:
        return self.browser.get(self.question(**changes), allow_redirects=False, timeout=5)

    def choose(self, page: requests.Response, **pressed: str) -> requests.Response:
        """Press a button on the sign-in page."""
        (handle,) = re.findall(r'name="question" value="([^"]+)"', page.text)
        return self.browser.post(
            f"{self.issuer}/legitimera",
            data={"question": handle, **pressed},
            allow_redirects=False,
            timeout=5,
        )

    def code_for(self, person: str, **changes: str | None) -> str:
        return told(self.choose(self.ask(**changes), person=person))["code"]

    def redeem(self, code: str, **changes: str) -> requests.Response:
        """Call the token endpoint, proven the way the portal is registered for."""
        form = {
            "grant_type": "authorization_code",
            "code": code,
            "redirect_uri": self.redirect_uri,
            "code_verifier": VERIFIER,
        }
        auth = None
        match self.registration.proof:
            case "client_secret_basic":
                auth = (self.registration.client_id, self.registration.secret or "")
            case "client_secret_post":
                form["client_id"] = self.registration.client_id
                form["client_secret"] = self.registration.secret or ""
            case "private_key_jwt":
                form["client_assertion_type"] = ASSERTION
                form["client_assertion"] = self.assertion()
        return self.browser.post(
            f"{self.issuer}/token", data={**form, **changes}, auth=auth, timeout=5
        )

    def assertion(self, **changes: object) -> str:
        key = self.registration.key
        assert key is not None
        claims = {
            "iss": self.registration.client_id,
            "sub": self.registration.client_id,
            "aud": f"{self.issuer}/token",
            "exp": clock.epoch() + 60,
            "jti": secrets.token_urlsafe(8),
            **changes,
        }
        return jwt.encode({"alg": "RS256", "kid": key.kid}, claims, key)

    def sign_in(self, person: str, **changes: str | None) -> dict[str, str]:
        """The whole way to the tokens."""
        answer = self.redeem(self.code_for(person, **changes))
        assert answer.status_code == 200, answer.text
        tokens: dict[str, str] = answer.json()
        return tokens

    def userinfo(self, access_token: str) -> requests.Response:
        return self.browser.get(
            f"{self.issuer}/userinfo",
            headers={"Authorization": f"Bearer {access_token}"},
            timeout=5,
        )


def told(answer: requests.Response) -> dict[str, str]:
    """What a redirect back to the portal says."""
    assert answer.status_code == 303, answer.text
    return dict(parse_qsl(urlsplit(answer.headers["Location"]).query))
