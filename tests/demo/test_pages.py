"""The demo provider's pages, as a person meets them."""

import re

import pytest
import requests

from portal.demo.cast import cast
from tests.demo.portals import Portal

PAGES = ["/", "/avsluta", "/avslutad", "/avslutad?missed=1", "/finns-inte", "/authorize"]


def test_there_is_one_button_for_each_person_and_one_that_cancels(portal: Portal) -> None:
    buttons = re.findall(r"<button[^>]*>(.*?)</button>", portal.ask().text)
    assert buttons == [*(person.given_name for person in cast().values()), "Avbryt"]


def test_each_button_is_described_by_what_one_will_see(portal: Portal) -> None:
    page = portal.ask().text
    for person in cast().values():
        assert f'aria-describedby="who-{person.key}"' in page
        assert f'<p id="who-{person.key}">{person.name}. {person.who}</p>' in page


@pytest.mark.parametrize("path", PAGES)
def test_every_page_says_that_this_is_a_game(path: str, issuer: str) -> None:
    page = requests.get(issuer + path, timeout=5)
    assert "Det här är en låtsas-legitimation." in page.text
    assert "Alla personer är påhittade." in page.text
    assert '<html lang="sv">' in page.text
    assert len(re.findall("<h1>", page.text)) == 1
    (title,) = re.findall("<title>(.*) – Låtsas-legitimation</title>", page.text)
    assert f"<h1>{title}</h1>" in page.text


@pytest.mark.parametrize("path", PAGES)
def test_no_page_lets_anything_in_from_outside(path: str, issuer: str) -> None:
    page = requests.get(issuer + path, timeout=5)
    policy = page.headers["Content-Security-Policy"]
    assert policy.startswith("default-src 'none'; style-src 'self'")
    assert "unsafe" not in policy
    assert page.headers["Cache-Control"] == "no-store"
    assert not re.findall(r"style=|<style|<script|https?://", page.text)


def test_the_sign_in_form_may_lead_back_to_the_portal_and_nowhere_else(portal: Portal) -> None:
    policy = portal.ask().headers["Content-Security-Policy"]
    assert "form-action 'self' http://localhost:5000;" in policy


def test_no_identity_number_stands_on_any_page(portal: Portal) -> None:
    pages = [portal.ask(), *(requests.get(portal.issuer + path, timeout=5) for path in PAGES)]
    numbers = {person.number for person in cast().values()}
    assert not [number for number in numbers for page in pages if number in page.text]


def test_style_and_picture_are_served_from_here(issuer: str) -> None:
    for name in ("demo.css", "mask.svg"):
        assert requests.get(f"{issuer}/static/{name}", timeout=5).status_code == 200


def test_the_cookie_is_out_of_the_reach_of_scripts_and_of_the_portals_name(portal: Portal) -> None:
    answer = portal.choose(portal.ask(), person="anna")
    cookie = answer.headers["Set-Cookie"]
    assert cookie.startswith("demo-legitimation=")
    assert "HttpOnly" in cookie
    assert "SameSite=Lax" in cookie


def test_discovery_names_every_endpoint_at_its_own_address(issuer: str) -> None:
    said = requests.get(f"{issuer}/.well-known/openid-configuration", timeout=5).json()
    assert said["issuer"] == issuer
    addresses = {name: said[name] for name in said if name.endswith(("_endpoint", "_uri"))}
    assert len(addresses) == 5
    assert all(address.startswith(f"{issuer}/") for address in addresses.values())
    assert said["code_challenge_methods_supported"] == ["S256"]
    assert said["authorization_response_iss_parameter_supported"] is True
    assert said["claims_parameter_supported"] is True


def test_published_keys_are_public_halves_with_names(issuer: str) -> None:
    keys = requests.get(f"{issuer}/jwks", timeout=5).json()["keys"]
    assert [key["alg"] for key in keys] == ["RS256", "ES256"]
    assert all(key["kid"] and "d" not in key for key in keys)
