"""Authlib, tamed: transport, client authentication and signatures, and nothing else of it.

It is put together without Authlib's Flask part: that one keeps what must be secret in a readable
cookie. What the claims mean is decided in `portal.identity.claims`.
"""

import json
import logging
import time
from collections.abc import Collection, Mapping, Sequence
from contextlib import suppress
from typing import Any

import requests
from authlib.integrations.base_client import BaseApp, OAuth2Mixin
from authlib.integrations.requests_client import OAuth2Session
from authlib.oidc.core import CodeIDToken
from joserfc import jws, jwt
from joserfc.errors import BadSignatureError, InvalidKeyIdError
from joserfc.jws import JWSRegistry
from joserfc.jwt import Token

from portal.identity.oidc.metadata import Metadata
from portal.identity.oidc.proof import proof
from portal.identity.oidc.provider_keys import ProviderKeys, candidates
from portal.identity.public_keys import PublicKey
from portal.settings import IdentityProviderSettings, is_loopback

LEEWAY = 30
"""Seconds by which two clocks may differ."""
READ_SECONDS = 3.5
"""Longest silence within one call; the limit for the whole step is in `deadline`."""
LARGEST_DOCUMENT = 256 * 1024
"""Bytes of metadata or of a key set; what is larger is neither."""
UNKNOWN_KEY = (BadSignatureError, InvalidKeyIdError)
"""What a token raises that was signed by a key which is not here, or not here yet."""

logging.getLogger("authlib").setLevel(logging.INFO)  # its DEBUG lines hold the code verifier


class RelyingParty(OAuth2Mixin, BaseApp):  # type: ignore[misc]
    """This portal as one identity provider knows it; `keys` are the provider's."""

    client_cls = OAuth2Session
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
            client_kwargs={
                "scope": chosen.scopes,
                "code_challenge_method": "S256",
                "default_timeout": READ_SECONDS,
                "token_endpoint_auth_method": mine.method,
            },
        )
        self._jwks_uri = metadata.jwks_uri
        self._algorithms = chosen.algorithms
        self._rules = JWSRegistry(algorithms=self._algorithms, strict_check_header=False)
        self._uses_proxies = not is_loopback(chosen.issuer)
        self.keys = ProviderKeys(self._key_set, algorithms=chosen.algorithms, clock=self.clock)

    def _get_oauth_client(self, **metadata: Any) -> OAuth2Session:
        http = super()._get_oauth_client(**metadata)
        http.max_redirects = 0
        http.trust_env = self._uses_proxies
        return http

    def _key_set(self) -> object:
        with requests.Session() as http:
            http.trust_env = self._uses_proxies
            return fetched_document(http, self._jwks_uri)

    def address_to(self, endpoint: str, **parameters: str) -> str:
        """The authorization request; not by Authlib's own method, which logs the verifier."""
        with self._get_oauth_client() as http:
            address: str = http.create_authorization_url(endpoint, **parameters)[0]
        return address

    def verified(
        self, text: str, *, kinds: Collection[str] = ("", "jwt"), is_proven: bool = True
    ) -> Token:
        """A signed text whose signature is right: ID token, logout token or UserInfo.

        `kinds` are the accepted values of the header `typ`; `is_proven` as in `ProviderKeys.newer`.
        Raises `JoseError`, `ValueError` or `ProviderAway`.
        """
        try:
            return self._checked(text, self.keys.current(), kinds)
        except UNKNOWN_KEY:
            return self._checked(text, self.keys.newer(is_proven=is_proven), kinds)

    def verified_at_once(self, text: str, *, kinds: Collection[str]) -> Token | None:
        """The same by the keys at hand, without asking the provider; None when they do not do."""
        keys = self.keys.at_hand()
        try:
            return self._checked(text, keys, kinds) if keys else None
        except UNKNOWN_KEY:
            return None

    def _checked(self, text: str, keys: Sequence[PublicKey], kinds: Collection[str]) -> Token:
        header = jws.extract_compact(text.encode(), registry=self._rules).headers()
        if header["alg"] not in self._algorithms:
            raise ValueError("alg")
        if str(header.get("typ", "")).lower() not in kinds:
            raise ValueError("typ")
        found = candidates(keys, header)
        for key in found[:-1]:
            with suppress(BadSignatureError):
                return jwt.decode(text, key, registry=self._rules)
        if not found:
            raise InvalidKeyIdError("no key of this name and kind")
        return jwt.decode(text, found[-1], registry=self._rules)

    def parse_id_token(
        self, token: Mapping[str, Any], *, nonce: str, rules: dict[str, Any]
    ) -> dict[str, Any]:
        """The claims of an ID token, by our keys and Authlib's rules for claims."""
        got = self.verified(token["id_token"])
        said = {
            "nonce": nonce,
            "client_id": self.client_id,
            "access_token": token["access_token"],
        }
        claims = CodeIDToken(got.claims, got.header, rules, said)
        claims.validate(leeway=LEEWAY)
        return dict(claims)


def fetched_document(http: requests.Session, address: str) -> object:
    """A JSON document of the provider's, not from elsewhere and not longer than it can be.

    Raises `OSError` or `ValueError`.
    """
    http.max_redirects = 0
    with http.get(address, timeout=READ_SECONDS, stream=True) as answer:
        answer.raise_for_status()
        body = b""
        for part in answer.iter_content(LARGEST_DOCUMENT):
            body += part
            if len(body) > LARGEST_DOCUMENT:
                raise ValueError("too long")
    try:
        document: object = json.loads(body)
    except RecursionError:
        raise ValueError("too deep") from None
    return document
