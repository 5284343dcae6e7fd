"""`/oauth/token`: who gets a token, and what each refusal says."""

import hmac
import json
import logging
from base64 import urlsafe_b64encode
from typing import Any

import pytest
import time_machine
from flask import Flask
from sqlalchemy import func, select

from portal import clock
from portal.database import Database
from portal.identity.care_systems import registering
from portal.models.care_system import CareSystemToken, FailedProof
from tests.support.care_systems import (
    JWT_BEARER,
    SCOPES,
    TOKEN_ADDRESS,
    ProvingCareSystem,
    ec_key,
    members,
    register,
    rsa_key,
)
from tests.support.statements import heard

on_sqlite = pytest.mark.parametrize("database", ["sqlite"], indirect=True)


@pytest.fixture
def sender(app: Flask, database: Database) -> ProvingCareSystem:
    return ProvingCareSystem(app, register(database, rsa_key(), ec_key()), rsa_key())


def refused(answer: Any) -> tuple[int, str, str]:
    assert answer.headers["Cache-Control"] == "no-store"
    said = members(answer)
    assert set(said) == {"error", "error_description"}
    return answer.status_code, said["error"], said["error_description"]


def test_a_right_proof_is_answered_with_a_token_of_five_minutes(sender: ProvingCareSystem):
    answer = sender.asks()
    assert answer.status_code == 200
    assert answer.headers["Cache-Control"] == "no-store"
    said = members(answer)
    assert len(said.pop("access_token")) == 43
    assert said == {
        "token_type": "bearer",
        "expires_in": 300,
        "scope": " ".join(sorted(SCOPES)),
    }


@on_sqlite
def test_a_proof_may_be_signed_with_an_elliptic_curve(app: Flask, sender: ProvingCareSystem):
    assert ProvingCareSystem(app, sender.client_id, ec_key()).asks().status_code == 200


@on_sqlite
def test_the_name_may_stand_beside_the_proof_when_it_is_the_same(sender: ProvingCareSystem):
    assert sender.asks(client_id=sender.client_id).status_code == 200
    assert refused(sender.asks(client_id="vs-other")) == (
        401, "invalid_client", "client_assertion: client_id: the same as iss",
    )  # fmt: skip


@on_sqlite
def test_a_token_may_be_asked_for_less(sender: ProvingCareSystem):
    assert members(sender.asks(scope="system/CarePlan.cu"))["scope"] == "system/CarePlan.cu"


def test_more_than_was_registered_is_not_given_and_uses_the_proof_up(sender: ProvingCareSystem):
    proof = sender.proof()
    answer = sender.asks(proof, scope="system/Consent.r")
    assert refused(answer) == (400, "invalid_scope", "scope: more than was registered")
    assert sender.asks(proof).status_code == 401


def test_a_proof_works_once(sender: ProvingCareSystem):
    proof = sender.proof()
    assert sender.asks(proof).status_code == 200
    again = refused(sender.asks(proof))
    assert again == (401, "invalid_client", "client_assertion: not accepted")


@on_sqlite
def test_two_care_systems_may_happen_on_the_same_jti(
    app: Flask, database: Database, sender: ProvingCareSystem
):
    other = ProvingCareSystem(app, register(database, rsa_key()), rsa_key())
    assert sender.asks(sender.proof(jti="1")).status_code == 200
    assert other.asks(other.proof(jti="1")).status_code == 200


@on_sqlite
def test_unknown_disabled_and_wrongly_signed_are_answered_alike(
    app: Flask, database: Database, sender: ProvingCareSystem
):
    disabled = ProvingCareSystem(app, register(database, rsa_key()), rsa_key())
    with database.transaction() as transaction:
        registering.disable(transaction, disabled.client_id)
    stranger = ProvingCareSystem(app, "vs-nobody", rsa_key())
    answers = [
        stranger.asks(),
        disabled.asks(),
        sender.asks(sender.proof(key=rsa_key("other"))),
        sender.asks(sender.proof(header={"kid": "unknown"})),
        sender.asks(sender.proof(header={"kid": "ec"})),
        sender.asks(sender.proof(key=ec_key(), header={"alg": "ES384"})),
    ]
    assert {refused(answer) for answer in answers} == {
        (401, "invalid_client", "client_assertion: not accepted")
    }
    assert len({answer.data for answer in answers}) == 1


