"""Signing out at the demo provider: asked for by the portal, and by the person."""

import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from urllib.parse import parse_qsl, urlsplit

import pytest
import requests
from flask import Flask, request
from joserfc import jwt
from joserfc.jwk import KeySet

from portal.demo.keys import portal_key
from portal.demo.provider import create_provider
from portal.demo.registration import demo_portal
from portal.demo.settings import DemoSettings
from tests.demo.portals import Portal, told
from tests.support.identity_providers.serving import free_port, serving

EVENT = "http://schemas.openid.net/event/backchannel-logout"


class Told:
    """The portal's end of back-channel logout: keeps what it is sent, answers as told to."""

    def __init__(self) -> None:
        self.tokens: list[str] = []
        self.status = 200
        self.app = Flask("portal's end")
        self.app.add_url_rule("/oidc/backchannel-logout", view_func=self._take, methods=["POST"])

    def _take(self) -> tuple[str, int]:
        self.tokens.append(request.form["logout_token"])
        return "", self.status


@pytest.fixture
def told_portal() -> Told:
    return Told()


@pytest.fixture
def portal(told_portal: Told, instance: Path) -> Iterator[Portal]:
    """A portal of its own for each test, with its end of the back channel really listening."""
    port, portal_port = free_port(), free_port()
    settings = DemoSettings(
        port=port,
        issuer=f"http://127.0.0.1:{port}",
        portal_url=f"http://127.0.0.1:{portal_port}",
        instance=instance,
    )
    registration = demo_portal(settings, key=portal_key(instance))
    other = replace(registration, client_id="another", backchannel_logout_uri=None)
    app = create_provider(settings, registrations=[registration, other])
    with serving(app, port=port) as issuer, serving(told_portal.app, port=portal_port):
        yield Portal(issuer=issuer, registration=registration)


def claims_of(token: str, portal: Portal) -> dict[str, object]:
    keys = KeySet.import_key_set(requests.get(f"{portal.issuer}/jwks", timeout=5).json())
    return jwt.decode(token, keys).claims


def end(portal: Portal, *, method: str = "GET", **asked: str) -> requests.Response:
    return portal.browser.request(
        method,
        f"{portal.issuer}/logout",
        params=asked if method == "GET" else None,
        data=asked if method == "POST" else None,
        allow_redirects=False,
        timeout=10,
    )


def after(portal: Portal) -> str:
    return min(portal.registration.after_logout)


def is_asked_again(portal: Portal) -> bool:
    return portal.ask(prompt=None).status_code == 200


@pytest.mark.parametrize("method", ["GET", "POST"])
def test_a_portal_signs_out_with_the_id_token(method: str, portal: Portal) -> None:
    hint = portal.sign_in("anna")["id_token"]
    back = end(
        portal,
        method=method,
        id_token_hint=hint,
        post_logout_redirect_uri=after(portal),
        state="s&=1",
    )
    assert urlsplit(back.headers["Location"])._replace(query="").geturl() == after(portal)
    assert dict(parse_qsl(urlsplit(back.headers["Location"]).query)) == {"state": "s&=1"}
    assert is_asked_again(portal)


@pytest.mark.parametrize("method", ["GET", "POST"])
def test_a_portal_signs_out_with_its_name_alone(method: str, portal: Portal) -> None:
    portal.sign_in("anna")
    back = end(
        portal,
        method=method,
        client_id=portal.registration.client_id,
        post_logout_redirect_uri=after(portal),
    )
    assert back.headers["Location"] == after(portal)
    assert is_asked_again(portal)


def test_a_post_that_came_without_the_cookie_goes_on_as_a_get_that_has_it(portal: Portal) -> None:
    portal.sign_in("anna")
    asked = {
        "client_id": portal.registration.client_id,
        "post_logout_redirect_uri": after(portal),
        "state": "after",
    }
    bare = requests.post(f"{portal.issuer}/logout", data=asked, allow_redirects=False, timeout=5)
    assert bare.status_code == 303
    again = portal.browser.get(
        portal.issuer + bare.headers["Location"], allow_redirects=False, timeout=10
    )
    assert again.headers["Location"] == f"{after(portal)}?state=after"
    assert is_asked_again(portal)


