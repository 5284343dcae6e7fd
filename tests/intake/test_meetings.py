"""When, where, in what form and with whom: what an Appointment becomes."""

import json
from collections.abc import Callable
from typing import Any

import pytest

from portal.intake.rules import Rules
from tests.intake.sending import (
    OF_SOURCE,
    Raw,
    Sender,
    by_name,
    day,
    delete,
    effects,
    meeting,
    only_fault,
    plan,
    put,
    role,
    to,
)

VIRTUAL = "http://hl7.org/fhir/5.0/StructureDefinition/extension-Appointment.virtualService"
NORWEGIAN = "http://hl7.no/fhir/StructureDefinition/no-basis-virtual-service"
FORM = "https://minplan.example/fhir/CodeSystem/meeting-form"
OWN = "https://minplan.example/fhir/StructureDefinition/"
ROLE_CODE = "http://terminology.hl7.org/CodeSystem/v3-RoleCode"
LINK = "https://video.example/m/1"


@pytest.fixture
def sender(senders: Callable[[], Sender]) -> Sender:
    return senders()


def row(sender: Sender) -> dict[str, Any]:
    (found,) = sender.rows("appointment")
    return dict(found)


def service(*parts: Raw, url: str = VIRTUAL) -> list[Raw]:
    return [{"url": url, "extension": list(parts)}]


def channel(display: str) -> Raw:
    return {"url": "channelType", "valueCoding": {"display": display}}


def address(url: str = LINK) -> Raw:
    return {"url": "address", "valueUrl": url}


def place(code: str = "") -> tuple[Raw, Raw]:
    """A place as an entry, and as somebody who takes part."""
    body: Raw = {"name": "Björkens hälsocentral", "address": {"line": ["Björkvägen 4"]}}
    if code:
        body["type"] = [{"coding": [{"system": ROLE_CODE, "code": code}]}]
    return put("Location", "place", body), {"actor": to("Location", "place"), "status": "accepted"}


def form_code(code: str) -> Raw:
    return {"coding": [{"system": FORM, "code": code}]}


@pytest.mark.parametrize(
    ("said", "form"),
    [("Videomöte", "video"), ("Video", "video"), ("Telefon", "telephone"), ("Annat", "unstated")],
)
def test_the_form_is_the_stated_channel(sender: Sender, said: str, form: str):
    sender.send(meeting(extension=service(channel(said), address())))
    assert row(sender)["form"] == form


def test_the_form_is_never_guessed_from_a_link(sender: Sender):
    sender.send(meeting(extension=service(address("https://teams.example/video"))))
    assert (row(sender)["form"], row(sender)["video_url"]) == (
        "unstated",
        "https://teams.example/video",
    )


@pytest.mark.parametrize(
    ("code", "form"),
    [("PTRES", "home"), ("HOSP", "hospital"), ("PC", "health-centre"), ("", "unstated")],
)
def test_the_form_is_the_kind_of_place(sender: Sender, code: str, form: str):
    location, takes_part = place(code)
    sender.send(location, meeting(others=[takes_part]))
    assert (row(sender)["form"], row(sender)["place"]) == (form, "Björkens hälsocentral")
    assert row(sender)["address"] == "Björkvägen 4"


def test_a_place_and_a_link_make_it_mixed(sender: Sender):
    location, takes_part = place("PC")
    entry = meeting(others=[takes_part], extension=service(channel("Video"), address()))
    sender.send(location, entry)
    assert row(sender)["form"] == "mixed"


def test_our_own_code_goes_before_all(sender: Sender):
    entry = meeting(extension=service(channel("Telefon")), appointmentType=form_code("video"))
    sender.send(entry)
    assert row(sender)["form"] == "video"
    fault = only_fault(sender.send(meeting("b", appointmentType=form_code("boat"))))
    assert fault == (422, "code-invalid", "Bundle.entry[0].resource.appointmentType")


def test_nothing_stated_is_unstated(sender: Sender):
    sender.send(meeting())
    assert row(sender)["form"] == "unstated"


