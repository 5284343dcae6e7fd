"""Whole sign-ins with providers that we did not write for tests: the demo's, and a certified one."""

import re
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from urllib.parse import parse_qsl, urlencode, urljoin, urlsplit, urlunsplit

import pytest
import requests
from flask import Flask
from sqlalchemy import func, select, update

from portal.demo.keys import portal_key_file
from portal.demo.provider import create_provider
from portal.demo.registration import PORTAL
from portal.demo.settings import DemoSettings
from portal.identity.oidc.identity_provider import IdentityProvider
from portal.models.sign_in_attempt import SignInAttempt
from portal.settings import IdentityProviderSettings
from tests.features.sign_in.signing_in import Guest
from tests.support.identity_providers.certified import CertifiedProvider, certified_provider
from tests.support.identity_providers.serving import free_port, serving


class DemoWalk:
    """A browser at the demo provider: it presses the button with somebody's name."""

    def __init__(self, issuer: str) -> None:
        self.issuer = issuer
        self.browser = requests.Session()

    def walk(self, address: str, *, person: str = "anna") -> str:
        page = self.browser.get(address, timeout=5)
        (question,) = re.findall(r'name="question" value="([^"]+)"', page.text)
        form = {"question": question, **({"person": person} if person else {"cancel": "1"})}
        choose = urljoin(self.issuer, "/legitimera")
        answer = self.browser.post(choose, data=form, allow_redirects=False, timeout=5)
        return answer.headers["Location"]


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, Path]]:
    instance = tmp_path_factory.mktemp("demo")
    port = free_port()
    settings = DemoSettings(port=port, issuer=f"http://127.0.0.1:{port}", instance=instance)
    with serving(create_provider(settings), port=port) as address:
        yield address, instance


@pytest.fixture
def at_demo(house: Flask, demo: tuple[str, Path]) -> Guest:
    issuer, instance = demo
    house.extensions["portal.identity_provider"] = IdentityProvider(
        IdentityProviderSettings(
            issuer=issuer, client_id=PORTAL, private_key_file=portal_key_file(instance)
        )
    )
    return Guest(house, DemoWalk(issuer))


@pytest.fixture(scope="module")
def certified(house: Flask) -> Iterator[CertifiedProvider]:
    """It tells the portal about sign-outs over a real line, so the portal listens on one."""
    port = free_port()
    with (
        serving(house, port=port) as address,
        certified_provider(
            "http://localhost:5000",
            backchannel_uri=f"{address.replace('127.0.0.1', 'localhost')}/oidc/backchannel-logout",
        ) as provider,
    ):
        yield provider


@pytest.fixture
def at_certified(house: Flask, certified: CertifiedProvider, tmp_path: Path) -> Guest:
    key_file = tmp_path / "key.pem"
    key_file.write_bytes(certified.key_pem())
    certified.browser.cookies.clear()
    house.extensions["portal.identity_provider"] = IdentityProvider(
        IdentityProviderSettings(
            issuer=certified.issuer, client_id=certified.client_id, private_key_file=key_file
        )
    )
    return Guest(house, certified)


def path_of(address: str) -> str:
    parts = urlsplit(address)
    return f"{parts.path}?{parts.query}"


def test_anna_signs_in_at_the_demo_provider(at_demo: Guest):
    at_demo.signs_in()
    assert at_demo.opens("/logga-ut").says("Du är inloggad som Anna Andersson.")


def test_everybody_of_the_demo_can_sign_in(at_demo: Guest):
    for person in ("bertil", "cecilia", "david", "ines"):
        back = at_demo.provider.walk(at_demo.begins(), person=person)
        at_demo.opens(path_of(back), status=303)
        assert at_demo.opens("/logga-ut").says(f"Du är inloggad som {person.capitalize()}")


def test_cancelling_at_the_demo_provider_leads_back_here(at_demo: Guest):
    back = at_demo.provider.walk(at_demo.begins(), person="")
    assert at_demo.opens(path_of(back)).heading == "Du avbröt inloggningen"


def test_signing_out_of_the_demo_leads_back_here_too(at_demo: Guest):
    at_demo.signs_in()
    at_demo.presses_sign_out()
    there = at_demo.is_sent_on().links["Logga ut där också"]
    answer = at_demo.provider.browser.get(there, allow_redirects=False, timeout=5)
    back = answer.headers["Location"]
    assert back.startswith("http://localhost:5000/utloggad?state=")
    at_demo.opens(path_of(back))


def test_anna_signs_in_at_a_certified_provider(at_certified: Guest):
    at_certified.signs_in()
    assert at_certified.opens("/logga-ut").says("Du är inloggad som Anna Andersson.")


def test_a_coordination_number_comes_over_too(at_certified: Guest):
    back = at_certified.provider.walk(at_certified.begins(), person="ines")
    at_certified.opens(path_of(back), status=303)
    assert at_certified.opens("/logga-ut").says("Du är inloggad som Ines Isaksson.")


def test_the_certified_provider_takes_a_code_once(at_certified: Guest):
    back = at_certified.at_provider(at_certified.begins())
    at_certified.opens(back, status=303)
    other = at_certified.begins()
    state = urlsplit(other).query.partition("state=")[2].partition("&")[0]
    replayed = re.sub("state=[^&]*", f"state={state}", back)
    at_certified.opens(replayed, status=403)


def test_signing_out_there_ends_the_session_here_by_the_back_channel(at_certified: Guest):
    """Another browser of Anna's stays in until the provider says otherwise, and then is out."""
    at_certified.signs_in()
    token = at_certified.token
    there = at_certified.app.extensions["portal.identity_provider"].way_out(
        return_address="http://localhost:5000/utloggad", state="s"
    )
    back = at_certified.provider.end(there)
    at_certified.provider.reported("backchannel.success")
    assert back == "http://localhost:5000/utloggad?state=s"
    assert at_certified.token == token
    assert not at_certified.is_in


def test_signing_out_here_and_then_there(at_certified: Guest):
    at_certified.signs_in()
    at_certified.presses_sign_out()
    there = at_certified.is_sent_on().links["Logga ut där också"]
    back = at_certified.provider.end(there)
    assert at_certified.opens(path_of(back)).heading == "Du är utloggad"


def test_a_sign_in_that_somebody_else_made_before_lets_nobody_in(at_certified: Guest):
    """The provider remembers Anna after she has left the portal; the next person may not use that,
    whatever they change in the address that their browser is sent to."""
    at_certified.signs_in()
    at_certified.presses_sign_out()
    parts = urlsplit(at_certified.begins("/logga-in?nytt=ja"))
    let_half_a_minute_pass(at_certified.app)
    asked = [pair for pair in parse_qsl(parts.query) if pair[0] not in ("prompt", "max_age")]
    back = at_certified.at_provider(urlunsplit(parts._replace(query=urlencode(asked))))
    at_certified.client.get(back, base_url="http://localhost")
    assert not at_certified.is_in


def let_half_a_minute_pass(app: Flask) -> None:
    """Between the last sign-in and the attempt that has just begun."""
    with app.extensions["portal.database"].transaction() as transaction:
        began = transaction.execute(select(func.max(SignInAttempt.began_at))).scalar_one()
        later = {"began_at": began + timedelta(seconds=32)}
        transaction.execute(update(SignInAttempt).values(later))
