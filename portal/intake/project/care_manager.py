"""Fast kontakt: from a CareTeam of Inera's kind to a row of `care_manager`."""

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from portal.intake.labels import is_confidential, is_for_patient
from portal.intake.project.contact_details import work_phone
from portal.intake.project.days import whole_days
from portal.intake.project.party import Party, party
from portal.intake.project.schedule_words import clock, days_of_week
from portal.intake.project.surroundings import Surroundings
from portal.intake.reading import (
    contact_role,
    extensions,
    is_care_contact,
    notes_text,
    own_text,
)

VIA_TEAM = ("riv-contact-via-team-extension", "contactViaTeam", "contact-via-team")
"""The first is the address that Inera publishes; the others stand in earlier drafts of its guide."""

Raw = Mapping[str, Any]
Row = dict[str, Any]
Days = tuple[date | None, date | None]


def care_manager(team: Raw, around: Surroundings) -> Row | None:
    """The row of one contact, or None when the team is not a fast kontakt.

    The telephone is the contact's own, else the team's that is reached instead, else that of the
    role. A contact that is not active is kept, and not shown.
    """
    if not is_care_contact(team):
        return None
    participant = team["participant"][0]
    who = party(participant.get("member"), around)
    backup = _backup(team, participant, around)
    starts_on, ends_on = _both(
        whole_days(team.get("period")), whole_days(participant.get("period"))
    )
    return {
        "role": contact_role(team),
        "name": who.name,
        "function": who.function,
        "unit": who.unit_of_person or party(participant.get("onBehalfOf"), around).unit,
        "authority": who.authority,
        "phone": work_phone(team.get("telecom"), around) or backup.phone or who.phone,
        "unit_phone": who.unit_phone,
        "hours": _hours(team, participant, around),
        "backup": backup.name,
        "backup_phone": backup.phone,
        "note": notes_text(team.get("note")),
        "starts_on": starts_on,
        "ends_on": ends_on,
        "is_confidential": is_confidential(team),
        "is_shown": team.get("status", "active") == "active" and is_for_patient(team),
    }


def _both(one: Days, other: Days) -> Days:
    """The days that are in both of two periods."""
    starts, ends = zip(one, other, strict=True)
    return max(filter(None, starts), default=None), min(filter(None, ends), default=None)


def _backup(team: Raw, participant: Raw, around: Surroundings) -> Party:
    """The team that answers when the contact is away."""
    reference = _via_team(team, participant)
    return party(reference, around) if reference else Party("unknown")


def _via_team(team: Raw, participant: Raw) -> Raw | None:
    for element in (participant, team):
        for extension in extensions(element, *VIA_TEAM):
            found: Raw | None = extension.get("valueReference")
            return found
    return None


def _hours(team: Raw, participant: Raw, around: Surroundings) -> str:
    """Of the contact; without a number of its own, of the team that is rung instead."""
    rung = (
        team if work_phone(team.get("telecom"), around) else around.of(_via_team(team, participant))
    )
    for one in (team, rung):
        for element in (one, *(one.get("telecom") or [])):
            stated = own_text(element, "available-hours")
            if stated:
                return stated
    role = around.of(participant.get("member"))
    times = list(_times(role))
    exceptions = role.get("availabilityExceptions")
    return ". ".join(filter(None, (", ".join(times), exceptions)))


def _times(role: Raw) -> Iterator[str]:
    for available in role.get("availableTime") or []:
        days = days_of_week(available.get("daysOfWeek") or [])
        hours = "dygnet runt" if available.get("allDay") else _hours_of_day(available)
        if days or hours:
            yield f"{days} {hours}".strip()


def _hours_of_day(available: Raw) -> str:
    """`kl. 08.00–16.00`; with one end only, that end: the whole day would be untrue."""
    start, end = available.get("availableStartTime"), available.get("availableEndTime")
    if start and end:
        return f"kl. {clock(start)}–{clock(end)}"
    if start or end:
        return f"från kl. {clock(start)}" if start else f"till kl. {clock(end or '')}"
    return ""