def test_a_video_meeting_has_a_telephone_with_a_code_to_fall_back_on(sender: Sender):
    parts = [
        channel("Video"),
        address(),
        {"url": "additionalInfo", "valueUrl": "https://video.example/help"},
        {"url": "address", "valueContactPoint": {"system": "phone", "value": "08-465 004 10"}},
        {"url": "sessionKey", "valueString": "4711"},
    ]
    sender.send(meeting(extension=service(*parts, url=NORWEGIAN)))
    found = row(sender)
    assert (found["video_url"], found["help_url"]) == (LINK, "https://video.example/help")
    assert (found["phone"], found["phone_code"]) == ("08-465 004 10", "4711")


def test_a_link_for_the_patient_alone_goes_before_one_for_all(sender: Sender):
    entry = meeting(extension=service(address("https://video.example/all")))
    entry["resource"]["participant"][0]["extension"] = service(address("https://video.example/me"))
    sender.send(entry)
    assert row(sender)["video_url"] == "https://video.example/me"


@pytest.mark.parametrize(
    "link",
    [
        "http://video.example/m",
        "javascript:alert(1)",
        "https://",
        "https://evil.example@video.example/m",
        "https://vidéo.example/m",
        "https://[::1/m",
        "//video.example/m",
        "https://video.example\\@evil.example/m",
    ],
)
def test_a_link_that_is_not_plain_https_is_refused(sender: Sender, link: str):
    place = "Bundle.entry[0].resource.extension[0].extension[0]"
    assert only_fault(sender.send(meeting(extension=service(address(link))))) == (
        422,
        "value",
        place,
    )


def test_a_link_leads_to_listed_hosts_only_where_there_is_a_list(sender: Sender):
    rules = Rules(video_hosts=frozenset({"video.example"}))
    entry = meeting(extension=service(address()))
    assert effects(sender.send(entry, rules=rules)) == ["created"]
    other = meeting("b", extension=service(address("https://evil.example/video.example")))
    assert only_fault(sender.send(other, rules=rules))[:2] == (422, "value")


def test_who_comes_and_who_sits_with_the_patient(sender: Sender):
    sits = [{"url": OWN + "sits-with-patient", "valueBoolean": True}]
    son = put("RelatedPerson", "son", {"patient": meeting_patient(), "name": [{"text": "Bertil"}]})
    others = [
        {"actor": to("PractitionerRole", "eva"), "status": "tentative"},
        {"actor": to("RelatedPerson", "son"), "status": "needs-action", "extension": sits},
        {"type": [{"text": "Tolk"}], "status": "accepted"},
    ]
    sender.send(role(), son, meeting(others=others))
    found = json.loads(row(sender)["participants"])
    short = [(one["kind"], one["name"], one["answer"], one["with_patient"]) for one in found]
    assert short == [
        ("patient", "", "accepted", False),
        ("staff", "Eva Ek", "tentative", False),
        ("relative", "Bertil", "needs-action", True),
        ("staff", "", "accepted", False),
    ]
    assert found[3]["function"] == "Tolk"


def meeting_patient() -> Raw:
    actor: Raw = meeting()["resource"]["participant"][0]["actor"]
    return actor


def test_whom_to_ring_about_a_meeting_is_stated_or_the_first_from_care(sender: Sender):
    eva = {"actor": to("PractitionerRole", "eva"), "status": "accepted"}
    other = put(
        "PractitionerRole",
        "ulf",
        {
            "practitioner": {"display": "Ulf Al"},
            "telecom": [{"system": "phone", "value": "08-2"}],
        },
    )
    ulf = {"actor": to("PractitionerRole", "ulf"), "status": "accepted"}
    sender.send(role(), other, meeting(others=[eva, ulf]))
    assert row(sender)["convener"] == "Eva Ek, Björkens hälsocentral"
    convener = [{"url": OWN + "convener", "valueBoolean": True}]
    sender.send(role(), other, meeting(others=[eva, {**ulf, "extension": convener}], at=day(5)))
    assert (row(sender)["convener"], row(sender)["convener_phone"]) == ("Ulf Al", "08-2")


def test_a_meeting_may_come_before_its_plan(sender: Sender):
    sender.send(meeting(supportingInformation=[by_name("CarePlan", "plan")]))
    assert row(sender)["plan_resource_id"] is None
    sender.send(plan(at=day(5)))
    resource_id = sender.rows("care_plan")[0]["resource_id"]
    assert row(sender)["plan_resource_id"] == resource_id


