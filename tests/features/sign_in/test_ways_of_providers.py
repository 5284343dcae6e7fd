"""Providers differ: the same code, other settings."""

from dataclasses import replace
from pathlib import Path

import pytest
from flask import Flask
from joserfc.jwk import ECKey

from portal.identity.oidc.identity_provider import IdentityProvider
from portal.identity.oidc.proof import private_key
from portal.settings import IdentityProviderSettings
from tests.features.sign_in.signing_in import Guest
from tests.support.identity_providers.fault import Fault, drop
from tests.support.identity_providers.faulty import FaultyProvider
from tests.support.identity_providers.signing import as_json

PERSONAL = "https://id.oidc.se/claim/personalIdentityNumber"


def let(app: Flask, chosen: IdentityProviderSettings) -> None:
    app.extensions["portal.identity_provider"] = IdentityProvider(chosen)


def test_the_portal_proves_itself_by_a_new_assertion_each_time(
    guest: Guest, provider: FaultyProvider
):
    for _ in range(2):
        guest.signs_in()
        assert provider.redeemed["client_assertion_type"].endswith("jwt-bearer")
        assert "client_secret" not in provider.redeemed
    assert len(provider.seen_jti) >= 2
    assert provider.complaints == []


def test_the_portal_can_prove_itself_by_a_secret(
    app: Flask, guest: Guest, chosen: IdentityProviderSettings
):
    secret = guest.provider.ring.secret
    let(app, replace(chosen, private_key_file=None, client_secret=secret))
    guest.signs_in()
    assert "client_assertion" not in guest.provider.redeemed
    assert "client_secret" not in guest.provider.redeemed


def test_a_wrong_secret_lets_nobody_in(app: Flask, guest: Guest, chosen: IdentityProviderSettings):
    let(app, replace(chosen, private_key_file=None, client_secret="wrong"))
    guest.signs_in(status=403)


def test_userinfo_may_be_plain_where_it_was_agreed(
    app: Flask, guest: Guest, chosen: IdentityProviderSettings
):
    guest.provider.fault = Fault(sign_userinfo=as_json)
    let(app, replace(chosen, userinfo="json", number_source="userinfo"))
    guest.signs_in()


def test_userinfo_may_be_left_out(app: Flask, guest: Guest, chosen: IdentityProviderSettings):
    let(app, replace(chosen, userinfo="none"))
    guest.signs_in()
    assert guest.provider.calls["userinfo"] == 0


def test_the_number_may_come_from_userinfo(
    app: Flask, guest: Guest, chosen: IdentityProviderSettings
):
    guest.provider.fault = Fault(id_token=drop(PERSONAL))
    let(app, replace(chosen, number_source="userinfo"))
    guest.signs_in()


def test_tokens_may_live_longer_where_it_was_agreed(
    app: Flask, guest: Guest, chosen: IdentityProviderSettings
):
    guest.provider.fault = Fault(id_token=lambda said: said.update(exp=said["iat"] + 600))
    guest.signs_in(status=403)
    let(app, replace(chosen, max_token_age=600))
    guest.signs_in()


def test_an_algorithm_that_was_not_chosen_is_refused(
    app: Flask, guest: Guest, chosen: IdentityProviderSettings
):
    let(app, replace(chosen, algorithms=("ES256",)))
    guest.signs_in(status=403)


@pytest.mark.parametrize("key_id", ["", "the-name-they-know"])
def test_a_key_is_known_by_its_thumbprint_or_by_a_given_name(key_file: Path, key_id: str):
    key = private_key(key_file, key_id=key_id)
    assert key.kid == (key_id or key.thumbprint())


def test_a_key_may_be_of_an_elliptic_curve(tmp_path: Path):
    file = tmp_path / "key.pem"
    file.write_bytes(ECKey.generate_key("P-256").as_pem(private=True))
    assert isinstance(private_key(file), ECKey)
