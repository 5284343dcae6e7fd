"""What patients have decided about sharing, for the systems whom it concerns: not with whom."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, time, timedelta
from urllib.parse import quote, urlsplit

import pytest
from flask import Flask
from werkzeug.test import TestResponse

from portal import clock
from portal.audit import trail
from portal.audit.words import in_words
from portal.clock import STOCKHOLM
from portal.database import Database
from portal.identity.sealing import Sealer
from portal.intake.structure.check import faults_of_resource
from portal.models.grant import ALL_PARTS, ALL_SCOPES, Part
from portal.settings import Settings
from tests.fhir.calling import CareSystemAtTheDoor, issues, told
from tests.fhir.conftest import Registers
from tests.fhir.giving import BASIS, BERTIL, USUAL, Giver
from tests.intake.sending import (
    ANNA,
    CECILIA,
    NUMBER,
    OF_SOURCE,
    OTHER_SOURCE,
    SOURCE,
    SYSTEM,
    Raw,
    Sender,
    day,
    delete,
    plan,
    role,
)
from tests.support.identity_numbers import identity_numbers_in
from tests.support.statements import heard

on_sqlite = pytest.mark.parametrize("database", ["sqlite"], indirect=True)
GRANTS = "/fhir/Consent"
NOW = clock.now()
AGO = NOW - timedelta(hours=3)


@pytest.fixture
def settings(settings: Settings) -> Settings:
    return replace(settings, relative_access_legal_basis=BASIS)


@pytest.fixture
def anna(database: Database, sealer: Sealer) -> Giver:
    return Giver(database, sealer)


def consents(answer: TestResponse) -> list[Raw]:
    return [entry["resource"] for entry in told(answer).get("entry", [])]


def pages(care_system: CareSystemAtTheDoor, path: str) -> Iterator[list[Raw]]:
    """Each page, by the links from one to the next."""
    at: str | None = path
    while at:
        answer = care_system.calls("GET", at)
        yield consents(answer)
        links = {one["relation"]: one["url"] for one in told(answer)["link"]}
        parts = urlsplit(links.get("next", ""))
        at = f"{parts.path}?{parts.query}" if parts.path else None


def test_a_grant_of_somebody_the_sender_has_sent_about_is_told(
    care_system: CareSystemAtTheDoor, anna: Giver
):
    care_system.sends(plan())
    anna.gives(AGO, scopes=USUAL, parts=Part.REGION | Part.OTHERS, days=30)
    (got,) = consents(care_system.calls("GET", GRANTS))
    assert got["status"] == "active"
    assert got["patient"]["identifier"] == {"system": NUMBER, "value": ANNA}
    assert datetime.fromisoformat(got["dateTime"]) - AGO < timedelta(seconds=1)
    provision = got["provision"]
    end = datetime.fromisoformat(provision["period"]["end"])
    last = AGO.astimezone(STOCKHOLM).date() + timedelta(days=30)
    assert end == datetime.combine(last, time(23, 59, 59), STOCKHOLM)
    codes = [coding["code"] for code in provision["code"] for coding in code["coding"]]
    assert codes == ["meeting-time", "contacts", "activities", "region", "others"]
    assert got["policyRule"]["text"] == BASIS


@on_sqlite
def test_it_is_a_consent_as_the_standard_has_it(care_system: CareSystemAtTheDoor, anna: Giver):
    care_system.sends(plan())
    anna.gives(AGO, scopes=ALL_SCOPES, parts=ALL_PARTS)
    (got,) = consents(care_system.calls("GET", GRANTS))
    assert list(faults_of_resource(got, "Consent")) == []


@on_sqlite
def test_it_tells_nothing_of_the_relative(care_system: CareSystemAtTheDoor, anna: Giver):
    care_system.sends(plan())
    ref = anna.gives(AGO)
    answer = care_system.calls("GET", GRANTS)
    for secret in (BERTIL, BERTIL[2:], "Bertil", "min son", ref):
        assert secret not in answer.text
    assert len(set(identity_numbers_in(answer.text))) == 1
    (actor,) = told(answer)["entry"][0]["resource"]["provision"]["actor"]
    assert set(actor["reference"]) == {"extension"}


def test_only_what_patients_have_given_and_confirmed_is_told(
    care_system: CareSystemAtTheDoor, anna: Giver
):
    care_system.sends(plan())
    anna.begins(AGO, scopes=USUAL, parts=Part.REGION, days=30)
    assert consents(care_system.calls("GET", GRANTS)) == []


def test_of_others_patients_nothing_is_told(
    care_system: CareSystemAtTheDoor, registers: Registers, anna: Giver
):
    anna.gives(AGO)
    other = registers(name="Det andra", sources=(OTHER_SOURCE,))
    other.sends(plan("hers", who=CECILIA, source=OTHER_SOURCE), role(source=OTHER_SOURCE))
    for caller in (care_system, other):
        assert consents(caller.calls("GET", GRANTS)) == []


def test_whoever_has_deleted_everything_about_a_patient_is_told_nothing_more(
    care_system: CareSystemAtTheDoor, anna: Giver
):
    care_system.sends(plan())
    anna.gives(AGO)
    care_system.sends(delete("CarePlan", "plan"), timestamp=day(9), meta=OF_SOURCE)
    assert consents(care_system.calls("GET", GRANTS)) == []


@on_sqlite
def test_what_cannot_be_deleted_by_itself_does_not_keep_telling(
    care_system: CareSystemAtTheDoor, anna: Giver
):
    entry = plan()
    said = {
        "resourceType": "Provenance",
        "target": [{"reference": entry["fullUrl"]}],
        "recorded": day(3),
        "agent": [{"who": {"display": "Regionen"}}],
    }
    origin = {
        "fullUrl": "urn:uuid:00000000-0000-4000-8000-000000000001",
        "resource": said,
        "request": {"method": "POST", "url": "Provenance"},
    }
    assert care_system.sends(entry, origin).status_code == 200
    anna.gives(AGO)
    assert len(consents(care_system.calls("GET", GRANTS))) == 1
    care_system.sends(delete("CarePlan", "plan"), timestamp=day(9), meta=OF_SOURCE)
    assert consents(care_system.calls("GET", GRANTS)) == []


@on_sqlite
def test_what_is_closed_is_inactive_and_not_told_why(care_system: CareSystemAtTheDoor, anna: Giver):
    care_system.sends(plan())
    anna.pauses(AGO, anna.gives(AGO))
    anna.ends(AGO + timedelta(hours=1), anna.gives(AGO))
    anna.gives(NOW - timedelta(days=3), days=1)
    got = consents(care_system.calls("GET", GRANTS))
    assert [one["status"] for one in got] == ["inactive"] * 3


def test_what_changed_since_is_asked_for(care_system: CareSystemAtTheDoor, anna: Giver):
    care_system.sends(plan())
    first, second = anna.gives(AGO), anna.gives(AGO + timedelta(minutes=30))
    since = quote((AGO + timedelta(minutes=10)).isoformat(timespec="milliseconds"))
    new = consents(care_system.calls("GET", f"{GRANTS}?_lastUpdated=ge{since}"))
    assert len(new) == 1
    anna.ends(AGO + timedelta(hours=1), first)
    both = consents(care_system.calls("GET", f"{GRANTS}?_lastUpdated=ge{since}"))
    assert [one["status"] for one in both] == ["active", "inactive"]
    assert both[0]["id"] == new[0]["id"]
    assert second != first


@on_sqlite
def test_a_plus_in_the_time_may_stand_as_it_is(care_system: CareSystemAtTheDoor, anna: Giver):
    care_system.sends(plan())
    anna.gives(AGO)
    for said in ("ge2026-01-01T00:00:00+01:00", "ge2026-01-01T00:00:00%2B01:00"):
        assert len(consents(care_system.calls("GET", f"{GRANTS}?_lastUpdated={said}"))) == 1


def test_pages_hold_each_grant_once_whatever_comes_meanwhile(
    care_system: CareSystemAtTheDoor, anna: Giver
):
    care_system.sends(plan())
    refs = [anna.gives(AGO + timedelta(minutes=one % 2)) for one in range(5)]
    found, late = [], []
    for number, page in enumerate(pages(care_system, f"{GRANTS}?_count=2")):
        assert len(page) <= 2
        found += page
        if number == 0:
            anna.gives(AGO - timedelta(hours=1))
            late.append(anna.gives(AGO + timedelta(hours=1)))
    names = [one["id"] for one in found]
    assert len(names) == len(set(names)) == len(refs) + len(late)
    changed = [one["meta"]["lastUpdated"] for one in found]
    assert changed == sorted(changed)


@on_sqlite
def test_a_page_ends_where_the_grants_end(care_system: CareSystemAtTheDoor, anna: Giver):
    care_system.sends(plan())
    for _ in range(2):
        anna.gives(AGO)
    assert [len(page) for page in pages(care_system, f"{GRANTS}?_count=2")] == [2]
    assert [len(page) for page in pages(care_system, f"{GRANTS}?_count=1")] == [1, 1]


@on_sqlite
def test_a_cursor_is_its_senders_own_and_cannot_be_made(
    care_system: CareSystemAtTheDoor, registers: Registers, anna: Giver
):
    care_system.sends(plan())
    for _ in range(2):
        anna.gives(AGO)
    answer = care_system.calls("GET", f"{GRANTS}?_count=1")
    (following,) = [one["url"] for one in told(answer)["link"] if one["relation"] == "next"]
    at = urlsplit(following)
    other = registers(name="Det andra")
    assert issues(other.calls("GET", f"{at.path}?{at.query}")) == [(400, "value", "")]
    for made in ("x", "", "gAAAAA", "%C3%A5"):
        answer = care_system.calls("GET", f"{GRANTS}?_cursor={made}")
        assert issues(answer) == [(400, "value", "")]


@on_sqlite
def test_what_cannot_be_answered_is_refused(care_system: CareSystemAtTheDoor):
    for query in (
        "_count=0", "_count=101", "_count=x", "_lastUpdated=2026-01-01", "_lastUpdated=ge2026-01-01",
        "_lastUpdated=gt2026-01-01T00:00:00Z", "patient=x", "status=active", "_count=1&_count=2",
        "_lastUpdated=ge2026-02-30T00:00:00Z",
    ):  # fmt: skip
        assert care_system.calls("GET", f"{GRANTS}?{query}").status_code == 400, query


@on_sqlite
def test_a_block_that_was_sent_is_found_by_its_identifier(care_system: CareSystemAtTheDoor):
    found = told(care_system.calls("GET", f"{GRANTS}?identifier={SYSTEM}Consent|C-1"))
    assert found["total"] == 0


def test_each_page_is_one_line_in_the_log_of_each_patient_on_it(
    care_system: CareSystemAtTheDoor, anna: Giver, database: Database, sealer: Sealer
):
    care_system.sends(plan(), plan("hers", who=CECILIA), plan("nobodys", who=BERTIL))
    cecilia = Giver(database, sealer, who=CECILIA)
    for giver in (anna, anna, cecilia):
        giver.gives(AGO)
    care_system.calls("GET", GRANTS)
    rows = Sender(database, sealer).rows("access_event")
    fetched = [row for row in rows if row["what"] == "grants-fetched"]
    assert sorted(row["patient_id"] for row in fetched) == sorted(
        {anna.patient_id, cecilia.patient_id}
    )
    assert {(row["actor_kind"], row["source"]) for row in fetched} == {("care-system", SOURCE)}
    assert in_words("grants-fetched").startswith("hämtade vad du delar")


def test_without_the_lines_in_the_log_nothing_is_told(
    care_system: CareSystemAtTheDoor, anna: Giver, monkeypatch: pytest.MonkeyPatch
):
    care_system.sends(plan())
    anna.gives(AGO)
    monkeypatch.setattr(trail, "fetched", lambda *_: None)
    answer = care_system.calls("GET", GRANTS)
    assert issues(answer) == [(500, "exception", "")]


def test_the_statements_of_a_page_are_constant(
    care_system: CareSystemAtTheDoor, anna: Giver, database: Database, sealer: Sealer
):
    care_system.sends(plan(), plan("hers", who=CECILIA))
    engine, counts = care_system.app.extensions["portal.database"].engine, []
    for giver in (anna, Giver(database, sealer, who=CECILIA)):
        for _ in range(3):
            giver.gives(AGO)
        with heard(engine) as ear:
            care_system.calls("GET", GRANTS)
        counts.append(len([one for one in ear.said if not one.startswith("BEGIN")]))
    assert counts == [3, 3]


@on_sqlite
def test_where_sharing_is_off_nothing_is_active(
    care_system: CareSystemAtTheDoor, anna: Giver, app: Flask
):
    care_system.sends(plan())
    anna.gives(AGO)
    settings = app.extensions["portal.settings"]
    app.extensions["portal.settings"] = replace(settings, relative_access_legal_basis="")
    (got,) = consents(care_system.calls("GET", GRANTS))
    assert got["status"] == "inactive"
