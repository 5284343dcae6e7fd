"""Who answers for an insats, who does it with them, and how to reach them."""

from collections.abc import Mapping, Sequence
from typing import Any

from portal.intake.project.party import Party
from portal.models.activity import AnsweredBy

OURSELVES = ("patient", "relative")

Row = dict[str, Any]


def responsible(parties: Sequence[Party], function: str, custodian: Party) -> Row:
    """Who answers: the first one named; unit and person from the first of care that has one.

    Everybody else who is named takes part: `together` says with whom it is done.
    """
    known = [one for one in parties if _is_somebody(one)]
    first = next(iter(known), Party("unknown"))
    if first.kind in OURSELVES:
        return {**_themselves(first), "together": _together([one for one in known if one != first])}
    care = [one for one in known if one.kind not in OURSELVES]
    staff = next((one for one in care if one.kind == "staff"), Party("staff"))
    unit = next((one for one in care if one.unit or one.authority_name), Party("unit"))
    return {
        "answered_by": first.answered_by,
        "authority": _authority(unit, custodian),
        "unit": unit.unit or (first.name if first.kind != "staff" else ""),
        "person": _person(staff, function),
        "phone": staff.phone or unit.unit_phone or first.phone,
        "together": _together([one for one in known if one not in (first, staff, unit)]),
    }


def _is_somebody(one: Party) -> bool:
    said = (one.name, one.function, one.hsa, one.phone, one.authority_name)
    return any(said) or one.kind in OURSELVES


def nobody() -> Row:
    """What is known of who answers, when nothing is."""
    return responsible((), "", Party("unknown"))


def _themselves(who: Party) -> Row:
    is_relative = who.kind == AnsweredBy.RELATIVE
    return {
        "answered_by": who.kind,
        "authority": "",
        "unit": "",
        "person": who.name if is_relative else "",
        "phone": who.phone if is_relative else "",
    }


def _together(parties: Sequence[Party]) -> list[Mapping[str, str]]:
    found: list[Mapping[str, str]] = []
    for one in parties:
        named = [_person(one, ""), one.unit_of_person] if one.kind == "staff" else [one.name]
        row = {
            "kind": one.kind,
            "name": ", ".join(filter(None, named)) if one.kind != "patient" else "",
            "phone": one.phone or one.unit_phone,
        }
        if row not in found:
            found.append(row)
    return found


def _person(staff: Party, function: str) -> str:
    """As in "Karin Lind, distriktssköterska", however the source writes titles."""
    title = staff.function if staff.name else ""
    in_a_sentence = title if title.isupper() else title[:1].lower() + title[1:]
    return ", ".join(filter(None, (staff.name or function or staff.function, in_a_sentence)))


def _authority(unit: Party, custodian: Party) -> str:
    """The huvudman by name: as the unit says, or the plan's keeper when it is the same body."""
    if unit.authority_name:
        return unit.authority_name
    same = unit.hsa[:12].upper() == custodian.hsa[:12].upper()
    return custodian.name if unit.hsa and same else ""
