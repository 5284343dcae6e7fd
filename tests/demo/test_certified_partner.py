"""The certified provider itself: a portal that plays right gets in, one that does not is refused."""

from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from threading import Thread
from typing import ClassVar
from urllib.parse import parse_qs, parse_qsl, urlsplit

import pytest
import requests
from joserfc import jwt
from joserfc.jwk import KeySet

from portal.demo.claims import LOA3, PERSONAL
from portal.demo.registration import Registration
from tests.demo.portals import Portal
from tests.support.identity_providers.certified import CertifiedProvider, certified_provider


class _Backchannel(BaseHTTPRequestHandler):
    """The portal's end of back-channel logout: keeps what it is sent."""

    sent: ClassVar[list[str]] = []

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.sent.extend(parse_qs(body.decode())["logout_token"])
        self.send_response(200)
        self.end_headers()

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@pytest.fixture(scope="module")
def portal_url() -> Iterator[str]:
    server = HTTPServer(("127.0.0.1", 0), _Backchannel)
    Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


@pytest.fixture(scope="module")
def provider(portal_url: str) -> Iterator[CertifiedProvider]:
    with certified_provider(portal_url) as running:
        yield running


@pytest.fixture
def portal(provider: CertifiedProvider) -> Portal:
    registration = Registration(
        client_id=provider.client_id,
        name="Testportalen",
        redirect_uris=frozenset({provider.redirect_uri}),
        proof="private_key_jwt",
        key=provider.portal_key,
    )
    return Portal(issuer=provider.issuer, registration=registration)


def code_for(person: str, *, portal: Portal, provider: CertifiedProvider) -> str:
    question = portal.question().replace("/authorize?", "/auth?")
    back = dict(parse_qsl(urlsplit(provider.walk(question, person=person)).query))
    assert back["iss"] == provider.issuer
    return back["code"]


def test_anna_signs_in_with_name_and_number(portal: Portal, provider: CertifiedProvider) -> None:
    tokens = portal.redeem(code_for("anna", portal=portal, provider=provider)).json()
    keys = KeySet.import_key_set(requests.get(f"{provider.issuer}/jwks", timeout=5).json())
    claims = jwt.decode(tokens["id_token"], keys).claims
    userinfo = requests.get(
        f"{provider.issuer}/me",
        headers={"Authorization": f"Bearer {tokens['access_token']}"},
        timeout=5,
    )
    said = jwt.decode(userinfo.text, keys).claims
    assert claims["acr"] == LOA3
    assert claims["exp"] - claims["iat"] == 300
    assert {"auth_time", "nonce", "sid", PERSONAL} <= set(claims)
    assert userinfo.headers["Content-Type"].startswith("application/jwt")
    assert (said["name"], said["sub"]) == ("Anna Andersson", claims["sub"])


def test_a_person_who_cancels_is_sent_back_with_access_denied(
    portal: Portal, provider: CertifiedProvider
) -> None:
    question = portal.question().replace("/authorize?", "/auth?")
    assert "error=access_denied" in provider.walk(question, person="")


def test_a_wrong_verifier_is_refused(portal: Portal, provider: CertifiedProvider) -> None:
    code = code_for("anna", portal=portal, provider=provider)
    assert portal.redeem(code, code_verifier="x" * 64).json()["error"] == "invalid_grant"


def test_a_code_is_good_once(portal: Portal, provider: CertifiedProvider) -> None:
    code = code_for("anna", portal=portal, provider=provider)
    answers = [portal.redeem(code).status_code for _ in range(2)]
    assert answers == [200, 400]


def test_a_proof_is_good_once(portal: Portal, provider: CertifiedProvider) -> None:
    again = portal.assertion()
    answers = [
        portal.redeem(
            code_for("anna", portal=portal, provider=provider), client_assertion=again
        ).json()
        for _ in range(2)
    ]
    assert [answer.get("error") for answer in answers] == [None, "invalid_client"]


def test_signing_out_returns_to_the_portal_and_tells_it(
    portal: Portal, provider: CertifiedProvider, portal_url: str
) -> None:
    tokens = portal.redeem(code_for("anna", portal=portal, provider=provider)).json()
    asked = {
        "id_token_hint": tokens["id_token"],
        "post_logout_redirect_uri": f"{portal_url}/utloggad",
        "state": "after",
    }
    back = provider.end(f"{provider.issuer}/session/end", form=asked)
    assert back == f"{portal_url}/utloggad?state=after"
    provider.reported("backchannel.success")
    keys = KeySet.import_key_set(requests.get(f"{provider.issuer}/jwks", timeout=5).json())
    sids = {
        jwt.decode(text, keys).claims["sid"] for text in (*_Backchannel.sent, tokens["id_token"])
    }
    assert len(sids) == 1
