"""Möten: from Appointment to a row of `appointment`."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any

from portal.intake.labels import is_confidential, is_for_patient
from portal.intake.project.contact_details import is_place
from portal.intake.project.days import partial
from portal.intake.project.meeting_form import meeting_form
from portal.intake.project.party import Party, party
from portal.intake.project.surroundings import Surroundings
from portal.intake.project.virtual_service import remote
from portal.intake.reading import (
    all_words,
    own_flag,
    words,
)
from portal.intake.references import key_of
from portal.intake.structure.primitives import moment
from portal.models.meeting_state import BOOKED, CLOSED

KINDS = {"patient": "patient", "relative": "relative", "staff": "staff", "unit": "unit"}

Raw = Mapping[str, Any]
Row = dict[str, Any]


def appointment(meeting: Raw, around: Surroundings, earlier: Sequence[Raw] = ()) -> Row | None:
    """The row of one meeting, or None when it was entered in error.

    `earlier` is what the source said of it before, the latest first: R4 lets a cancelled meeting
    lose its times (app-3), and who has written the old time down must learn that it is off.
    """
    if meeting["status"] == "entered-in-error":
        return None
    places = [
        (participant["actor"], around.of(participant["actor"]))
        for participant in meeting["participant"]
        if around.kind_of(participant.get("actor")) == "Location"
    ]
    convener = _convener(meeting, around)
    return {
        "status": meeting["status"],
        "form": meeting_form(meeting, places),
        "title": _title(meeting),
        **_times(meeting, [one for one in earlier if _is_known_to_all(one, meeting)]),
        "requested": [_requested(one) for one in meeting.get("requestedPeriod") or []],
        **_place(places, meeting, around),
        **remote(meeting),
        "convener": ", ".join(filter(None, (convener.name, convener.unit_of_person))),
        "convener_phone": convener.phone or convener.unit_phone,
        "participants": list(_participants(meeting, around)),
        "is_confidential": is_confidential(meeting),
        "is_shown": is_for_patient(meeting),
    }


def plan_key(meeting: Raw, around: Surroundings) -> str | None:
    """The key of the plan a meeting is about; the plan may not have come yet."""
    for reference in meeting.get("supportingInformation") or []:
        if around.kind_of(reference) == "CarePlan":
            return key_of(reference, around.source)
    return None


def _times(meeting: Raw, earlier: Sequence[Raw]) -> Row:
    """When it is, or was to be; and when it was booked for before."""
    timed = meeting
    if "start" not in meeting and meeting["status"] in CLOSED:
        timed = next((one for one in earlier if "start" in one), meeting)
    start, end = timed.get("start"), timed.get("end")
    return {
        "starts_at": moment(start) if start else None,
        "ends_at": moment(end) if end else None,
        "moved_from": _moved_from(meeting, earlier),
    }


def _moved_from(meeting: Raw, earlier: Sequence[Raw]) -> datetime | None:
    if meeting["status"] in CLOSED:
        return None
    now = moment(meeting["start"]) if "start" in meeting else None
    booked = (one for one in earlier if one["status"] in BOOKED and "start" in one)
    return next((at for one in booked if (at := moment(one["start"])) != now), None)


def _is_known_to_all(one: Raw, meeting: Raw) -> bool:
    """Nobody learns from what it is now what it was when they could not see it."""
    hidden = is_confidential(one) and not is_confidential(meeting)
    return one["status"] != "entered-in-error" and is_for_patient(one) and not hidden


def _requested(period: Raw) -> Row:
    days = ((name, partial(period.get(name))) for name in ("start", "end"))
    return {name: day.text for name, day in days if day}


def _title(meeting: Raw) -> str:
    return str(
        meeting.get("description")
        or all_words(meeting.get("serviceType"))
        or words(meeting.get("appointmentType"))
        or all_words(meeting.get("reasonCode"))
    )


def _place(places: list[tuple[Raw, Raw]], meeting: Raw, around: Surroundings) -> Row:
    reference, location = next(iter(places), ({}, {}))
    told = (location.get("description"), meeting.get("patientInstruction"))
    return {
        "place": str(location.get("name") or reference.get("display", "")),
        "address": _address(location.get("address") or {}, around),
        "directions": "\n\n".join(filter(None, told)),
    }


def _address(address: Raw, around: Surroundings) -> str:
    if not is_place(address) or not around.is_in_force(address.get("period")):
        return ""
    if address.get("text"):
        return str(address["text"])
    town = " ".join(filter(None, (address.get("postalCode"), address.get("city"))))
    return ", ".join(filter(None, (*(address.get("line") or []), town)))


def _expected(meeting: Raw) -> list[Raw]:
    """Those who are to come; `information-only` is somebody who is only told of the meeting."""
    return [one for one in meeting["participant"] if one.get("required") != "information-only"]


def _participants(meeting: Raw, around: Surroundings) -> Iterator[Row]:
    for participant in _expected(meeting):
        who = party(participant.get("actor"), around)
        function = who.function or all_words(participant.get("type"))
        if around.kind_of(participant.get("actor")) == "Location":
            continue
        if who.kind != "patient" and not (who.name or function):
            continue
        yield {
            "name": who.name,
            "function": function,
            "unit": who.unit_of_person,
            "kind": KINDS.get(who.kind, "staff"),
            "answer": participant["status"],
            "with_patient": own_flag(participant, "sits-with-patient"),
        }


def _convener(meeting: Raw, around: Surroundings) -> Party:
    """Whom to ring about the meeting: as stated, else the first from care with a telephone."""
    from_care: list[Party] = []
    for participant in _expected(meeting):
        who = party(participant.get("actor"), around)
        if own_flag(participant, "convener") or _calls_back(participant):
            return who
        if who.kind in ("staff", "unit") and (who.phone or who.unit_phone):
            from_care.append(who)
    return next(iter(from_care), Party("unknown"))


def _calls_back(participant: Raw) -> bool:
    """`CALLBCK` of v3-ParticipationType is "a contact for follow-up questions"."""
    return any(
        coding.get("code") == "CALLBCK"
        for concept in participant.get("type") or []
        for coding in concept.get("coding") or []
    )
