"""In what form one meets, from what the source states; a link alone never tells."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from portal.intake.reading import MEETING_FORM, codes, virtual_services
from portal.models.appointment import MeetingForm

ROLE_CODE = "http://terminology.hl7.org/CodeSystem/v3-RoleCode"
PLACES = {
    "PTRES": MeetingForm.HOME,
    "HOSP": MeetingForm.HOSPITAL,
    "HU": MeetingForm.HOSPITAL,
    "CHR": MeetingForm.HOSPITAL,
    "GACH": MeetingForm.HOSPITAL,
    "ER": MeetingForm.HOSPITAL,
    "PC": MeetingForm.HEALTH_CENTRE,
    "FMC": MeetingForm.HEALTH_CENTRE,
    "OF": MeetingForm.HEALTH_CENTRE,
}
VIDEO = ("video", "zoom", "ms-teams", "whereby", "teams", "webex")
TELEPHONE = ("telefon", "telephone", "phone")

Raw = Mapping[str, Any]


def meeting_form(meeting: Raw, places: Sequence[tuple[Raw, Raw]]) -> MeetingForm:
    """Our own code first, then what is stated of channel and place; both make it mixed."""
    stated = codes(meeting.get("appointmentType"), MEETING_FORM)
    if stated:
        return MeetingForm(stated[0])
    is_remote = any(True for _ in virtual_services(meeting))
    if is_remote and places:
        return MeetingForm.MIXED
    channel = next(_channels(meeting), None)
    return channel or next(_of_places(places), MeetingForm.UNSTATED)


def _channels(meeting: Raw) -> Iterator[MeetingForm]:
    for service, _ in virtual_services(meeting):
        for part in service.get("extension") or []:
            if part["url"] == "channelType":
                yield from _channel(part.get("valueCoding") or {})


def _channel(coding: Raw) -> Iterator[MeetingForm]:
    said = f"{coding.get('code', '')} {coding.get('display', '')}".casefold()
    if any(word in said for word in VIDEO):
        yield MeetingForm.VIDEO
    elif any(word in said for word in TELEPHONE):
        yield MeetingForm.TELEPHONE


def _of_places(places: Sequence[tuple[Raw, Raw]]) -> Iterator[MeetingForm]:
    for _, location in places:
        for concept in location.get("type") or []:
            for code in codes(concept, ROLE_CODE):
                if code in PLACES:
                    yield PLACES[code]
