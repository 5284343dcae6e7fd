"""The callback: whose answer it is, that it is used once, and what it leads to."""

import time
from concurrent.futures import ThreadPoolExecutor

import pytest
from flask import Flask
from sqlalchemy import event, func, select

from portal.identity.oidc import identity_provider
from portal.models.external_identity import ExternalIdentity
from portal.models.signed_in_session import SignedInSession
from tests.features.sign_in.signing_in import Guest
from tests.support.identity_providers.fault import Fault, put
from tests.support.identity_providers.faults import FAULTS
from tests.support.identity_providers.faulty import FaultyProvider
from tests.support.statements import heard

BEGIN_AGAIN = "Börja om med inloggningen"
CECILIA = "189305179823"
PERSONAL = "https://id.oidc.se/claim/personalIdentityNumber"


def sessions_begun(app: Flask) -> int:
    with app.extensions["portal.database"].transaction() as transaction:
        query = select(func.count()).select_from(SignedInSession)
        return int(transaction.execute(query).scalar_one())


def test_an_answer_is_taken_once(guest: Guest):
    back = guest.at_provider(guest.begins())
    guest.opens(back, status=303)
    token = guest.token
    assert guest.opens(back, status=400).heading == BEGIN_AGAIN
    assert guest.token == token


def test_of_two_answers_at_once_one_signs_in(app: Flask, guest: Guest):
    back = guest.at_provider(guest.begins())
    cookie = guest.cookie("__Host-login")
    before = sessions_begun(app)

    def answered(_: int) -> int:
        client = app.test_client(use_cookies=False)
        headers = {"Cookie": f"__Host-login={cookie}"}
        return client.get(back, base_url="http://localhost", headers=headers).status_code

    with ThreadPoolExecutor(4) as browsers:
        statuses = sorted(browsers.map(answered, range(8)))
    assert statuses == [303] + [400] * 7
    assert sessions_begun(app) == before + 1


def test_an_answer_opened_in_another_browser_signs_nobody_in(
    app: Flask, guest: Guest, provider: FaultyProvider
):
    back = guest.at_provider(guest.begins())
    other = Guest(app, provider)
    assert other.opens(back, status=400).heading == BEGIN_AGAIN
    assert other.token == ""
    guest.opens(back, status=303)


def test_an_attackers_code_and_state_do_not_sign_the_victim_in_as_the_attacker(
    app: Flask, guest: Guest, provider: FaultyProvider
):
    victim = Guest(app, provider)
    victim.begins()
    attackers = guest.at_provider(guest.begins())
    assert victim.opens(attackers, status=400).heading == BEGIN_AGAIN
    assert not victim.is_in


def test_an_attackers_code_under_the_victims_state_is_refused(
    app: Flask, guest: Guest, provider: FaultyProvider
):
    victim = Guest(app, provider)
    begun = victim.begins()
    guest.at_provider(guest.begins())
    stolen = next(reversed(provider.codes))
    provider.fault = Fault(callback=put({"code": stolen}))
    victim.opens(victim.at_provider(begun), status=403)
    assert not victim.is_in


def test_a_cookie_from_before_sign_in_is_worth_nothing_afterwards(
    app: Flask, guest: Guest, provider: FaultyProvider
):
    back = guest.at_provider(guest.begins())
    saved = guest.cookie("__Host-login")
    guest.opens(back, status=303)
    thief = Guest(app, provider)
    thief.client.set_cookie("__Host-login", saved, secure=True)
    assert thief.opens(back, status=400).heading == BEGIN_AGAIN


@pytest.mark.parametrize(("seconds", "status"), [(590, 303), (601, 400)])
def test_an_attempt_lives_ten_minutes(guest: Guest, clock, seconds: int, status: int):
    begun = guest.begins()
    clock.shift(seconds)
    guest.opens(guest.at_provider(begun), status=status)


@pytest.mark.parametrize("query", ["", "?state=a&state=b&code=c", "?code=c", "?state=&code=c"])
def test_an_answer_to_no_question_is_told_to_begin_again(guest: Guest, query: str):
    guest.begins()
    page = guest.opens(f"/oidc/callback{query}", status=400)
    assert page.heading == BEGIN_AGAIN
    assert page.links["Börja om"] == "/logga-in"


def test_an_answer_by_post_is_not_taken(guest: Guest):
    guest.begins()
    guest.sends("/oidc/callback", {"state": "a", "error": "x"}, status=405)


def test_whoever_presses_cancel_meets_a_friendly_page(guest: Guest):
    guest.provider.fault = FAULTS["access_denied"]
    page = guest.signs_in(status=200)
    assert page.heading == "Du avbröt inloggningen"
    assert page.says("Du är inte inloggad. Ingenting har ändrats.")


def test_what_the_provider_writes_about_an_error_is_never_shown(guest: Guest, caplog):
    guest.provider.fault = FAULTS["error_description with a script"]
    page = guest.signs_in(status=403)
    assert "alert" not in page.text
    (record,) = [one for one in caplog.records if one.message == "sign-in-refused"]
    assert page.says(record.incident)
    assert record.kind == "error: server_error"


def test_a_refusal_names_the_rule_in_the_log_and_only_a_code_on_the_page(guest: Guest, caplog):
    guest.provider.fault = FAULTS["userinfo of another sub"]
    page = guest.signs_in(status=403)
    assert page.heading == "Vi kunde inte logga in dig"
    (record,) = [one for one in caplog.records if one.message == "sign-in-refused"]
    assert page.says(record.incident)
    assert record.kind == "sub of userinfo"
    assert "userinfo" not in page.text


def test_without_a_number_the_page_says_that_it_was_missing(guest: Guest):
    guest.provider.fault = FAULTS["no number"]
    assert guest.signs_in(status=403).heading == "Vi fick inte veta vem du är"