def test_a_cancelled_meeting_is_shown_as_such_and_one_in_error_is_gone(sender: Sender):
    sender.send(meeting())
    sender.send(meeting(status="cancelled", at=day(5)))
    assert row(sender)["status"] == "cancelled"
    sender.send(meeting(status="entered-in-error", at=day(6)))
    assert sender.rows("appointment") == []


def test_a_moved_meeting_keeps_its_reference(sender: Sender):
    sender.send(meeting())
    ref = row(sender)["ref"]
    sender.send(
        meeting(start="2026-12-02T13:00:00+01:00", end="2026-12-02T14:00:00+01:00", at=day(5))
    )
    assert row(sender)["ref"] == ref
    assert "2026-12-02" in str(row(sender)["starts_at"])
    assert "2026-12-01" in str(row(sender)["moved_from"])


def test_a_meeting_that_was_only_asked_for_at_another_time_is_not_moved(sender: Sender):
    sender.send(meeting(status="proposed"))
    later = {"start": "2026-12-02T13:00:00+01:00", "end": "2026-12-02T14:00:00+01:00"}
    sender.send(meeting(at=day(5), **later))
    assert row(sender)["moved_from"] is None


def without_times(**changes: Any) -> Raw:
    entry = meeting(**changes)
    del entry["resource"]["start"], entry["resource"]["end"]
    return entry


@pytest.mark.parametrize("status", ["proposed", "waitlist"])
def test_a_meeting_whose_time_is_not_decided_is_kept_with_when_it_is_wanted(
    sender: Sender, status: str
):
    wanted = [{"start": "2027-01", "end": "2027-02-12T08:00:00+01:00"}, {"end": "2028"}]
    sender.send(without_times(status=status, requestedPeriod=wanted))
    assert (row(sender)["starts_at"], row(sender)["ends_at"]) == (None, None)
    assert json.loads(row(sender)["requested"]) == wanted


def test_a_meeting_cancelled_without_times_keeps_those_it_had_and_its_reference(sender: Sender):
    sender.send(meeting())
    before = row(sender)
    sender.send(without_times(status="cancelled", at=day(5)))
    after = row(sender)
    assert after["status"] == "cancelled"
    for name in ("ref", "starts_at", "ends_at"):
        assert after[name] == before[name]


def test_a_cancellation_that_comes_before_the_booking_finds_its_time_all_the_same(sender: Sender):
    sender.send(without_times(status="cancelled", at=day(5)))
    assert row(sender)["starts_at"] is None
    sender.send(meeting(at=day(3)))
    assert (row(sender)["status"], row(sender)["moved_from"]) == ("cancelled", None)
    assert "2026-12-01" in str(row(sender)["starts_at"])


def test_the_time_that_only_the_patient_may_know_is_not_told_by_a_later_cancellation(
    sender: Sender,
):
    restricted = [
        {"system": "http://terminology.hl7.org/CodeSystem/v3-Confidentiality", "code": "R"}
    ]
    sender.send(meeting(security=restricted))
    sender.send(without_times(status="cancelled", at=day(5)))
    assert row(sender)["starts_at"] is None


def test_a_booked_meeting_that_becomes_a_question_says_which_time_is_off(sender: Sender):
    sender.send(meeting())
    sender.send(without_times(status="proposed", at=day(5)))
    found = row(sender)
    assert (found["starts_at"], str(found["moved_from"])[:10]) == (None, "2026-12-01")


def test_each_change_of_a_meeting_has_a_higher_sequence(sender: Sender):
    later = {"start": "2026-12-02T13:00:00+01:00", "end": "2026-12-02T14:00:00+01:00"}
    found = []
    for number, changes in enumerate(({}, later, {"status": "cancelled"}, {}), start=3):
        sender.send(meeting(at=day(number), **changes))
        found.append(row(sender)["sequence"])
    assert found == sorted(set(found))


def test_a_deleted_meeting_is_gone(sender: Sender):
    sender.send(meeting())
    sender.send(delete("Appointment", "meeting"), timestamp=day(9), meta=OF_SOURCE)
    assert sender.rows("appointment") == []


def test_hostile_words_are_kept_as_they_are(sender: Sender):
    words = "<script>alert(1)</script> {{7*7}} %s %(x)s '; DROP TABLE person; --\r\nX: y"
    sender.send(meeting(description=words))
    assert row(sender)["title"] == words
