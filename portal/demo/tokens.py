"""The signed texts that the provider hands out: ID token, UserInfo and logout token."""

import base64
import hashlib
import secrets

from joserfc import jwt

from portal import clock
from portal.demo.claims import LOA3, about
from portal.demo.desk import TOKEN_SECONDS, Answer, Desk
from portal.demo.registration import Registration

LOGOUT_EVENT = "http://schemas.openid.net/event/backchannel-logout"


def id_token(answer: Answer, *, desk: Desk, access_token: str) -> str:
    question, sign_in = answer.question, answer.sign_in
    now = clock.epoch()
    claims = {
        "iss": desk.settings.issuer,
        "sub": sign_in.person.sub,
        "aud": question.asker.client_id,
        "exp": now + TOKEN_SECONDS,
        "iat": now,
        "auth_time": sign_in.auth_time,
        "acr": LOA3,
        "sid": sign_in.sid,
        "at_hash": at_hash(access_token),
        "txn": answer.txn,
        **({"nonce": question.nonce} if question.nonce is not None else {}),
        **about(sign_in.person, question=question, place="id_token"),
    }
    return _signed(claims, desk=desk, algorithm=question.asker.id_token_algorithm)


def userinfo_claims(answer: Answer) -> dict[str, str]:
    person = answer.sign_in.person
    return {"sub": person.sub, **about(person, question=answer.question, place="userinfo")}


def signed_userinfo(answer: Answer, *, desk: Desk, algorithm: str) -> str:
    whom = {"iss": desk.settings.issuer, "aud": answer.question.asker.client_id}
    return _signed({**whom, **userinfo_claims(answer)}, desk=desk, algorithm=algorithm)


def logout_token(asker: Registration, *, desk: Desk, sub: str, sid: str) -> str:
    """Two minutes of life, as the specification of back-channel logout suggests."""
    now = clock.epoch()
    claims = {
        "iss": desk.settings.issuer,
        "aud": asker.client_id,
        "iat": now,
        "exp": now + 120,
        "jti": secrets.token_urlsafe(16),
        "sub": sub,
        "sid": sid,
        "events": {LOGOUT_EVENT: {}},
    }
    return _signed(claims, desk=desk, algorithm=asker.id_token_algorithm, kind="logout+jwt")


def at_hash(access_token: str) -> str:
    """Half of the SHA-256, for both algorithms that we sign with."""
    return base64url(hashlib.sha256(access_token.encode("ascii")).digest()[:16])


def base64url(octets: bytes) -> str:
    return base64.urlsafe_b64encode(octets).rstrip(b"=").decode("ascii")


def _signed(claims: dict[str, object], *, desk: Desk, algorithm: str, kind: str = "JWT") -> str:
    key = desk.keys.by_algorithm(algorithm)
    header = {"alg": algorithm, "typ": kind, "kid": key.kid}
    return jwt.encode(header, dict(claims), key, algorithms=[algorithm])
