"""What the identity provider says of itself (discovery), believed only when it fits the settings."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from portal.settings import IdentityProviderSettings, is_loopback

WELL_KNOWN = "/.well-known/openid-configuration"


class MetadataRefused(Exception):
    """The provider is not the one in the settings, or cannot do what the portal asks of it."""


@dataclass(frozen=True, slots=True)
class Metadata:
    """The part of the discovery document that the portal uses, checked."""

    issuer: str
    authorization_endpoint: str
    token_endpoint: str
    jwks_uri: str
    userinfo_endpoint: str
    end_session_endpoint: str
    """Empty when the provider has no sign-out of its own."""
    names_issuer: bool
    """It sends `iss` with every answer (RFC 9207), so an answer without one is refused."""
    takes_claims: bool
    """The `claims` parameter works; without it only `acr_values` can be asked for."""


def checked(found: object, *, chosen: IdentityProviderSettings) -> Metadata:
    """Read a discovery document. Raises `MetadataRefused`, naming everything that is wrong."""
    document: Mapping[str, Any] = found if isinstance(found, dict) else {}
    faults = list(_faults(document, chosen))
    if faults:
        raise MetadataRefused("the identity provider's metadata: " + "; ".join(faults))
    return Metadata(
        issuer=chosen.issuer,
        authorization_endpoint=document["authorization_endpoint"],
        token_endpoint=document["token_endpoint"],
        jwks_uri=document["jwks_uri"],
        userinfo_endpoint=document.get("userinfo_endpoint") or "",
        end_session_endpoint=document.get("end_session_endpoint") or "",
        names_issuer=document.get("authorization_response_iss_parameter_supported") is True,
        takes_claims=document.get("claims_parameter_supported") is True,
    )


def _faults(document: Mapping[str, Any], chosen: IdentityProviderSettings) -> Iterator[str]:
    if document.get("issuer") != chosen.issuer:
        yield "issuer is not PORTAL_OIDC_ISSUER, letter by letter"
    for name in _needed(chosen):
        if not document.get(name):
            yield f"{name} is missing"
    for name in (*_needed(chosen), "end_session_endpoint"):
        if document.get(name) and not _is_safe(document[name]):
            yield f"{name} is not https"
    if "S256" not in _texts(document, "code_challenge_methods_supported"):
        yield "code_challenge_methods_supported has no S256"
    offered = _texts(document, "id_token_signing_alg_values_supported")
    if offered and not set(offered) & set(chosen.algorithms):
        yield "none of PORTAL_OIDC_ALGORITHMS is in id_token_signing_alg_values_supported"


def _needed(chosen: IdentityProviderSettings) -> tuple[str, ...]:
    always = ("authorization_endpoint", "token_endpoint", "jwks_uri")
    return always if chosen.userinfo == "none" else (*always, "userinfo_endpoint")


def _is_safe(address: object) -> bool:
    try:
        parts = urlsplit(address) if isinstance(address, str) else None
    except ValueError:
        return False
    return (
        parts is not None
        and bool(parts.hostname)
        and (parts.scheme == "https" or is_loopback(parts.geturl()))
    )


def _texts(document: Mapping[str, Any], name: str) -> list[str]:
    listed = document.get(name)
    return [text for text in listed if isinstance(text, str)] if isinstance(listed, list) else []
