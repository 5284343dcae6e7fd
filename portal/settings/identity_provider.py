"""The identity provider that people sign in at: providers differ, the code does not."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from portal.settings.words import whole, words

OIDC_SCOPE = "https://id.oidc.se/scope"
OIDC_CLAIM = "https://id.oidc.se/claim"
LOA3 = "http://id.elegnamnden.se/loa/1.0/loa3"
LOA4 = "http://id.elegnamnden.se/loa/1.0/loa4"


@dataclass(frozen=True, slots=True)
class IdentityProviderSettings:
    """One identity provider, as a row of settings: providers differ, the code does not."""

    issuer: str
    """`PORTAL_OIDC_ISSUER`: compared as a whole string, never as an address."""
    client_id: str
    """`PORTAL_OIDC_CLIENT_ID`: what the provider calls this portal."""
    client_secret: str = field(default="", repr=False)
    """`PORTAL_OIDC_CLIENT_SECRET`: either this or a private key."""
    private_key_file: Path | None = None
    """`PORTAL_OIDC_PRIVATE_KEY_FILE`: PEM, RSA or P-256, for `private_key_jwt`."""
    key_id: str = ""
    """`PORTAL_OIDC_KEY_ID`: the `kid` the provider knows the key by; empty = its thumbprint."""
    scopes: str = f"openid {OIDC_SCOPE}/naturalPersonInfo {OIDC_SCOPE}/naturalPersonNumber"
    """`PORTAL_OIDC_SCOPES`: must contain `openid`, or no ID token would be checked."""
    number_claim: str = f"{OIDC_CLAIM}/personalIdentityNumber"
    """`PORTAL_OIDC_NUMBER_CLAIM`: where the personal identity number stands."""
    coordination_claim: str = f"{OIDC_CLAIM}/coordinationNumber"
    """`PORTAL_OIDC_COORDINATION_CLAIM`: where a coordination number stands."""
    number_source: str = "id_token"
    """`PORTAL_OIDC_NUMBER_SOURCE`: `id_token` or `userinfo`."""
    userinfo: str = "jwt"
    """`PORTAL_OIDC_USERINFO`: `jwt` (signed), `json` or `none`."""
    acr: tuple[str, ...] = (LOA3, LOA4)
    """`PORTAL_OIDC_ACR`: accepted levels of assurance, whole strings, separated by space."""
    max_token_age: int = 300
    """`PORTAL_OIDC_MAX_TOKEN_AGE`: longest life of an ID token, in seconds."""
    algorithms: tuple[str, ...] = ("RS256", "ES256")
    """`PORTAL_OIDC_ALGORITHMS`: pinned; `none` and shared-secret algorithms are never allowed."""


def read(environ: Mapping[str, str]) -> IdentityProviderSettings:
    """As the environment tells; what it does not tell is the usual."""
    key_file = environ.get("PORTAL_OIDC_PRIVATE_KEY_FILE")
    usual = IdentityProviderSettings(issuer="", client_id="")
    return IdentityProviderSettings(
        issuer=environ.get("PORTAL_OIDC_ISSUER", ""),
        client_id=environ.get("PORTAL_OIDC_CLIENT_ID", ""),
        client_secret=environ.get("PORTAL_OIDC_CLIENT_SECRET", ""),
        private_key_file=Path(key_file) if key_file else None,
        key_id=environ.get("PORTAL_OIDC_KEY_ID", ""),
        scopes=environ.get("PORTAL_OIDC_SCOPES") or usual.scopes,
        number_claim=environ.get("PORTAL_OIDC_NUMBER_CLAIM") or usual.number_claim,
        coordination_claim=environ.get("PORTAL_OIDC_COORDINATION_CLAIM")
        or usual.coordination_claim,
        number_source=environ.get("PORTAL_OIDC_NUMBER_SOURCE") or usual.number_source,
        userinfo=environ.get("PORTAL_OIDC_USERINFO") or usual.userinfo,
        acr=words(environ, "PORTAL_OIDC_ACR") or usual.acr,
        max_token_age=whole(environ, "PORTAL_OIDC_MAX_TOKEN_AGE", usual.max_token_age),
        algorithms=words(environ, "PORTAL_OIDC_ALGORITHMS") or usual.algorithms,
    )


def faults(provider: IdentityProviderSettings) -> Iterator[str]:
    """What is missing or wrong, by the names of the settings."""
    key_file = provider.private_key_file
    if not provider.client_secret and not key_file:
        yield "PORTAL_OIDC_CLIENT_SECRET or PORTAL_OIDC_PRIVATE_KEY_FILE"
    if key_file and not key_file.is_file():
        yield "PORTAL_OIDC_PRIVATE_KEY_FILE (no such file)"
    if "openid" not in provider.scopes.split():
        yield "PORTAL_OIDC_SCOPES (must contain openid)"
    if provider.number_source not in ("id_token", "userinfo"):
        yield "PORTAL_OIDC_NUMBER_SOURCE (id_token or userinfo)"
    if provider.userinfo not in ("jwt", "json", "none"):
        yield "PORTAL_OIDC_USERINFO (jwt, json or none)"
    if provider.number_source == "userinfo" and provider.userinfo == "none":
        yield "PORTAL_OIDC_USERINFO (the number is to come from there)"
    if not set(provider.algorithms) <= {"RS256", "ES256", "PS256"}:
        yield "PORTAL_OIDC_ALGORITHMS (RS256, ES256, PS256)"
