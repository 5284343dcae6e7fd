"""The identity provider's public keys: read key by key, believed for as long as they live.

RFC 7517, section 5: keys that are not understood are ignored, and the others are used. A document
without any usable key never replaces keys that are still believed.
"""

import time
from collections.abc import Callable, Collection, Mapping, Sequence
from typing import Any

from portal.identity.oidc.deadline import ProviderAway
from portal.identity.public_keys import SECRET, PublicKey, has_fitting_size, imported

KIND_OF = {"RS256": "RSA", "PS256": "RSA", "ES256": "EC"}
CURVE = "P-256"
REFRESH_AFTER, LIFE = 240, 300
"""Seconds: from the first on newer keys are asked for, to the second the last good ones are
believed, so that a withdrawn key is not trusted for longer."""
RETRY = 10
"""Seconds between two tries to refresh keys that still live."""
REST = 60
"""Seconds between two fetches for a key that is unknown."""


def usable_keys(document: object, *, algorithms: Collection[str]) -> list[PublicKey]:
    """The keys of a JWK set that can check signatures by one of `algorithms`; often all of them."""
    listed = document.get("keys") if isinstance(document, dict) else None
    keys = listed if isinstance(listed, list) else []
    return [key for one in keys if (key := _understood(one, algorithms)) is not None]


def _understood(jwk: object, algorithms: Collection[str]) -> PublicKey | None:
    if not isinstance(jwk, dict) or SECRET & jwk.keys():
        return None
    kind, operations, name = jwk.get("kty"), jwk.get("key_ops"), jwk.get("kid")
    fitting = [one for one in algorithms if KIND_OF[one] == kind]
    is_meant = (
        (name is None or (isinstance(name, str) and name != ""))
        and jwk.get("use") in (None, "sig")
        and (operations is None or (isinstance(operations, list) and "verify" in operations))
        and jwk.get("alg") in (None, *fitting)
    )
    is_strong = has_fitting_size(jwk) if kind == "RSA" else jwk.get("crv") == CURVE
    key = imported(jwk, "kid", "alg") if fitting and is_meant and is_strong else None
    if key is not None:
        key.ensure_kid()
    return key


def candidates(keys: Sequence[PublicKey], header: Mapping[str, Any]) -> list[PublicKey]:
    """The keys that may have signed: of the name and the kind that the header tells. Names are
    not always unique. Without a name only the one key there is can be meant.
    """
    algorithm, name = header.get("alg"), header.get("kid")
    if name is None and len(keys) != 1:
        return []
    return [
        key
        for key in keys
        if name in (None, key.kid)
        and key.key_type == KIND_OF.get(str(algorithm))
        and key.get("alg") in (None, algorithm)
    ]


class ProviderKeys:
    """The last good keys, and when newer ones are fetched.

    `fetch` gives the JWK set as it was sent, or raises `OSError`.
    """

    def __init__(
        self,
        fetch: Callable[[], object],
        *,
        algorithms: Collection[str],
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._fetch = fetch
        self._algorithms = algorithms
        self._clock = clock
        self._keys: list[PublicKey] = []
        self._good_at = self._asked_at = float("-inf")
        self._forced_at = {True: float("-inf"), False: float("-inf")}

    def at_hand(self) -> list[PublicKey]:
        """The keys that are believed now, without asking anybody; may be empty."""
        return self._keys if self._clock() - self._good_at < LIFE else []

    def current(self) -> list[PublicKey]:
        """Keys to believe, asked for anew before their life is over.

        Raises `ProviderAway` when none can be had.
        """
        now = self._clock()
        at_hand = self.at_hand()
        is_due = now - self._good_at >= REFRESH_AFTER and now - self._asked_at >= RETRY
        if at_hand and not is_due:
            return at_hand
        self._asked_at = now
        try:
            return self._renewed(now)
        except ProviderAway:
            if not at_hand:
                raise
        return at_hand

    def newer(self, *, is_proven: bool) -> list[PublicKey]:
        """Keys fetched for one that is unknown; those at hand when that was tried just now.

        `is_proven`: the token came from the provider itself, in answer to a code. What anybody
        may send has a minute's fetch of its own, and cannot spend that of the others. Raises
        `ProviderAway`; then the next proven token may try again.
        """
        now = self._clock()
        if now - self._forced_at[is_proven] < REST:
            return self._keys
        self._forced_at[is_proven] = now
        try:
            return self._renewed(now)
        except ProviderAway:
            if is_proven:
                self._forced_at[True] = float("-inf")
            raise

    def _renewed(self, now: float) -> list[PublicKey]:
        try:
            document = self._fetch()
        except (OSError, ValueError) as away:  # all that requests raises is an OSError
            raise ProviderAway(f"its keys: {type(away).__name__}") from None
        keys = usable_keys(document, algorithms=self._algorithms)
        if not keys:
            raise ProviderAway("its keys: none that can be used")
        self._keys, self._good_at = keys, now
        return keys