@on_sqlite
def test_what_is_wrong_with_a_proof_by_itself_is_said(sender: ProvingCareSystem):
    wrong: dict[str, dict[str, Any]] = {
        "alg: RS384 or ES384": {"header": {"alg": "RS256"}},
        "aud: the address of this endpoint": {"aud": "http://localhost:5000/fhir"},
        "exp: past": {"exp": clock.epoch() - 1},
        "exp: more than 5 minutes ahead": {"exp": clock.epoch() + 600},
        "jti": {"jti": None},
        "kid": {"header": {"kid": None}},
        "sub: the same as iss": {"sub": "other"},
    }
    for rule, changes in wrong.items():
        answer = refused(sender.asks(sender.proof(**changes)))
        assert answer == (401, "invalid_client", f"client_assertion: {rule}")


def test_a_public_key_is_no_shared_secret_and_no_signature_is_none(sender: ProvingCareSystem):
    """The oldest trick: HMAC with the public key, or no signature at all."""
    claims = json.dumps(sender.claims()).encode()
    from_public_key = hmac.digest(sender.key.as_pem(private=False), claims, "sha384")
    for algorithm, signature in (("none", b""), ("HS384", from_public_key), ("RS384", b"")):
        header = json.dumps({**sender.header(), "alg": algorithm}).encode()
        parts = (urlsafe_b64encode(part).rstrip(b"=") for part in (header, claims, signature))
        assert sender.asks(b".".join(parts).decode()).status_code == 401


@on_sqlite
def test_what_is_no_proof_is_refused_quietly(sender: ProvingCareSystem):
    header = "eyJhbGciOiJSUzM4NCJ9"
    nonsense = ("x", "..", "a.b.c", "ä.ö.å", "e30.e30.e30", "W10.W10.W10", f"{header}.WzFd.e30")
    for proof in (*nonsense, f"{header}..e30", "." * 9000, "e" * 20_000, "\0", "[" * 7000):
        assert refused(sender.asks(proof))[:2] == (401, "invalid_client")


@on_sqlite
def test_the_form_must_be_right_before_any_proof_is_read(sender: ProvingCareSystem):
    assert refused(sender.asks(grant_type=None))[:2] == (400, "invalid_request")
    assert refused(sender.asks(grant_type="password"))[:2] == (400, "unsupported_grant_type")
    assert refused(sender.asks(client_assertion=None))[:2] == (401, "invalid_client")
    assert refused(sender.asks(client_assertion_type="secret"))[:2] == (401, "invalid_client")


@on_sqlite
def test_a_request_that_is_no_form_is_refused(app: Flask, sender: ProvingCareSystem):
    browser = app.test_client()
    as_json = browser.post("/oauth/token", json={"grant_type": "client_credentials"})
    assert refused(as_json)[:2] == (400, "invalid_request")
    in_address = browser.post("/oauth/token?grant_type=client_credentials", data={"a": "b"})
    assert refused(in_address)[:2] == (400, "invalid_request")
    form = {"grant_type": "client_credentials", "client_assertion_type": JWT_BEARER}
    for address, kind in (("?scope=x", None), ("", "multipart/form-data")):
        form["client_assertion"] = sender.proof()
        answer = browser.post(f"/oauth/token{address}", data=form, content_type=kind)
        assert refused(answer)[:2] == (400, "invalid_request")
    twice = browser.post("/oauth/token", data={"grant_type": ["client_credentials"] * 2})
    assert refused(twice)[:2] == (400, "invalid_request")
    large = browser.post("/oauth/token", data={"grant_type": "x" * 70_000})
    assert refused(large)[:2] == (413, "invalid_request")
    for method in ("GET", "PUT", "DELETE"):
        assert refused(browser.open("/oauth/token", method=method))[:2] == (405, "invalid_request")


