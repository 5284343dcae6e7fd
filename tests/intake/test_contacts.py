"""Whom to ring: what a fast kontakt becomes."""

from collections.abc import Callable
from typing import Any

import pytest

from tests.intake.sending import (
    OF_SOURCE,
    Raw,
    Sender,
    contact,
    day,
    delete,
    effects,
    patient,
    put,
    role,
    to,
    unit,
)

GUIDE = "https://fhir.inera.se/ig/careteam/StructureDefinition/"
VIA = f"{GUIDE}riv-contact-via-team-extension"
HOURS = "https://minplan.example/fhir/StructureDefinition/available-hours"


@pytest.fixture
def sender(senders: Callable[[], Sender]) -> Sender:
    return senders()


def row(sender: Sender) -> dict[str, Any]:
    (found,) = sender.rows("care_manager")
    return dict(found)


def phone(number: str) -> list[Raw]:
    return [{"system": "phone", "value": number}]


def team(title: str = "Laget", **changes: Any) -> Raw:
    body = {"status": "active", "subject": patient(), "name": title, **changes}
    return put("CareTeam", "team", body)


def via(**changes: Any) -> Raw:
    """A contact that is reached through a team."""
    entry = contact(**changes)
    extension = [{"url": VIA, "valueReference": to("CareTeam", "team")}]
    entry["resource"]["participant"][0]["extension"] = extension
    return entry


def test_a_contact_has_name_title_unit_and_number(sender: Sender):
    sender.send(role(), contact(telecom=phone("08-465 004 07"), note=[{"text": "Ring gärna."}]))
    found = row(sender)
    assert (found["name"], found["function"]) == ("Eva Ek", "Distriktssköterska")
    assert (found["unit"], found["authority"]) == ("Björkens hälsocentral", "region")
    assert (found["phone"], found["note"], found["role"]) == ("08-465 004 07", "Ring gärna.", "1")


def test_a_contact_that_is_a_unit_is_not_said_to_work_there(sender: Sender):
    entry = contact(telecom=phone("08-465 004 07"))
    entry["resource"]["participant"][0]["member"] = {"display": "Björkens hälsocentral"}
    sender.send(entry)
    assert (row(sender)["name"], row(sender)["unit"]) == ("Björkens hälsocentral", "")


def test_the_team_answers_when_the_contact_has_no_number_and_is_the_backup(sender: Sender):
    nurses = team(title="Sjuksköterskorna", telecom=phone("08-465 004 08"))
    effects(sender.send(role(), via(), nurses))
    found = row(sender)
    assert (found["phone"], found["backup_phone"]) == ("08-465 004 08", "08-465 004 08")
    assert found["backup"] == "Sjuksköterskorna"


def test_the_role_s_number_is_the_last_resort(sender: Sender):
    sender.send(role(), contact())
    assert row(sender)["phone"] == "08-465 004 01"


def test_an_old_number_is_not_given(sender: Sender):
    old = {"system": "phone", "value": "08-1", "use": "old"}
    later = {"system": "phone", "value": "08-3", "rank": 2}
    first = {"system": "phone", "value": "08-2", "rank": 1}
    sender.send(role(), contact(telecom=[old, later, first]))
    assert row(sender)["phone"] == "08-2"


def test_hours_are_read_from_the_role_or_our_own_extension(sender: Sender):
    times = [
        {
            "daysOfWeek": ["mon", "tue", "wed", "thu", "fri"],
            "availableStartTime": "08:00:00",
            "availableEndTime": "16:30:00",
        }
    ]
    sender.send(role(availableTime=times, availabilityExceptions="Stängt på julafton"), contact())
    assert row(sender)["hours"] == "måndag–fredag kl. 08.00–16.30. Stängt på julafton"
    url = "https://minplan.example/fhir/StructureDefinition/available-hours"
    stated = [{"url": url, "valueString": "Vardagar före lunch"}]
    sender.send(contact(at=day(5), extension=stated), role(at=day(5)))
    assert row(sender)["hours"] == "Vardagar före lunch"


@pytest.mark.parametrize(
    ("available", "hours"),
    [
        ({"availableStartTime": "08:00:00"}, "måndag från kl. 08.00"),
        ({"availableEndTime": "12:00:00"}, "måndag till kl. 12.00"),
        ({"allDay": True}, "måndag dygnet runt"),
    ],
)
def test_hours_with_one_end_are_not_a_whole_day(sender: Sender, available: Raw, hours: str):
    sender.send(role(availableTime=[{"daysOfWeek": ["mon"], **available}]), contact())
    assert row(sender)["hours"] == hours


