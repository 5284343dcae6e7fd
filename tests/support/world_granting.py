"""Putting the grants of a world into the database, and round them those that must not count."""

from collections.abc import Iterator, Mapping
from datetime import timedelta
from typing import Any, NamedTuple

from sqlalchemy import insert

from portal.database import Transaction
from portal.models.grant import Grant, GrantItem
from tests.support.worlds import DrawnActivity, DrawnGrant, World

HOUR = timedelta(hours=1)
SHOWN_AGO = HOUR / 4
"""How long ago what was hidden was shown again."""
KINDS = ("activities", "goals", "documents", "contacts", "meetings")
NAMES = {"activities": "activity"} | {kind: kind[:-1] for kind in KINDS[1:]}
OPENS_NOTHING = DrawnGrant()
HIDDEN_BY_KEY_OR_NAME = ("hidden", "named")


class People(NamedTuple):
    """Ids: whose world it is, who looks, and two who have nothing to do with it."""

    patient: int
    relative: int
    stranger: int
    other_patient: int


def granted(transaction: Transaction, world: World, people: People, mark: str) -> tuple[str, str]:
    """Insert the grants of a world; gives the references of its one and its other grant."""
    maker = _Maker(transaction, mark)
    maker.decoys(world, people)
    found = []
    for name, drawn in (("grant", world.grant), ("beside", world.beside)):
        ref = f"{name}-{mark}"[:32]
        if drawn is not None:
            theirs = people.relative if drawn.is_theirs else people.stranger
            grant_id = maker.grant(ref, people.patient, theirs, drawn)
            maker.items(grant_id, _items(world, mark, "item" if name == "grant" else "beside_item"))
        found.append(ref)
    return found[0], found[1]


class _Maker:
    def __init__(self, transaction: Transaction, mark: str) -> None:
        self.transaction, self.mark = transaction, mark

    def decoys(self, world: World, people: People) -> None:
        """What says the opposite of each thing, and is paused, and is not to count.

        Of another patient's to the same person, of the same patient's to another, and of the same
        two but not confirmed; and of the same two, but ended, or past its end: its pause is over.
        """
        paused = DrawnGrant(is_paused=True)
        opposite = dict(_opposite(world, self.mark))
        for number, (patient, relative, drawn) in enumerate(
            (
                (people.other_patient, people.relative, paused),
                (people.patient, people.other_patient, paused),
                (people.patient, people.relative, DrawnGrant(is_paused=True, is_confirmed=False)),
            )
        ):
            ref = f"decoy{number}-{self.mark}"[:32]
            self.items(self.grant(ref, patient, relative, drawn), opposite)
        for name, drawn in (
            ("ended", DrawnGrant(is_paused=True, is_ended=True)),
            ("past", DrawnGrant(is_paused=True, expires_in=-1)),
        ):
            self.grant(f"{name}-{self.mark}"[:32], people.patient, people.relative, drawn)
        ref = f"decoy-{self.mark}"[:32]
        decoy = self.grant(ref, people.patient, people.relative, OPENS_NOTHING)
        chosen = {
            f"activity-{number}-{self.mark}": {"state": "chosen"}
            for number, one in enumerate(world.activities)
            if not one.is_inline
        }
        self.items(decoy, chosen)

    def grant(self, ref: str, patient_id: int, relative_id: int, drawn: DrawnGrant) -> int:
        now = self.transaction.now
        made: int = self.transaction.execute(
            insert(Grant).returning(Grant.id),
            {
                "ref": ref,
                "patient_id": patient_id,
                "relative_id": relative_id,
                "kind": drawn.kind,
                "mandate_scope": drawn.mandate_scope,
                "relation": "syster",
                "scopes": int(drawn.scopes),
                "parts": int(drawn.parts),
                "legal_basis": "en grund",
                "created_at": now - HOUR,
                "given_at": now - HOUR if drawn.is_given else None,
                "accepted_at": now - HOUR if drawn.is_accepted else None,
                "confirmed_at": now - HOUR if drawn.is_confirmed else None,
                "paused_at": now - HOUR if drawn.is_paused else None,
                "ended_at": now - HOUR if drawn.is_ended else None,
                "expires_at": now + drawn.expires_in * HOUR,
                "opens_at": None if drawn.opens_in is None else now + drawn.opens_in * HOUR,
                "verified_at": now - drawn.verified_ago * HOUR,
                "version": 1,
            },
        ).scalar_one()
        return made

    def items(self, grant_id: int, items: Mapping[str, Mapping[str, Any]]) -> None:
        for key, values in items.items():
            shown_ago = values.get("shown_at", SHOWN_AGO if values["state"] == "known" else None)
            shown_at = shown_ago and self.transaction.now - shown_ago
            row = {"family": None, **values, "shown_at": shown_at, "grant_id": grant_id, "key": key}
            self.transaction.execute(insert(GrantItem), row)


def _items(world: World, mark: str, column: str) -> dict[str, dict[str, Any]]:
    """What a grant says of each thing."""
    found: dict[str, dict[str, Any]] = {}
    for kind in KINDS:
        for number, one in enumerate(getattr(world, kind)):
            says = getattr(one, column)
            is_inline = isinstance(one, DrawnActivity) and one.is_inline
            key = f"{NAMES[kind]}-{number}-{mark}"
            if says in HIDDEN_BY_KEY_OR_NAME:
                family = f"family-{mark}" if is_inline else None
                key = key if says == "hidden" else f"name-{number}-{mark}"
                found[key] = {"state": "hidden", "family": family}
            elif says:
                found[key] = {"state": says}
                if is_inline:
                    found[f"name-{number}-{mark}"] = {"state": "known", "shown_at": None}
    return found | {f"gone-{mark}": {"state": "known", "shown_at": SHOWN_AGO}}


def _opposite(world: World, mark: str) -> Iterator[tuple[str, dict[str, Any]]]:
    """Hidden what is not, and known what is new beside something hidden."""
    for kind in KINDS:
        for number, one in enumerate(getattr(world, kind)):
            is_inline = isinstance(one, DrawnActivity) and one.is_inline
            if is_inline and not one.item:
                yield f"{NAMES[kind]}-{number}-{mark}", {"state": "known"}
                yield f"name-{number}-{mark}", {"state": "known"}
            elif not one.item or one.item == "chosen":
                family = f"family-{mark}" if is_inline else None
                state = {"state": "hidden", "family": family}
                yield f"{NAMES[kind]}-{number}-{mark}", state