def test_an_id_token_works_in_a_post_without_the_cookie(portal: Portal, told_portal: Told) -> None:
    hint = portal.sign_in("anna")["id_token"]
    asked = {"id_token_hint": hint, "post_logout_redirect_uri": after(portal)}
    bare = requests.post(f"{portal.issuer}/logout", data=asked, allow_redirects=False, timeout=5)
    assert bare.headers["Location"] == after(portal)
    assert hint not in bare.headers["Location"]
    assert is_asked_again(portal)
    assert len(told_portal.tokens) == 1


@pytest.mark.parametrize(
    "address", ["https://other.example/", "http://localhost:5000/utloggad/", "/utloggad"]
)
def test_an_address_that_is_not_registered_is_not_gone_to(address: str, portal: Portal) -> None:
    hint = portal.sign_in("anna")["id_token"]
    answer = end(portal, id_token_hint=hint, post_logout_redirect_uri=address)
    assert answer.status_code == 400
    assert not is_asked_again(portal)


def test_an_id_token_of_another_portal_signs_nobody_out(portal: Portal) -> None:
    hint = portal.sign_in("anna")["id_token"]
    assert end(portal, id_token_hint=hint, client_id="another").status_code == 400
    assert end(portal, id_token_hint="e30.e30.x").status_code == 400
    assert not is_asked_again(portal)


def test_without_an_address_the_person_stays_on_a_page_that_says_so(portal: Portal) -> None:
    portal.sign_in("anna")
    end(portal, client_id=portal.registration.client_id)
    assert is_asked_again(portal)
    page = portal.browser.get(f"{portal.issuer}/avslutad", timeout=5)
    assert "<h1>Du är utloggad</h1>" in page.text


def test_the_person_signs_out_here_and_the_portal_is_told(
    portal: Portal, told_portal: Told
) -> None:
    id_token = claims_of(portal.sign_in("anna")["id_token"], portal)
    assert "Anna Andersson" in portal.browser.get(f"{portal.issuer}/avsluta", timeout=5).text
    page = portal.browser.post(f"{portal.issuer}/avsluta", timeout=10)
    assert "har fått veta det" in page.text
    (token,) = told_portal.tokens
    said = claims_of(token, portal)
    assert (said["sid"], said["sub"]) == (id_token["sid"], id_token["sub"])
    assert (said["iss"], said["aud"]) == (portal.issuer, portal.registration.client_id)
    assert said["events"] == {EVENT: {}}
    assert said["jti"]
    assert "nonce" not in said
    assert "189002029800" not in json.dumps(said)
    assert is_asked_again(portal)


def test_a_logout_token_says_in_its_head_what_it_is(portal: Portal, told_portal: Told) -> None:
    portal.sign_in("anna")
    portal.browser.post(f"{portal.issuer}/avsluta", timeout=10)
    keys = KeySet.import_key_set(requests.get(f"{portal.issuer}/jwks", timeout=5).json())
    header = jwt.decode(told_portal.tokens[0], keys).header
    assert (header["typ"], header["alg"]) == ("logout+jwt", "RS256")


def test_the_person_hears_when_a_portal_could_not_be_told(
    portal: Portal, told_portal: Told
) -> None:
    told_portal.status = 400
    portal.sign_in("anna")
    page = portal.browser.post(f"{portal.issuer}/avsluta", timeout=10)
    assert "Logga ut där" in page.text


def test_two_browsers_are_two_sign_ins(portal: Portal, told_portal: Told) -> None:
    other_browser = Portal(issuer=portal.issuer, registration=portal.registration)
    portal.sign_in("anna")
    stays = claims_of(other_browser.sign_in("anna")["id_token"], portal)
    portal.browser.post(f"{portal.issuer}/avsluta", timeout=10)
    assert [claims_of(token, portal)["sid"] for token in told_portal.tokens] != [stays["sid"]]
    assert told(other_browser.ask(prompt=None))["code"]
