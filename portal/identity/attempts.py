"""Sign-ins that have begun: each is used once, within 10 minutes, in the browser it began in."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import bindparam, delete, insert

from portal.database import Transaction
from portal.identity.cookies import digest, new_token
from portal.models.sign_in_attempt import SignInAttempt

LIFE = timedelta(minutes=10)

BEGIN = insert(SignInAttempt)
FORGET_OLD = delete(SignInAttempt).where(SignInAttempt.began_at <= bindparam("too_old"))
FORGET = delete(SignInAttempt).where(SignInAttempt.browser_hash == bindparam("browser"))
TAKE = (
    delete(SignInAttempt)
    .where(
        SignInAttempt.state_hash == bindparam("state"),
        SignInAttempt.browser_hash == bindparam("browser"),
        SignInAttempt.began_at > bindparam("too_old"),
    )
    .returning(
        SignInAttempt.nonce,
        SignInAttempt.code_verifier,
        SignInAttempt.return_to,
        SignInAttempt.return_ref,
        SignInAttempt.began_at,
    )
)


@dataclass(frozen=True, slots=True)
class Begun:
    """What goes out: `browser` into the cookie, the rest into the authorization request."""

    state: str
    nonce: str
    code_verifier: str
    browser: str

    def __repr__(self) -> str:
        return "Begun(…)"


@dataclass(frozen=True, slots=True)
class Attempt:
    """What was remembered until the person came back."""

    nonce: str
    code_verifier: str
    return_to: str
    return_ref: str | None
    began_at: datetime

    def __repr__(self) -> str:
        return "Attempt(…)"


def begin(
    transaction: Transaction, *, browser: str | None, return_to: str, return_ref: str | None = None
) -> Begun:
    """Remember a new attempt. A browser that has begun others keeps its cookie and all of them."""
    begun = Begun(
        state=new_token(),
        nonce=new_token(),
        code_verifier=new_token(),
        browser=browser or new_token(),
    )
    transaction.execute(FORGET_OLD, {"too_old": transaction.now - LIFE})
    transaction.execute(
        BEGIN,
        {
            "state_hash": digest(begun.state),
            "browser_hash": digest(begun.browser),
            "nonce": begun.nonce,
            "code_verifier": begun.code_verifier,
            "return_to": return_to,
            "return_ref": return_ref,
            "began_at": transaction.now,
        },
    )
    return begun


def take(transaction: Transaction, *, state: str, browser: str) -> Attempt | None:
    """Use an attempt up. Of two answers that come at once only one gets it."""
    row = transaction.execute(
        TAKE,
        {
            "state": digest(state),
            "browser": digest(browser),
            "too_old": transaction.now - LIFE,
        },
    ).one_or_none()
    if row is None:
        return None
    return Attempt(row.nonce, row.code_verifier, row.return_to, row.return_ref, row.began_at)


def forget(transaction: Transaction, browser: str) -> None:
    """Let no attempt of a browser be finished any more: somebody has signed out of it, whom the
    provider may remember."""
    transaction.execute(FORGET, {"browser": digest(browser)})
