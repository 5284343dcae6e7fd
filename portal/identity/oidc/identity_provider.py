"""The identity provider, as the rest of the portal talks to it; every call has one time limit.

No method may be called while a database transaction is open: the provider may be slow.
"""

import json
import logging
from collections.abc import Callable
from time import monotonic
from typing import Any, TypeVar

import requests
from authlib.common.urls import add_params_to_uri
from authlib.integrations.base_client import OAuthError
from joserfc.errors import JoseError
from requests.exceptions import TooManyRedirects

from portal.identity.claims import Evidence, SignInRefused
from portal.identity.oidc.deadline import ProviderAway, within
from portal.identity.oidc.metadata import WELL_KNOWN, Metadata, checked
from portal.identity.oidc.redeeming import redeemed
from portal.identity.oidc.relying_party import RelyingParty, fetched_document
from portal.settings import IdentityProviderSettings, is_loopback

SECONDS = 4.0
"""For all calls of one step, so that the page that says "away" comes within 5 s."""
LOGOUT_KINDS = ("", "jwt", "logout+jwt")
MALFORMED = (
    JoseError,
    ValueError,
    TypeError,
    KeyError,
    AttributeError,
    OverflowError,
    RecursionError,
)
"""What is raised for a signed text that is wrong in one of the many possible ways."""

Result = TypeVar("Result")
log = logging.getLogger(__name__)


def time_limit() -> float:
    """The moment, of `time.monotonic()`, when a step that begins now must be over."""
    return monotonic() + SECONDS


class IdentityProvider:
    """One provider, by its row of settings. Its metadata is fetched at first use, then kept.

    `until` is the `time_limit()` of the step; without one the step begins with the call.
    """

    def __init__(self, chosen: IdentityProviderSettings) -> None:
        self.chosen = chosen
        self._known: tuple[Metadata, RelyingParty] | None = None

    def check_at_start(self) -> None:
        """Fetch the metadata once. Raises `MetadataRefused` when it does not fit the settings.

        A provider that does not answer is no reason not to start: those who are signed in need
        none, and signing in says "away" until the metadata has been seen and checked.
        """
        try:
            self._reached()
        except ProviderAway as away:
            log.warning("identity-provider-away-at-start", extra={"kind": str(away)})

    @property
    def is_known(self) -> bool:
        """The metadata has been fetched and fits the settings."""
        return self._known is not None

    def reach(self, until: float | None = None) -> Metadata:
        """Its metadata, fetched if need be. Raises `ProviderAway` or `MetadataRefused`."""
        return self._reached(until)[0]

    def way_in(self, *, language: str, **attempt: str) -> str:
        """The address that begins a sign-in. Raises `ProviderAway` or `MetadataRefused`.

        `attempt` is `redirect_uri`, `state`, `nonce` and `code_verifier`; `max_age` when the
        person must show anew who they are.
        """
        metadata, party = self._reached()
        asked = {"prompt": "login", "ui_locales": language, **self._level(metadata), **attempt}
        return party.address_to(metadata.authorization_endpoint, **asked)

    def way_out(self, *, return_address: str, state: str) -> str | None:
        """Where a person ends the sign-in at the provider too, if that is known to be possible.

        Without an ID token: it holds the identity number, and this address is kept in histories.
        """
        if self._known is None or not self._known[0].end_session_endpoint:
            return None
        parameters = {
            "client_id": self.chosen.client_id,
            "post_logout_redirect_uri": return_address,
            "state": state,
        }
        address: str = add_params_to_uri(self._known[0].end_session_endpoint, parameters)
        return address

    def answer(self, until: float, *, nonce: str, **code: str) -> Evidence:
        """Redeem a code. Raises `ProviderAway`, `MetadataRefused` or `SignInRefused`.

        `code` is `code`, `code_verifier` and `redirect_uri`.
        """

        def ask() -> Evidence:
            metadata, party = self._known or self._fetched()
            return redeemed(party, metadata=metadata, chosen=self.chosen, nonce=nonce, **code)

        return _in_time(until, ask)

    def logout_token(self, text: str) -> dict[str, Any]:
        """The claims of a signed logout token. Raises `ProviderAway` or `SignInRefused`.

        Nobody who waits for the provider is in its way, as long as the keys are at hand.
        """
        until = time_limit()
        party = self._reached(until)[1]
        found = _in_own_words(lambda: party.verified_at_once(text, kinds=LOGOUT_KINDS))
        if found is None:
            found = _in_time(
                until, lambda: party.verified(text, kinds=LOGOUT_KINDS, is_proven=False)
            )
        return found.claims

    def _reached(self, until: float | None = None) -> tuple[Metadata, RelyingParty]:
        if self._known:
            return self._known
        try:
            return _in_time(until or time_limit(), self._fetched)
        except SignInRefused as unreadable:  # nobody has tried to sign in yet
            raise ProviderAway(f"its metadata: {unreadable}") from None

    def _fetched(self) -> tuple[Metadata, RelyingParty]:
        with requests.Session() as http:
            http.trust_env = not is_loopback(self.chosen.issuer)
            found = fetched_document(http, self.chosen.issuer.rstrip("/") + WELL_KNOWN)
        if not isinstance(found, dict) or "issuer" not in found:
            raise ProviderAway("its metadata: it names no issuer")
        metadata = checked(found, chosen=self.chosen)
        self._known = metadata, RelyingParty(self.chosen, metadata=metadata)
        return self._known

    def _level(self, metadata: Metadata) -> dict[str, str]:
        """Ask for the level of assurance, and when it was shown, in the way the provider takes."""
        if not metadata.takes_claims:
            return {"acr_values": " ".join(self.chosen.acr), "max_age": "0"}
        acr = {"essential": True, "values": list(self.chosen.acr)}
        wanted = {"id_token": {"acr": acr, "auth_time": {"essential": True}}}
        return {"claims": json.dumps(wanted, separators=(",", ":"))}


def _in_time(until: float, call: Callable[[], Result]) -> Result:
    """Run a call that may wait for the provider."""
    return _in_own_words(lambda: within(until, call))


def _in_own_words(call: Callable[[], Result]) -> Result:
    """Run a call, and say what went wrong in words of our own, which hold no values."""
    try:
        return call()
    except TooManyRedirects:
        raise SignInRefused("redirect") from None
    except OSError as away:  # all that requests raises is one too
        raise ProviderAway(type(away).__name__) from None
    except OAuthError:
        raise SignInRefused("token endpoint") from None
    except MALFORMED as malformed:
        raise SignInRefused(f"signed text: {type(malformed).__name__}") from None
