"""Authlib, tamed: transport, client authentication and signatures, and nothing else of it.

It is put together without Authlib's Flask part: that one keeps what must be secret in a readable
cookie. What the claims mean is decided in `portal.identity.claims`.
"""

import logging
import time
from collections.abc import Collection
from typing import Any

from authlib.integrations.base_client import BaseApp, OAuth2Mixin, OpenIDMixin
from authlib.integrations.requests_client import OAuth2Session
from joserfc import jwt
from joserfc.errors import BadSignatureError, InvalidKeyIdError
from joserfc.jwk import KeySet
from joserfc.jws import JWSRegistry

from portal.identity.oidc.metadata import Metadata
from portal.identity.oidc.proof import proof
from portal.settings import IdentityProviderSettings, is_loopback

LEEWAY = 30
"""Seconds by which two clocks may differ."""
READ_SECONDS = 3.5
"""Longest silence within one call; the limit for the whole step is in `deadline`."""

logging.getLogger("authlib").setLevel(logging.INFO)  # its DEBUG lines hold the code verifier


class RelyingParty(OAuth2Mixin, OpenIDMixin, BaseApp):  # type: ignore[misc]
    """This portal as one identity provider knows it.

    The provider's keys live 300 s, so a withdrawn key is not trusted for longer. For a key that
    is unknown they are fetched again at once, but that never more than once in 60 s.
    """

    client_cls = OAuth2Session
    keys_live, keys_rest = 300, 60
    clock = staticmethod(time.monotonic)

    def __init__(self, chosen: IdentityProviderSettings, *, metadata: Metadata) -> None:
        mine = proof(chosen, token_endpoint=metadata.token_endpoint)
        super().__init__(
            framework=None,
            name="identity-provider",
            client_id=chosen.client_id,
            client_secret=mine.secret,
            client_auth_methods=mine.ways,
            authorize_url=metadata.authorization_endpoint,
            access_token_url=metadata.token_endpoint,
            issuer=metadata.issuer,
            jwks_uri=metadata.jwks_uri,
            id_token_signing_alg_values_supported=list(chosen.algorithms),
            client_kwargs={
                "scope": chosen.scopes,
                "code_challenge_method": "S256",
                "default_timeout": READ_SECONDS,
                "token_endpoint_auth_method": mine.method,
            },
        )
        self._fetched_at = self._forced_at = float("-inf")
        self._uses_proxies = not is_loopback(chosen.issuer)

    def _get_session(self) -> OAuth2Session:
        return self._careful(super()._get_session())

    def _get_oauth_client(self, **metadata: Any) -> OAuth2Session:
        return self._careful(super()._get_oauth_client(**metadata))

    def _careful(self, http: OAuth2Session) -> OAuth2Session:
        http.max_redirects = 0
        http.trust_env = self._uses_proxies
        return http

    def address_to(self, endpoint: str, **parameters: str) -> str:
        """The authorization request; not by Authlib's own method, which logs the verifier."""
        with self._get_oauth_client() as http:
            address: str = http.create_authorization_url(endpoint, **parameters)[0]
        return address

    def fetch_jwk_set(self, *, force: bool = False) -> Any:
        now = self.clock()
        if now - (self._forced_at if force else self._fetched_at) < (
            self.keys_rest if force else self.keys_live
        ):
            return self.server_metadata["jwks"]
        keys = super().fetch_jwk_set(force=True)
        self._fetched_at = now
        self._forced_at = now if force else self._forced_at
        return keys

    def verified(self, text: str, *, kinds: Collection[str] = ("", "jwt")) -> dict[str, Any]:
        """The claims of a signed text: ID token, logout token or UserInfo.

        `kinds` are the accepted values of the header `typ`. Raises `JoseError` or `ValueError`.
        """
        algorithms = self.server_metadata["id_token_signing_alg_values_supported"]
        rules = JWSRegistry(algorithms=algorithms, strict_check_header=False)
        try:
            got = jwt.decode(text, KeySet.import_key_set(self.fetch_jwk_set()), registry=rules)
        except (BadSignatureError, InvalidKeyIdError):
            keys = KeySet.import_key_set(self.fetch_jwk_set(force=True))
            got = jwt.decode(text, keys, registry=rules)
        if str(got.header.get("typ", "")).lower() not in kinds:
            raise ValueError("typ")
        return got.claims

    def parse_id_token(self, token: dict[str, Any], **rules: Any) -> Any:
        self.verified(token["id_token"])
        return super().parse_id_token(token, **rules)
