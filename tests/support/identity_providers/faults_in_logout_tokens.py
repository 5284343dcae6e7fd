"""Faults in logout tokens, and the right ones that must end a sign-in."""

from tests.support.identity_providers.fault import LogoutFault, drop, put, shift
from tests.support.identity_providers.signing import (
    damaged,
    es256,
    foreign,
    hs256_with_public_key,
    hs256_with_secret,
    rs256,
    unsigned,
    with_header,
)

EVENT = "http://schemas.openid.net/event/backchannel-logout"
_PREFIX = "rp-backchannel-rpinitlogout"

LOGOUT_FAULTS = {
    "right": LogoutFault(outcome="accept", module=_PREFIX),
    "signed with ES256": LogoutFault(outcome="accept", sign=es256),
    "aud a list": LogoutFault(
        outcome="accept", claims=lambda claims: claims.update(aud=[claims["aud"]])
    ),
    "no typ": LogoutFault(outcome="accept", sign=with_header({"typ": None})),
    "typ JWT": LogoutFault(outcome="accept", sign=with_header({"typ": "JWT"})),
    "only sid": LogoutFault(outcome="accept", claims=drop("sub")),
    "only sub": LogoutFault(outcome="accept", claims=drop("sid")),
    "no exp": LogoutFault(outcome="accept", claims=drop("exp")),
    "alg none": LogoutFault(sign=unsigned, module=f"{_PREFIX}-alg-none"),
    "no events": LogoutFault(claims=drop("events"), module=f"{_PREFIX}-no-event"),
    "with nonce": LogoutFault(claims=put({"nonce": "n"}), module=f"{_PREFIX}-with-nonce"),
    "HS256 with the shared secret": LogoutFault(
        sign=hs256_with_secret, module=f"{_PREFIX}-wrong-alg"
    ),
    "HS256 with the public key": LogoutFault(sign=hs256_with_public_key),
    "aud wrong": LogoutFault(claims=put({"aud": "another-portal"}), module=f"{_PREFIX}-wrong-aud"),
    "aud missing": LogoutFault(claims=drop("aud")),
    "aud us and other": LogoutFault(
        claims=lambda claims: claims.update(aud=[claims["aud"], "another-portal"])
    ),
    "another event": LogoutFault(
        claims=put({"events": {"http://schemas.openid.net/event/other": {}}}),
        module=f"{_PREFIX}-wrong-event",
    ),
    "iss wrong": LogoutFault(
        claims=put({"iss": "https://other.example"}), module=f"{_PREFIX}-wrong-iss"
    ),
    "iss missing": LogoutFault(claims=drop("iss")),
    "iat 15 min old": LogoutFault(claims=shift("iat", seconds=-900)),
    "iat 1 h ahead": LogoutFault(claims=shift("iat", seconds=3600)),
    "iat missing": LogoutFault(claims=drop("iat")),
    "exp past": LogoutFault(claims=shift("exp", seconds=-600)),
    "neither sub nor sid": LogoutFault(claims=drop("sub", "sid")),
    "sid not a text": LogoutFault(claims=put({"sid": ["a"]})),
    "events a list": LogoutFault(claims=put({"events": [EVENT]})),
    "event value not an object": LogoutFault(claims=put({"events": {EVENT: "yes"}})),
    "jti missing": LogoutFault(claims=drop("jti")),
    "typ at+jwt": LogoutFault(sign=with_header({"typ": "at+jwt"})),
    "foreign key": LogoutFault(sign=foreign),
    "bad signature": LogoutFault(sign=damaged(rs256)),
    "unknown crit": LogoutFault(sign=with_header({"crit": ["unheard-of"], "unheard-of": True})),
}
"""The replay of a jti needs two deliveries, so it is a test of its own and not a switch."""
