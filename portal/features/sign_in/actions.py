"""Begin, finish and end a sign-in. No transaction is open while the identity provider is asked."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta

from portal.access.grants import names, reading, same_browser
from portal.audit import trail
from portal.audit.trail import What
from portal.database import Database, Transaction
from portal.identity import (
    accounts,
    attempts,
    chosen_reading,
    claims,
    interrupted_forms,
    logout_tokens,
    signed_in,
)
from portal.identity.attempts import Attempt
from portal.identity.claims import Evidence, Identity, SignInRefused
from portal.identity.cookies import digest
from portal.identity.oidc.deadline import WAITING
from portal.identity.oidc.identity_provider import IdentityProvider, time_limit
from portal.identity.people import person_of
from portal.identity.sealing import Sealer
from portal.web.reading import NOTHING, Reading

ERROR_CODE = re.compile(r"[a-z_]{1,40}")
LONGEST_CODE = 4096

Given = Mapping[str, list[str]]
"""What stands in the address, each name with all its values."""


class AttemptGone(Exception):
    """No sign-in that began in this browser within 10 minutes waits for this answer."""


class Cancelled(Exception):
    """The person pressed "Avbryt" at the identity provider."""


@dataclass(frozen=True, slots=True)
class House:
    """The parts of the portal that a sign-in needs."""

    database: Database
    sealer: Sealer
    identity_provider: IdentityProvider
    callback_address: str
    """From the settings, never from the request: whoever writes `Host` must not choose it."""
    longest: timedelta
    """How long a person may stay signed in."""
    patience: timedelta
    """How long what is new waits between two people who share a browser."""


@dataclass(frozen=True, slots=True)
class Departure:
    """Where to send the browser, and what it must keep to be known when it comes back."""

    address: str = field(repr=False)
    browser: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Before:
    """Who the browser was until now: the token it has, or what it kept of one that was left."""

    token: str | None = field(repr=False)
    just_left: bytes | None = None
    chosen: Reading = NOTHING
    """How to read, as it was chosen there."""

    @property
    def token_hashes(self) -> tuple[bytes, ...]:
        own = digest(self.token) if self.token else None
        return tuple(one for one in (own, self.just_left) if one)


@dataclass(frozen=True, slots=True)
class Arrival:
    """A person has signed in: the token for the cookie, and where they wanted to go."""

    token: str = field(repr=False)
    person_id: int
    return_to: str
    return_ref: str | None
    is_to_look_through: bool
    """It is long since the person looked through whom they share with."""
    chosen: Reading
    """How the person wants to read, on whichever phone it was chosen."""


def begin(
    house: House,
    *,
    browser: str | None,
    return_to: str,
    return_ref: str | None,
    language: str,
    is_anew: bool = False,
) -> Departure:
    """Begin a sign-in. Raises `ProviderAway` or `MetadataRefused`, and has then kept nothing.

    `is_anew`: the person is to show who they are now, whatever the provider remembers.
    """
    house.identity_provider.reach()
    with house.database.transaction() as transaction:
        interrupted_forms.forget_old(transaction)
        begun = attempts.begin(
            transaction, browser=browser, return_to=return_to, return_ref=return_ref
        )
    address = house.identity_provider.way_in(
        language=language,
        redirect_uri=house.callback_address,
        state=begun.state,
        nonce=begun.nonce,
        code_verifier=begun.code_verifier,
        **({"max_age": "0"} if is_anew else {}),
    )
    return Departure(address, begun.browser)


def finish(house: House, given: Given, *, browser: str | None, before: Before) -> Arrival:
    """Finish a sign-in by what came back; `before` is who this browser was until now.

    Raises `AttemptGone`, `Cancelled`, `SignInRefused`, `ProviderAway` or `MetadataRefused`.
    """
    with WAITING.place():  # who gets none may come back: the attempt is not used up
        attempt = _taken(house, given, browser)
        evidence = _answer(house, given, attempt)
    with house.database.transaction() as transaction:
        identity = claims.decide(
            evidence,
            chosen=house.identity_provider.chosen,
            nonce=attempt.nonce,
            began_at=attempt.began_at,
            now=transaction.now,
        )
        if before.token is not None:
            signed_in.end(transaction, before.token)
        if identity.name is not None:
            person_id = person_of(transaction, house.sealer, identity.number)
            names.follow(transaction, person_id, identity.name)
        person_id = accounts.enter(transaction, house.sealer, identity)
        _notice_others(transaction, house, person_id, before)
        token = _entered(transaction, house, person_id, identity)
        is_to_look_through = reading.is_to_look_through(transaction, person_id)
        chosen = chosen_reading.settled(transaction, person_id, before.chosen)
    return Arrival(
        token, person_id, attempt.return_to, attempt.return_ref, is_to_look_through, chosen
    )


def end(transaction: Transaction, token: str) -> None:
    """Sign out of this browser; nothing happens when nobody is signed in by this token."""
    person_id = signed_in.end(transaction, token)
    if person_id is not None:
        _sign_out(transaction, person_id)


def end_everywhere(transaction: Transaction, person_id: int) -> None:
    """Sign a person out of every browser."""
    signed_in.end_all(transaction, person_id)
    _sign_out(transaction, person_id)


def end_from_provider(house: House, token: str) -> None:
    """Do what a logout token says.

    Raises `ProviderAway`, `SignInRefused` or `LogoutRefused`, and has then ended nothing.
    """
    said = house.identity_provider.logout_token(token)
    with house.database.transaction() as transaction:
        wish = logout_tokens.read(said, chosen=house.identity_provider.chosen, now=transaction.now)
        logout_tokens.spend(transaction, wish)
        ended = signed_in.end_by_provider(
            transaction,
            issuer=wish.issuer,
            issuer_session=wish.issuer_session,
            subject=wish.subject,
        )
        for person_id in sorted(ended):
            _sign_out(transaction, person_id)


def _sign_out(transaction: Transaction, person_id: int) -> None:
    """Trace it, and keep nothing that the person has typed."""
    interrupted_forms.forget(transaction, person_id)
    trail.signed(transaction, person_id, What.SIGNED_OUT)


def _taken(house: House, given: Given, browser: str | None) -> Attempt:
    state = _single(given, "state")
    if state is None or browser is None:
        raise AttemptGone
    with house.database.transaction() as transaction:
        attempt = attempts.take(transaction, state=state, browser=browser)
    if attempt is None:
        raise AttemptGone
    return attempt


def _answer(house: House, given: Given, attempt: Attempt) -> Evidence:
    until = time_limit()
    code = _code(house, given, until)
    return house.identity_provider.answer(
        until,
        nonce=attempt.nonce,
        code=code,
        code_verifier=attempt.code_verifier,
        redirect_uri=house.callback_address,
    )


def _code(house: House, given: Given, until: float) -> str:
    """The code, after what stands beside it in the address was judged."""
    metadata = house.identity_provider.reach(until)
    claims.check_issuer(
        given.get("iss", []),
        chosen=house.identity_provider.chosen,
        must_be_named=metadata.names_issuer,
    )
    error = _single(given, "error")
    if error == "access_denied":
        raise Cancelled
    if "error" in given:
        raise SignInRefused(f"error: {error if ERROR_CODE.fullmatch(error or '') else 'unknown'}")
    code = _single(given, "code")
    if code is None or len(code) > LONGEST_CODE:
        raise SignInRefused("code")
    return code


def _notice_others(transaction: Transaction, house: House, person_id: int, before: Before) -> None:
    """Hold back what is new between two people in one browser, and say so in the patients' logs."""
    others = signed_in.others_just_here(transaction, before.token_hashes, person_id=person_id)
    if not others:
        return
    found = same_browser.notice(
        transaction, house.sealer, person_id=person_id, others=others, wait=house.patience
    )
    for patient_id, grant_id in found:
        trail.acted(
            transaction,
            What.GRANT_DELAYED,
            patient_id=patient_id,
            actor_id=person_id,
            grant_id=grant_id,
        )


def _entered(transaction: Transaction, house: House, person_id: int, identity: Identity) -> str:
    token = signed_in.begin(
        transaction, person_id=person_id, identity=identity, longest=house.longest
    )
    trail.signed(transaction, person_id, What.SIGNED_IN)
    return token


def _single(given: Given, name: str) -> str | None:
    values = given.get(name, [])
    return values[0] if len(values) == 1 and values[0] else None
