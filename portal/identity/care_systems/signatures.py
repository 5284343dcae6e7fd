"""Signed proofs: taken apart, and their signatures checked, by joserfc."""

import json
from dataclasses import dataclass
from typing import Any

from joserfc import jws
from joserfc.errors import JoseError
from joserfc.jws import CompactSignature, JWSRegistry

from portal.identity.care_systems.assertions import ALGORITHMS, ProofRefused
from portal.identity.care_systems.key_sets import algorithm_of
from portal.identity.public_keys import PublicKey

LONGEST = 8 * 1024
MALFORMED = (JoseError, ValueError, TypeError, KeyError, AttributeError, RecursionError)
"""What is raised for a signed text that is wrong in one of the many possible ways."""


class Rules(JWSRegistry):
    """Long names of keys and addresses have room in a header, too."""

    max_header_length = 2048


RULES = Rules(algorithms=ALGORITHMS, strict_check_header=False)


@dataclass(frozen=True, slots=True)
class Opened:
    """A proof that nobody has checked yet."""

    header: dict[str, Any]
    claims: dict[str, Any]
    signed: CompactSignature

    def __repr__(self) -> str:
        return "Opened(…)"


def opened(text: str) -> Opened:
    """Take a proof apart. Raises `ProofRefused`."""
    if len(text) > LONGEST:
        raise ProofRefused("too long")
    try:
        signed = jws.extract_compact(text.encode(), registry=RULES)
        claims = json.loads(signed.payload)
        header = dict(signed.headers())
    except MALFORMED:
        raise ProofRefused("not a signed JWT") from None
    if not isinstance(claims, dict):
        raise ProofRefused("not a signed JWT")
    return Opened(header, claims, signed)


def is_right(proof: Opened, key: PublicKey) -> bool:
    """Tell if a key made the signature, by the one algorithm that the key is for."""
    if proof.header["alg"] != algorithm_of(key):
        return False
    try:
        return jws.validate_compact(proof.signed, key, registry=RULES)
    except MALFORMED:
        return False
