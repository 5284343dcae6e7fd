"""What the provider says of itself must fit what the operator chose."""

from dataclasses import replace
from typing import Any

import pytest

from portal.identity.oidc.metadata import MetadataRefused, checked
from portal.settings import IdentityProviderSettings

CHOSEN = IdentityProviderSettings(issuer="https://id.example", client_id="min-plan")
RIGHT: dict[str, Any] = {
    "issuer": "https://id.example",
    "authorization_endpoint": "https://id.example/authorize",
    "token_endpoint": "https://id.example/token",
    "userinfo_endpoint": "https://id.example/userinfo",
    "jwks_uri": "https://keys.example/jwks",
    "end_session_endpoint": "https://id.example/logout",
    "code_challenge_methods_supported": ["plain", "S256"],
    "id_token_signing_alg_values_supported": ["RS256", "none"],
    "authorization_response_iss_parameter_supported": True,
    "claims_parameter_supported": True,
}


def without(*names: str) -> dict[str, Any]:
    return {name: value for name, value in RIGHT.items() if name not in names}


def test_a_right_document_is_believed():
    metadata = checked(RIGHT, chosen=CHOSEN)
    assert metadata.token_endpoint == "https://id.example/token"
    assert (metadata.names_issuer, metadata.takes_claims) == (True, True)


def test_what_is_optional_may_be_missing():
    found = without(
        "end_session_endpoint",
        "id_token_signing_alg_values_supported",
        "authorization_response_iss_parameter_supported",
        "claims_parameter_supported",
    )
    metadata = checked(found, chosen=CHOSEN)
    assert metadata.end_session_endpoint == ""
    assert (metadata.names_issuer, metadata.takes_claims) == (False, False)


def test_without_userinfo_its_endpoint_is_not_needed():
    chosen = replace(CHOSEN, userinfo="none")
    assert checked(without("userinfo_endpoint"), chosen=chosen).userinfo_endpoint == ""


def test_on_this_machine_http_is_enough():
    chosen = replace(CHOSEN, issuer="http://127.0.0.1:5001")
    here = {
        name: str(value).replace("https://id.example", "http://127.0.0.1:5001")
        for name, value in RIGHT.items()
        if isinstance(value, str)
    }
    assert checked({**RIGHT, **here}, chosen=chosen).issuer == "http://127.0.0.1:5001"


@pytest.mark.parametrize(
    ("changes", "fault"),
    [
        ({"issuer": "https://id.example/"}, "issuer is not PORTAL_OIDC_ISSUER"),
        ({"issuer": "https://other.example"}, "issuer is not PORTAL_OIDC_ISSUER"),
        ({"token_endpoint": "http://id.example/token"}, "token_endpoint is not https"),
        ({"jwks_uri": 7}, "jwks_uri is not https"),
        ({"jwks_uri": "https://["}, "jwks_uri is not https"),
        ({"token_endpoint": "http://["}, "token_endpoint is not https"),
        ({"token_endpoint": "https:"}, "token_endpoint is not https"),
        ({"end_session_endpoint": "http://id.example/x"}, "end_session_endpoint is not https"),
        ({"authorization_endpoint": ""}, "authorization_endpoint is missing"),
        ({"userinfo_endpoint": None}, "userinfo_endpoint is missing"),
        ({"code_challenge_methods_supported": ["plain"]}, "has no S256"),
        ({"code_challenge_methods_supported": "S256"}, "has no S256"),
        ({"id_token_signing_alg_values_supported": ["HS256"]}, "none of PORTAL_OIDC_ALGORITHMS"),
    ],
)
def test_a_document_that_does_not_fit_is_refused_with_the_reason(
    changes: dict[str, Any], fault: str
):
    with pytest.raises(MetadataRefused, match=fault):
        checked({**RIGHT, **changes}, chosen=CHOSEN)


@pytest.mark.parametrize("found", [None, [], "metadata", 7, {}])
def test_what_is_no_document_is_refused(found: object):
    with pytest.raises(MetadataRefused) as refused:
        checked(found, chosen=CHOSEN)
    assert "issuer" in str(refused.value)
    assert "token_endpoint is missing" in str(refused.value)
