"""From a code to claims: the token call, the signatures and, where asked for, UserInfo."""

from collections.abc import Mapping
from typing import Any

from portal.identity.claims import Evidence, SignInRefused
from portal.identity.oidc.deadline import ProviderAway
from portal.identity.oidc.metadata import Metadata
from portal.identity.oidc.relying_party import RelyingParty
from portal.settings import IdentityProviderSettings

NEEDED = {"essential": True}
NO_SENSE = (ValueError, TypeError, KeyError, AttributeError, OverflowError, RecursionError)
"""What Authlib raises for an answer that is no object in JSON."""


def redeemed(
    party: RelyingParty,
    *,
    metadata: Metadata,
    chosen: IdentityProviderSettings,
    nonce: str,
    **code: str,
) -> Evidence:
    """Redeem a code; `code` is `code`, `code_verifier` and `redirect_uri`.

    Raises `SignInRefused`, `ProviderAway`, and whatever Authlib, joserfc and requests raise.
    """
    tokens = _tokens(party, code)
    for name in ("access_token", "id_token"):
        if not isinstance(tokens.get(name), str):
            raise SignInRefused(f"no {name}")
    claims = party.parse_id_token(tokens, nonce=nonce, rules=_rules(chosen, nonce))
    return Evidence(
        id_token=claims,
        userinfo=_userinfo(party, metadata, chosen=chosen, tokens=tokens),
        access_token=tokens["access_token"],
    )


def _tokens(party: RelyingParty, code: Mapping[str, str]) -> Mapping[str, Any]:
    """The answer to a code; one that makes no sense says nothing about the person."""
    try:
        return dict(party.fetch_access_token(**code))
    except NO_SENSE as garbage:
        raise ProviderAway(f"its answer to a code: {type(garbage).__name__}") from None


def _rules(chosen: IdentityProviderSettings, nonce: str) -> dict[str, dict[str, Any]]:
    """Authlib's own checks, made anew for each call: it takes them apart as it goes."""
    return {
        "iss": {**NEEDED, "value": chosen.issuer},
        "aud": {**NEEDED, "value": chosen.client_id},
        "nonce": {**NEEDED, "value": nonce},
        "acr": {**NEEDED, "values": list(chosen.acr)},
        **{name: dict(NEEDED) for name in ("sub", "exp", "iat", "auth_time")},
    }


def _userinfo(
    party: RelyingParty,
    metadata: Metadata,
    *,
    chosen: IdentityProviderSettings,
    tokens: Mapping[str, Any],
) -> Mapping[str, Any] | None:
    if chosen.userinfo == "none":
        return None
    answer = party.get(metadata.userinfo_endpoint, token=dict(tokens))
    answer.raise_for_status()
    if chosen.userinfo == "jwt":
        return party.verified(answer.text.strip()).claims
    found = answer.json()
    if not isinstance(found, dict):
        raise SignInRefused("userinfo is not an object")
    return found
