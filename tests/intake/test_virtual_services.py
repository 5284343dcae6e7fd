"""How one joins a meeting at a distance, in the names that HL7 and Norway publish."""

from collections.abc import Callable
from typing import Any

import pytest

from tests.intake.sending import Raw, Sender, meeting, only_fault, only_row

HL7 = "http://hl7.org/fhir/5.0/StructureDefinition/extension-Appointment.virtualService"
NORWAY = "http://hl7.no/fhir/StructureDefinition/no-basis-virtual-service"
LINK, HELP, NUMBER = "https://video.example/m/1", "https://video.example/help", "08-465 004 10"
AT = "Bundle.entry[0].resource.extension[0].extension"


@pytest.fixture
def sender(senders: Callable[[], Sender]) -> Sender:
    return senders()


def service(*parts: Raw, url: str = HL7) -> list[Raw]:
    return [{"url": url, "extension": list(parts)}]


def part(url: str, **value: Any) -> Raw:
    return {"url": url, **value}


def point(system: str, value: str) -> Raw:
    return {"valueContactPoint": {"system": system, "value": value}}


def detail(*points: Raw) -> Raw:
    """R5's ExtendedContactDetail, as HL7 writes it in R4."""
    telecom = [{"url": "telecom", **one} for one in points]
    return {"extension": [{"url": "_datatype", "valueString": "ExtendedContactDetail"}, *telecom]}


ADDRESSES: dict[str, tuple[Raw, str, str]] = {
    "a url": ({"valueUrl": LINK}, LINK, ""),
    "a text that is a link": ({"valueString": LINK}, LINK, ""),
    "a text that is a number": ({"valueString": NUMBER}, "", NUMBER),
    "a link to a number": ({"valueUrl": "tel:+4684650041 0".replace(" ", "")}, "", "+46846500410"),
    "a contact point with a link": (point("url", LINK), LINK, ""),
    "a contact point with a number": (point("phone", NUMBER), "", NUMBER),
    "a contact's details": (detail(point("phone", NUMBER), point("url", LINK)), LINK, NUMBER),
    "a text that is neither": ({"valueString": "rum 4"}, "", ""),
}


@pytest.mark.parametrize(("url", "name"), [(HL7, "address"), (NORWAY, "virtualAddress")])
@pytest.mark.parametrize("kind", ADDRESSES)
def test_what_one_connects_to_is_read_in_each_form(sender: Sender, url: str, name: str, kind: str):
    value, link, number = ADDRESSES[kind]
    report = sender.send(meeting(extension=service(part(name, **value), url=url)))
    row = only_row(sender, "appointment")
    assert (row["video_url"], row["phone"]) == (link, number)
    told = [one.expression for one in report.entries[0].remarks]
    assert (f"{AT}[0]" in told) == (not link and not number)


@pytest.mark.parametrize(("url", "name"), [(HL7, "address"), (NORWAY, "virtualAddress")])
def test_a_link_is_held_to_the_rules_by_either_name(sender: Sender, url: str, name: str):
    entry = meeting(extension=service(part(name, valueUrl="http://video.example"), url=url))
    assert only_fault(sender.send(entry)) == (422, "value", f"{AT}[0]")


def test_every_part_is_shown_or_told(sender: Sender):
    parts = (
        part("_datatype", valueString="VirtualServiceDetail"),
        part("channelType", valueCoding={"code": "ms-teams"}),
        part("virtualAddress", valueUrl=LINK),
        part("additionalInfo", valueUrl=HELP),
        part("additionalInfo", valueUrl="https://video.example/more"),
        part("maxParticipants", valuePositiveInt=8),
        part("sessionKey", valueString="4711"),
    )
    report = sender.send(meeting(extension=service(*parts, url=NORWAY)))
    row = only_row(sender, "appointment")
    assert (row["form"], row["video_url"], row["help_url"]) == ("video", LINK, HELP)
    assert row["phone_code"] == "4711"
    told = [one.expression for one in report.entries[0].remarks if AT in one.expression]
    assert told == [f"{AT}[4]", f"{AT}[5]"]
