"""Faults in how the ID token is signed, and in the keys that are published."""

from tests.support.identity_providers.fault import Fault, drop, put
from tests.support.identity_providers.signing import (
    Claims,
    damaged,
    es256,
    foreign,
    foreign_key_at_address,
    foreign_key_in_header,
    hs256_with_public_key,
    hs256_with_secret,
    rs256,
    shortened,
    tampered,
    unknown_kid,
    unsigned,
    with_header,
    without_kid,
)

ALGORITHMS = "id_token_signing_alg_values_supported"


def _only_one_without_kid(keys: list[Claims]) -> None:
    del keys[1:]
    keys[0].pop("kid")


def _advertise(algorithm: str) -> dict[str, list[str]]:
    return {ALGORITHMS: ["RS256", "ES256", algorithm]}


SIGNATURE = {
    "signed with RS256": Fault(outcome="accept", module="idtoken-sig-rs256"),
    "signed with ES256": Fault(outcome="accept", sign=es256),
    "no typ": Fault(outcome="accept", sign=with_header({"typ": None})),
    "no algorithm list in discovery": Fault(outcome="accept", discovery=drop(ALGORITHMS)),
    "no kid, one key": Fault(
        outcome="accept",
        sign=without_kid,
        jwks=_only_one_without_kid,
        sign_userinfo=without_kid,
        module="kid-absent-single-jwks",
    ),
    "key rotated just before signing": Fault(
        outcome="accept",
        before_signing=lambda ring: ring.rotate(),
        module="signing-key-rotation-just-before-signing",
    ),
    "no kid, several keys": Fault(
        outcome="pin", sign=without_kid, module="kid-absent-multiple-jwks"
    ),
    "alg none": Fault(sign=unsigned, module="idtoken-sig-none"),
    "alg none advertised": Fault(sign=unsigned, discovery=put(_advertise("none"))),
    "alg none advertised, no at_hash": Fault(
        sign=unsigned, discovery=put(_advertise("none")), id_token=drop("at_hash")
    ),
    "bad RS256": Fault(sign=damaged(rs256), module="invalid-sig-rs256"),
    "bad ES256": Fault(sign=damaged(es256), module="invalid-sig-es256"),
    "signature cut short": Fault(sign=shortened(rs256)),
    "claims changed after signing": Fault(sign=tampered(rs256, sub="somebody-else")),
    "foreign key under a known kid": Fault(sign=foreign),
    "unknown kid": Fault(sign=unknown_kid),
    "HS256 with the public key": Fault(sign=hs256_with_public_key),
    "HS256 with the public key, advertised": Fault(
        sign=hs256_with_public_key, discovery=put(_advertise("HS256"))
    ),
    "HS256 with the shared secret": Fault(sign=hs256_with_secret, module="invalid-sig-hs256"),
    "HS256 with the shared secret, advertised": Fault(
        sign=hs256_with_secret, discovery=put(_advertise("HS256"))
    ),
    "foreign key in the header": Fault(sign=foreign_key_in_header),
    "jku in the header": Fault(sign=foreign_key_at_address("jku")),
    "x5u in the header": Fault(sign=foreign_key_at_address("x5u")),
    "unknown crit": Fault(sign=with_header({"crit": ["unheard-of"], "unheard-of": True})),
    "typ at+jwt": Fault(sign=with_header({"typ": "at+jwt"})),
    "typ logout+jwt": Fault(sign=with_header({"typ": "logout+jwt"})),
}
