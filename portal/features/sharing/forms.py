"""What people choose on the pages of sharing. Words of a form in, values out."""

from collections.abc import Mapping
from dataclasses import replace

from werkzeug.datastructures import MultiDict

from portal.features.sharing.values import Shared, Wanted, Who
from portal.identity.numbers import kind
from portal.identity.viewer import Part, Scope

LONGEST_RELATION = 100
NO_SCOPE = Scope(0)
NO_PART = Part(0)
SCOPES = {
    "motestid": Scope.MEETING_TIME,
    "motesplats": Scope.MEETING_PLACE,
    "motesdeltagande": Scope.MEETING_JOIN,
    "kontakter": Scope.CONTACTS,
    "mal": Scope.GOALS,
    "hela": Scope.WHOLE_PLAN,
}
ACTIVITIES = {"nagra": Scope.CHOSEN_ACTIVITIES, "alla": Scope.ACTIVITIES}
PARTS = {"region": Part.REGION, "kommun": Part.MUNICIPALITY, "andra": Part.OTHERS}
DAYS = (30, 90, 180, 365)
CHANGED = (*SCOPES, "insatser", *PARTS, "insats", "dagar")
"""The fields of a whole change, on one page."""
EVERY_PART = Part.REGION | Part.MUNICIPALITY | Part.OTHERS
OF_MEETINGS = Scope.MEETING_PLACE | Scope.MEETING_JOIN

Fields = MultiDict[str, str]


def who(fields: Fields, *, allowed: frozenset[str] | None) -> Who:
    """Read the first question. A number may be typed with blanks and a hyphen."""
    called = relation(fields)
    is_by_code = fields.get("hur") == "kod"
    number = "" if is_by_code else "".join(fields.get("nummer", "").split()).replace("-", "")
    faults = []
    if not called:
        faults.append("relation")
    if fields.get("hur") not in ("kod", "nummer"):
        faults.append("hur")
    elif not is_by_code and kind(number) is None:
        faults.append("nummer")
    elif not is_by_code and allowed is not None and number not in allowed:
        faults.append("demo")
    return Who(called, number, is_by_code, tuple(faults))


def relation(fields: Fields) -> str:
    """Read who somebody is to the patient, in her own words."""
    return " ".join(_printable(fields.get("relation", "")).split())[:LONGEST_RELATION]


def scopes(fields: Fields) -> Scope:
    """Read what to open. The place of a meeting says when it is too: the time comes with it."""
    chosen = NO_SCOPE
    for name, scope in SCOPES.items():
        chosen |= scope if name in fields else NO_SCOPE
    if chosen & OF_MEETINGS:
        chosen |= Scope.MEETING_TIME
    return chosen | ACTIVITIES.get(fields.get("insatser", ""), NO_SCOPE)


def parts(fields: Fields) -> Part:
    """Read whose insatser to open."""
    chosen = NO_PART
    for name, part in PARTS.items():
        chosen |= part if name in fields else NO_PART
    return chosen


def keys(fields: Fields) -> frozenset[str]:
    """Read which insatser are chosen one by one."""
    return frozenset(fields.getlist("insats"))


def days(fields: Fields) -> int | None:
    """Read how long; None for what was not offered."""
    text = fields.get("dagar", "")
    return int(text) if text in set(map(str, DAYS)) else None


def wanted(fields: Fields) -> Wanted:
    """Read a whole change of a grant, on one page."""
    chosen = scopes(fields)
    whose = parts(fields) if Scope.ACTIVITIES in chosen else EVERY_PART
    chosen_keys = keys(fields) if Scope.CHOSEN_ACTIVITIES in chosen else frozenset()
    return Wanted(chosen, whose, chosen_keys, days(fields))


def as_typed(shared: Shared, fields: Fields | None) -> Shared:
    """A draft as it was being filled in; as it is when nothing of that is known."""
    if fields is None:
        return shared
    seen = shared.seen
    asked = (set(SCOPES) | {"insatser"}) & set(fields)
    whose = parts(fields) if set(PARTS) & set(fields) else seen.parts
    return replace(
        shared,
        seen=replace(
            seen,
            scopes=scopes(fields) if asked else seen.scopes,
            chosen=keys(fields) if "insats" in fields else seen.chosen,
            days=days(fields) or seen.days,
        ),
        parts=tuple(str(part.name) for part in Part if part in whose),
    )


def version(fields: Mapping[str, str]) -> int:
    """Which state of the grant the page showed; 0, which none has, for anything else."""
    text = fields.get("version", "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else 0


def scope_named(name: str) -> Scope:
    """A scope that a button closes; none for another word."""
    return Scope[name] if name in Scope.__members__ else NO_SCOPE


def part_named(name: str) -> Part:
    """A part that a button closes; none for another word."""
    return Part[name] if name in Part.__members__ else NO_PART


def _printable(text: str) -> str:
    return "".join(letter for letter in text if letter.isprintable())
