"""What the parts of the fault-switching provider need of it."""

from collections import Counter
from threading import Event
from typing import Protocol

from joserfc.jwk import RSAKey

from portal.demo.cast import Person
from tests.support.identity_providers.fault import Fault
from tests.support.identity_providers.signing import KeyRing


class Switchboard(Protocol):
    """See FaultyProvider."""

    issuer: str
    redirect_uri: str
    after_logout_uri: str
    client_id: str
    fault: Fault
    person: Person
    ring: KeyRing
    portal_key: RSAKey
    calls: Counter[str]
    asked: dict[str, str]
    redeemed: dict[str, str]
    asked_to_end: dict[str, str]
    complaints: list[str]
    codes: dict[str, dict[str, str]]
    tokens: dict[str, Person]
    seen_jti: set[str]
    sid: str
    set_aside: tuple[bytes, str]
    closing: Event