def test_the_unit_s_number_comes_from_the_unit(sender: Sender):
    unit_entry = put("Organization", "vc", {"name": "Vården", "telecom": phone("08-465 004 11")})
    sender.send(unit_entry, role(organization=to("Organization", "vc")), contact())
    assert (row(sender)["unit"], row(sender)["unit_phone"]) == ("Vården", "08-465 004 11")


@pytest.mark.parametrize("status", ["inactive", "suspended", "proposed", "entered-in-error"])
def test_a_contact_that_is_not_active_is_kept_and_not_shown(sender: Sender, status: str):
    sender.send(role(), contact(status=status))
    assert not row(sender)["is_shown"]


def test_a_contact_keeps_its_first_and_last_day(sender: Sender):
    sender.send(role(), contact(period={"start": "2026-01-15", "end": "2026-12-31"}))
    assert str(row(sender)["starts_on"]) == "2026-01-15"
    assert str(row(sender)["ends_on"]) == "2026-12-31"


def test_a_contact_sent_again_is_not_new(sender: Sender):
    sender.send(role(), contact())
    before = row(sender)
    sender.send(role(), contact(at=day(9)))
    assert row(sender) == before


def test_a_deleted_contact_is_gone(sender: Sender):
    sender.send(role(), contact())
    sender.send(delete("CareTeam", "contact"), timestamp=day(9), meta=OF_SOURCE)
    assert sender.rows("care_manager") == []


def test_a_team_that_is_no_fast_kontakt_is_no_contact(sender: Sender):
    sender.send(team(participant=[{"member": unit("SE2120000142-B", "Omsorgen")}]))
    assert sender.rows("care_manager") == []


@pytest.mark.parametrize(
    ("number", "is_told"),
    [
        ("0980-31 92 60", False),
        ("08-123 45 67 / 08-765 43 21", False),
        ("08-1 / 08-2", True),
        ("fax 08-123 45 67", True),
    ],
)
def test_the_sender_is_told_of_a_number_that_nobody_can_press(
    sender: Sender, number: str, *, is_told: bool
):
    telecom = [{"system": "phone", "value": number}]
    report = sender.send(role(telecom=telecom))
    told = [one.expression for entry in report.entries for one in entry.remarks]
    assert ("Bundle.entry[0].resource.telecom[0].value" in told) == is_told


@pytest.mark.parametrize("name", ["riv-contact-via-team-extension", "contactViaTeam"])
def test_the_team_that_is_rung_instead_is_found_by_ineras_names(sender: Sender, name: str):
    number = {"system": "phone", "value": "010-123 45 67"}
    hours = [{"url": HOURS, "valueString": "m\u00e5ndag\u2013fredag kl. 08.00\u201316.00"}]
    entry = via()
    entry["resource"]["participant"][0]["extension"][0]["url"] = GUIDE + name
    without = role()
    del without["resource"]["telecom"]
    sender.send(without, team(telecom=[{**number, "extension": hours}]), entry)
    found = row(sender)
    assert (found["phone"], found["backup"]) == ("010-123 45 67", "Laget")
    assert found["hours"] == "m\u00e5ndag\u2013fredag kl. 08.00\u201316.00"


def test_hours_are_those_of_the_number_that_is_rung(sender: Sender):
    hours = [{"url": HOURS, "valueString": "dygnet runt"}]
    sender.send(
        role(),
        team(telecom=phone("010-123 45 67"), extension=hours),
        via(telecom=phone("08-465 004 07")),
    )
    assert row(sender)["hours"] == ""


def test_the_published_examples_of_r5_are_refused_in_words_that_say_so(sender: Sender):
    availability = {"availableTime": [{"daysOfWeek": ["mon"]}]}
    number: Raw = {"system": "phone", "value": "010-123 45 67"}
    number["extension"] = [
        {"url": f"{GUIDE}RIVContactPointAvailability", "valueAvailability": availability}
    ]
    entry = contact()
    entry["resource"]["participant"][0]["role"] = {"coding": [{"code": "1"}]}
    report = sender.send(team(telecom=[number]), entry)
    told = {one.expression: one.diagnostics for one in report.faults}
    for place in (
        "entry[0].resource.telecom[0].extension[0]",
        "entry[1].resource.participant[0].role",
    ):
        assert "FHIR R5" in told[f"Bundle.{place}"]