@on_sqlite
def test_a_sender_that_keeps_failing_is_asked_to_wait_but_a_right_proof_is_taken(
    sender: ProvingCareSystem, database: Database
):
    statuses = [sender.asks(sender.proof(key=rsa_key("other"))).status_code for _ in range(13)]
    assert statuses == [401] * 10 + [429] * 3
    waiting = sender.asks(sender.proof(key=rsa_key("other")))
    assert waiting.headers["Retry-After"] == "60"
    assert refused(waiting)[1] == "invalid_client"
    assert sender.asks().status_code == 200
    with database.transaction() as transaction:
        assert transaction.execute(select(FailedProof.failures)).scalars().all() == [10]


def test_after_a_minute_a_failure_is_the_first_again(
    sender: ProvingCareSystem, clock: time_machine.Traveller
):
    wrong = [sender.asks(sender.proof(key=rsa_key("other"))) for _ in range(11)]
    assert wrong[-1].status_code == 429
    clock.shift(61)
    assert sender.asks(sender.proof(key=rsa_key("other"))).status_code == 401


def test_a_token_costs_five_statements_however_many_there_are(
    sender: ProvingCareSystem,
):
    for _ in range(3):
        sender.token()
        with heard(sender.app.extensions["portal.database"].engine) as ear:
            sender.token()
        said = [words.split()[0] for words in ear.said if words != "BEGIN IMMEDIATE"]
        assert said == ["SELECT", "DELETE", "INSERT", "DELETE", "INSERT"]


@on_sqlite
def test_old_tokens_are_tidied_away(
    sender: ProvingCareSystem, database: Database, clock: time_machine.Traveller
):
    for _ in range(3):
        sender.token()
    clock.shift(301)
    sender.token()
    with database.transaction() as transaction:
        count = select(func.count()).select_from(CareSystemToken)
        assert transaction.execute(count).scalar() == 1


@on_sqlite
def test_only_the_hash_of_a_token_is_kept(sender: ProvingCareSystem, database: Database):
    token = sender.token()
    with database.transaction() as transaction:
        kept = transaction.execute(select(CareSystemToken.__table__)).one()
    assert token not in repr(kept)
    assert token.encode() not in kept.token_hash


@on_sqlite
def test_neither_tokens_nor_proofs_nor_keys_are_in_the_log(
    sender: ProvingCareSystem,
    caplog: pytest.LogCaptureFixture,
    capsys: pytest.CaptureFixture[str],
):
    caplog.set_level(logging.DEBUG)
    right, wrong = sender.proof(), sender.proof(key=rsa_key("other"))
    token = members(sender.asks(right))["access_token"]
    sender.asks(wrong)
    sender.asks(right)
    answer = sender.app.test_client().get("/fhir", headers={"Authorization": f"Bearer {token}"})
    assert answer.status_code in (404, 405)
    written = caplog.text + "".join(capsys.readouterr())
    assert "token-refused" in written
    modulus = sender.key.as_dict(private=False)["n"]
    for secret in (token, right, wrong, right.split(".")[2], modulus):
        assert str(secret) not in written


@on_sqlite
def test_an_operator_can_see_whose_proof_was_refused_and_by_which_rule(
    sender: ProvingCareSystem, caplog: pytest.LogCaptureFixture
):
    sender.asks(sender.proof(key=rsa_key("other")))
    sender.asks(sender.proof(iss="vs-<script>", sub="vs-<script>"))
    seen = [(one.__dict__["source"], one.__dict__["reason"]) for one in caplog.records]
    assert (sender.client_id, "signature") in seen
    assert (None, "iss: unknown or disabled") in seen


@on_sqlite
def test_a_senders_library_finds_what_it_must_know(app: Flask):
    found = members(app.test_client().get("/fhir/.well-known/smart-configuration"))
    assert found["token_endpoint"] == TOKEN_ADDRESS
    assert found["token_endpoint_auth_methods_supported"] == ["private_key_jwt"]
    assert found["token_endpoint_auth_signing_alg_values_supported"] == ["RS384", "ES384"]
