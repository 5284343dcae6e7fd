"""At DEBUG, with every library talking, no log line holds what would let anybody in."""

import logging

import pytest
from flask import Flask

from tests.features.sign_in.signing_in import Guest, asked
from tests.support.identity_numbers import identity_numbers_in
from tests.support.identity_providers.fault import Fault, put
from tests.support.identity_providers.faulty import FaultyProvider

PERSONAL = "https://id.oidc.se/claim/personalIdentityNumber"


def said(caplog: pytest.LogCaptureFixture) -> str:
    """All that the portal's side wrote: the line of the browser to the provider is not ours."""
    return "\n".join(
        f"{record.getMessage()} {record.__dict__} {record.exc_text}"
        for record in caplog.records
        if "GET /authorize" not in record.getMessage()
    )


@pytest.fixture
def everything(caplog: pytest.LogCaptureFixture) -> pytest.LogCaptureFixture:
    for name in ("", "authlib", "requests", "urllib3", "werkzeug", "portal", "flask_login"):
        caplog.set_level(logging.DEBUG, logger=name)
    return caplog


def test_a_sign_in_leaves_no_secret_in_the_log(
    app: Flask, guest: Guest, provider: FaultyProvider, everything: pytest.LogCaptureFixture
):
    address = guest.begins()
    back = guest.at_provider(address)
    guest.opens(back, status=303)
    token, browser = guest.token, guest.cookie("__Host-login")
    guest.presses_sign_out()
    secrets = {
        "state": asked(address)["state"],
        "nonce": asked(address)["nonce"],
        "code": asked(back)["code"],
        "code_verifier": provider.redeemed["code_verifier"],
        "assertion": provider.redeemed["client_assertion"],
        "access token": next(reversed(provider.tokens)),
        "session": token,
        "browser": browser,
        "number": provider.person.number,
        "name": provider.person.name,
    }
    log = said(everything)
    assert all(secrets.values())
    assert [name for name, secret in secrets.items() if secret in log] == []
    assert "eyJ" not in log
    assert identity_numbers_in(log) == []


@pytest.mark.parametrize("number", ["189002029801", "18900202-9800", "9002029800"])
def test_a_refused_number_is_not_in_the_log_either(
    guest: Guest, everything: pytest.LogCaptureFixture, number: str
):
    wrong = put({PERSONAL: number})
    guest.provider.fault = Fault(id_token=wrong, userinfo=wrong)
    page = guest.signs_in(status=403)
    assert number not in said(everything)
    assert number not in page.text
