"""What the provider knows of a portal that is registered with it."""

from dataclasses import dataclass
from typing import Literal
from urllib.parse import urlsplit

from joserfc.jwk import RSAKey

from portal.demo.settings import DemoSettings

PORTAL = "min-plan-demo"
"""client_id of the demo portal."""


@dataclass(frozen=True, kw_only=True)
class Registration:
    """One registered portal: the addresses it may use and how it proves who it is."""

    client_id: str
    name: str
    redirect_uris: frozenset[str]
    after_logout: frozenset[str] = frozenset()
    backchannel_logout_uri: str | None = None
    proof: Literal["client_secret_basic", "client_secret_post", "private_key_jwt"]
    secret: str | None = None
    key: RSAKey | None = None
    id_token_algorithm: Literal["RS256", "ES256"] = "RS256"
    userinfo_algorithm: Literal["RS256", "ES256"] | None = "RS256"
    """None answers UserInfo as plain JSON, which the Swedish profile forbids but others do."""

    @property
    def origins(self) -> list[str]:
        """Where the browser may be sent from a form: for form-action of the sign-in page."""
        parts = [urlsplit(uri) for uri in sorted(self.redirect_uris)]
        return [f"{part.scheme}://{part.netloc}" for part in parts]


def demo_portal(settings: DemoSettings, *, key: RSAKey) -> Registration:
    """The demo portal's registration, its addresses derived from where the portal is."""
    at = settings.portal_url
    return Registration(
        client_id=PORTAL,
        name="Min plan",
        redirect_uris=frozenset({f"{at}/oidc/callback"}),
        after_logout=frozenset({f"{at}/utloggad"}),
        backchannel_logout_uri=f"{at}/oidc/backchannel-logout",
        proof="private_key_jwt",
        key=key,
    )