def test_an_identity_that_comes_with_another_number_is_refused(guest: Guest, caplog):
    guest.signs_in()
    guest.presses_sign_out()
    other = put({PERSONAL: CECILIA})
    guest.provider.fault = Fault(id_token=other, userinfo=other)
    guest.signs_in(status=403)
    assert not guest.is_in
    (record,) = [one for one in caplog.records if one.message == "sign-in-refused"]
    assert record.kind == "known identity, other number"


def test_a_person_known_by_number_may_come_by_a_new_identity(app: Flask, guest: Guest):
    guest.signs_in()
    other = put({"sub": "anna-by-another-card"})
    guest.provider.fault = Fault(id_token=other, userinfo=other)
    guest.signs_in()
    with app.extensions["portal.database"].transaction() as transaction:
        query = select(ExternalIdentity.person_id).where(
            ExternalIdentity.issuer == guest.provider.issuer,
            ExternalIdentity.subject.in_((guest.provider.person.sub, "anna-by-another-card")),
        )
        people = transaction.execute(query).scalars().all()
    assert len(people) == 2
    assert len(set(people)) == 1


def test_signing_in_again_gives_a_new_token_and_ends_the_old(guest: Guest):
    guest.signs_in()
    old = guest.token
    guest.signs_in()
    assert guest.token != old
    guest.client.set_cookie("__Host-sid", old, secure=True)
    assert not guest.is_in


def test_a_planted_token_is_not_signed_in(guest: Guest):
    planted = "p" * 43
    guest.client.set_cookie("__Host-sid", planted, secure=True)
    guest.signs_in()
    assert guest.token != planted
    guest.client.set_cookie("__Host-sid", planted, secure=True)
    assert not guest.is_in


def test_the_cookie_of_a_session_is_safe(guest: Guest):
    cookie = guest.signs_in().headers["Set-Cookie"]
    token, *flags = cookie.split("; ")
    assert token.startswith("__Host-sid=")
    assert len(token) == len("__Host-sid=") + 43
    assert set(flags) == {"Secure", "HttpOnly", "Path=/", "SameSite=Lax"}


@pytest.mark.parametrize(
    ("address", "goes_to"),
    [
        ("/logga-in", "/"),
        ("/logga-in?till=plan", "/plan"),
        ("/logga-in?till=plan-versioner", "/plan/versioner"),
        ("/logga-in?till=moten-ref&ref=abc-1", "/moten/abc-1"),
        ("/logga-in?till=plan&ref=abc-1", "/plan"),
        ("/logga-in?till=moten-ref", "/"),
        ("/logga-in?till=moten-ref&ref=//evil.example", "/"),
        ("/logga-in?till=moten-ref&ref=..", "/"),
        ("/logga-in?till=logga-ut", "/"),
        ("/logga-in?till=" + "a" * 5000, "/"),
        *(
            (f"/logga-in?till={evil}", "/")
            for evil in (
                "//evil.example",
                "/%5Cevil.example",
                "https:evil.example",
                "https://evil.example",
                "%2f%2fevil.example",
                "%09//evil.example",
                "plan@evil.example",
                "javascript:alert(1)",
                "http:///evil.example",
            )
        ),
    ],
)
def test_after_sign_in_one_comes_where_one_wanted_and_never_elsewhere(
    guest: Guest, address: str, goes_to: str
):
    assert guest.signs_in(address=address).headers["Location"] == goes_to


def test_what_no_text_can_hold_begins_nothing(guest: Guest):
    guest.opens("/logga-in?till=%00plan", status=400)


def test_no_transaction_is_open_while_the_provider_is_asked(app: Flask, guest: Guest):
    """The provider looks, each time it is asked, if the portal holds a database connection."""
    pool = app.extensions["portal.database"].engine.pool
    held = []

    def look(response, provider):
        held.append(pool.checkedout())
        return response

    endpoints = ("discovery", "token", "jwks", "userinfo")
    guest.provider.fault = Fault(bend=dict.fromkeys(endpoints, look))
    guest.signs_in()
    assert held == [0, 0, 0, 0]


def test_signing_in_is_traced_in_the_same_transaction(app: Flask, guest: Guest):
    engine = app.extensions["portal.database"].engine
    with heard(engine) as ear:
        event.listen(engine, "begin", lambda _: ear.said.append("BEGIN"))
        guest.signs_in()
    (trace,) = ear.about("INSERT INTO access_event")
    session = ear.about("INSERT INTO signed_in_session")[0]
    last_begin = max(number for number, said in enumerate(ear.said) if said.startswith("BEGIN"))
    assert last_begin < ear.said.index(session) < ear.said.index(trace)


def test_a_slow_provider_does_not_stop_the_others(
    app: Flask, guest: Guest, monkeypatch: pytest.MonkeyPatch
):
    """While several wait for the provider, somebody who is signed in is answered at once."""
    guest.signs_in()
    backs = [guest.at_provider(guest.begins()) for _ in range(3)]
    cookie = guest.cookie("__Host-login")
    guest.provider.fault = FAULTS["token endpoint stalled"]
    monkeypatch.setattr(identity_provider, "SECONDS", 1.5)

    def waits(back: str) -> int:
        client = app.test_client(use_cookies=False)
        headers = {"Cookie": f"__Host-login={cookie}"}
        return client.get(back, base_url="http://localhost", headers=headers).status_code

    with ThreadPoolExecutor(3) as people:
        waiting = people.map(waits, backs)
        time.sleep(0.3)
        began = time.monotonic()
        assert guest.is_in
        assert time.monotonic() - began < 1
        assert list(waiting) == [503, 503, 503]
