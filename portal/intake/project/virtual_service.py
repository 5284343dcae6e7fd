"""Links and numbers of a meeting at a distance: from R5's VirtualServiceDetail, as extensions in R4.

The names of the parts are those of HL7's `extension-Appointment.virtualService` and of Norway's
`no-basis-virtual-service`, which calls the address `virtualAddress`.
"""

from collections.abc import Iterator, Mapping
from typing import Any

from portal.intake.outcome import Remark
from portal.intake.reading import ADDRESSES, link_in, phone_in, value_of, virtual_services
from portal.intake.structure.not_shown import not_shown

SILENT = frozenset({"channelType", "_datatype"})
"""What tells the form of the meeting, and what only tells the type of the extension."""

Raw = Mapping[str, Any]
Found = tuple[str, str, str]


def remote(meeting: Raw) -> dict[str, str]:
    """Links and numbers; those meant for one participant stand before those for all."""
    row = {"video_url": "", "help_url": "", "phone": "", "phone_code": ""}
    for name, value, _ in _in_order(meeting):
        row[name] = row[name] or value
    return row


def unused_parts(meeting: Raw, at: str) -> Iterator[Remark]:
    """The parts that no page shows: a second address of its kind, the number of places."""
    shown: dict[str, str] = {}
    for name, _, place in _in_order(meeting):
        shown.setdefault(name, place)
    for part, place in _parts(meeting):
        if part["url"] not in SILENT and place not in shown.values():
            yield not_shown(f"{at}{place}")


def _in_order(meeting: Raw) -> Iterator[Found]:
    """What each part gives to a row, with its place."""
    for part, place in _parts(meeting):
        for name, value in _part(part):
            if value:
                yield name, value, place


def _parts(meeting: Raw) -> Iterator[tuple[Raw, str]]:
    for service, place in virtual_services(meeting):
        for position, part in enumerate(service.get("extension") or []):
            yield part, f"{place}.extension[{position}]"


def _part(part: Raw) -> Iterator[tuple[str, str]]:
    match part["url"]:
        case url if url in ADDRESSES:
            yield "video_url", link_in(part)
            yield "phone", phone_in(part)
        case "additionalInfo":
            yield "help_url", link_in(part)
            yield "phone", phone_in(part)
        case "sessionKey":
            yield "phone_code", str(value_of(part) or "")
