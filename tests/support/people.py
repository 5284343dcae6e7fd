"""The cast of the tests: Anna, Bertil, Cecilia, David and the others of the demo, by name."""

import json
import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from functools import partial
from typing import Any

from sqlalchemy import text

from portal.database import Database
from portal.demo.cast import cast as demo_cast
from portal.identity import accounts, signed_in
from portal.identity.claims import Identity
from portal.identity.people import person_of
from portal.identity.sealing import Sealer
from portal.models.private import private_names
from portal.settings import LOA3

ISSUER = "http://127.0.0.1:9"
# Words of the code, which two people may have in common: `in-progress`, `text/plain`.
WORD_OF_CODE = re.compile(r"[a-z0-9/-]*")
SHORTEST_CANARY = 8


@dataclass(frozen=True, kw_only=True)
class Known:
    """A fictional person who is in the database."""

    key: str
    id: int
    name: str
    number: str = field(repr=False)
    subject: str
    own_texts: frozenset[str] = field(repr=False)
    """What the database holds about this person and about nobody else: texts and references."""


Cast = Mapping[str, Known]


def known(database: Database, sealer: Sealer) -> Cast:
    """Everybody of the demo, as they are in this database; made there if they are not."""
    with database.transaction() as transaction:
        ids = {
            key: person_of(transaction, sealer, person.number)
            for key, person in demo_cast().items()
        }
    texts = own_texts(database)
    return {
        key: Known(
            key=key,
            id=ids[key],
            name=person.name,
            number=person.number,
            subject=person.sub,
            own_texts=texts.get(ids[key], frozenset()),
        )
        for key, person in demo_cast().items()
    }


def foreign_to(cast: Cast, person: Known | None) -> frozenset[str]:
    """The texts that may never be on a page of this person's (nobody's: of a stranger's)."""
    others = (one for one in cast.values() if person is None or one.key != person.key)
    own_name = {person.name} if person else set()
    return frozenset().union(*(one.own_texts for one in others)) - own_name


def sign_in(database: Database, sealer: Sealer, person: Known) -> str:
    """Begin a session past the identity provider, with the portal's own code; gives its token."""
    with database.transaction() as transaction:
        identity = Identity(
            issuer=ISSUER,
            subject=person.subject,
            number=person.number,
            name=person.name,
            level_of_assurance=LOA3,
            authenticated_at=transaction.now,
            issuer_session=None,
            provider_transaction=None,
        )
        person_id = accounts.enter(transaction, sealer, identity)
        begin = partial(signed_in.begin, transaction, person_id=person_id, identity=identity)
        return begin(longest=timedelta(hours=8))


def own_texts(database: Database) -> dict[int, frozenset[str]]:
    """By person: every text in the private tables that is about this person only."""
    found: dict[int, set[str]] = defaultdict(set)
    with database.engine.begin() as connection:
        for table in sorted(private_names() - {"access_event"}):
            for row in connection.execute(text(f"SELECT * FROM {table}")).mappings():
                found[row["patient_id"]] |= set(_texts(list(row.values())))
    times = Counter(one for texts in found.values() for one in texts)
    return {
        person: frozenset(one for one in texts if times[one] == 1)
        for person, texts in found.items()
    }


def _texts(value: Any) -> Iterator[str]:
    match value:
        case str() if value.startswith(("[", "{")):
            yield from _texts(json.loads(value))
        case str() if len(value) >= SHORTEST_CANARY and not WORD_OF_CODE.fullmatch(value):
            yield value
        case dict():
            yield from _texts(list(value.values()))
        case list():
            for part in value:
                yield from _texts(part)
