"""flask-login, held short."""

import pytest
from flask import Flask
from flask_login import encode_cookie

from portal.identity import login_manager
from portal.identity.login_manager import LoginDisabled
from tests.support.visitor import Visitor


def test_the_portal_does_not_start_with_sign_in_turned_off():
    app = Flask("bare")
    app.config["LOGIN_DISABLED"] = True
    with pytest.raises(LoginDisabled, match="remove LOGIN_DISABLED"):
        login_manager.install(app)


def test_a_remember_me_cookie_means_nothing(app: Flask, visitor: Visitor):
    app.config["SECRET_KEY"] = "known to whoever forged the cookie"
    with app.app_context():
        forged = encode_cookie("1")
    visitor.client.set_cookie("remember_token", forged, secure=True)
    assert visitor.opens("/kontakter", status=303).headers["Location"].startswith("/logga-in")


def test_only_our_own_cookies_are_ever_set(signed_in):
    anna: Visitor = signed_in("anna")
    for address in ("/", "/logga-ut", "/kontakter"):
        set_cookies = anna.opens(address).headers["Set-Cookie"]
        assert "remember_token" not in set_cookies
        assert not set_cookies.startswith("session=")


def test_a_page_looks_up_who_is_here_once(signed_in):
    anna: Visitor = signed_in("anna")
    with anna.heard() as ear:
        anna.opens("/logga-ut")
    assert len(ear.about("signed_in_session")) == 1


def test_signed_out_pages_ask_the_database_nothing(visitor: Visitor):
    visitor.opens("/")  # a demo looks out for a patient council, and then not for two seconds
    with visitor.heard() as ear:
        visitor.opens("/")
        visitor.opens("/utloggad")
    assert [one for one in ear.besides("council_round") if not one.startswith("BEGIN")] == []
