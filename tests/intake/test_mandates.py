"""Guardians and trustees: a right that lives on being confirmed, and ends for good."""

from datetime import UTC, date, datetime, timedelta
from itertools import permutations
from typing import Any

import pytest
from sqlalchemy import update

from portal.intake.project.mandate import Said, birthday, mandate
from portal.models.grant import ALL_PARTS, ALL_SCOPES, Grant, GrantKind, Scope
from portal.models.person import Person
from portal.settings import Ages
from tests.intake.sending import (
    ANNA,
    CECILIA,
    NOW,
    OF_SOURCE,
    Raw,
    Sender,
    day,
    delete,
    effects,
    only_fault,
    plan,
    relative,
)
from tests.intake.standing import (
    BERTIL,
    CHILD,
    DAVID,
    PROTECTED,
    Sharing,
    block,
    decides,
    flag,
    moment,
)

HOUR = timedelta(hours=1)


@pytest.fixture
def sharing(sender: Sender) -> Sharing:
    return Sharing(sender)


def begun(sharing: Sharing, *entries: Raw) -> str:
    assert sharing.sender.send(*(entries or (decides(),))).is_accepted
    return str(sharing.only_grant()["ref"])


def test_a_guardian_reads_all_of_a_small_child_s_plan(sharing: Sharing):
    right = sharing.right(begun(sharing))
    assert right is not None
    assert right.scopes == ALL_SCOPES & ~Scope.CHOSEN_ACTIVITIES
    assert (right.parts, right.relation) == (ALL_PARTS, "Vårdnadshavare")
    assert right.expires_at == datetime(2033, 12, 31, 23, tzinfo=UTC)
    assert sharing.only_grant()["kind"] == GrantKind.GUARDIAN


def test_a_trustee_reads_all_of_a_grown_up_s_plan_until_the_decision_ends(sharing: Sharing):
    right = sharing.right(begun(sharing, decides(who=ANNA, period=of("2026-01-01", "2027-03"))))
    assert right is not None
    assert right.expires_at == datetime(2027, 3, 31, 22, tzinfo=UTC)
    assert sharing.only_grant()["kind"] == GrantKind.TRUSTEE


def test_a_decision_without_an_end_lasts_a_year(sharing: Sharing):
    right = sharing.right(begun(sharing, decides(who=ANNA, period=of("2026-01-01"))))
    assert right is not None
    assert right.expires_at == NOW + timedelta(days=365)


def test_nobody_else_reads_by_a_mandate(sharing: Sharing):
    ref = begun(sharing)
    assert not sharing.opens(ref, of=DAVID)


def test_a_mandate_that_nobody_has_confirmed_for_a_day_opens_nothing(sharing: Sharing):
    ref = begun(sharing)
    assert sharing.opens(ref, now=NOW + timedelta(hours=23, minutes=59))
    assert not sharing.opens(ref, now=NOW + timedelta(hours=24))
    assert not sharing.opens(ref, now=NOW + timedelta(hours=25))


def test_the_same_words_again_confirm_it(sharing: Sharing):
    ref, later = begun(sharing), NOW + timedelta(hours=25)
    assert effects(sharing.sender.send(decides(), now=later)) == ["repeated"]
    assert sharing.opens(ref, now=later + timedelta(hours=23))
    assert sharing.only_grant()["version"] == 1


def test_the_same_words_with_a_newer_date_confirm_it(sharing: Sharing):
    ref, later = begun(sharing), NOW + timedelta(hours=25)
    assert effects(sharing.sender.send(decides(at=day(5)), now=later)) == ["unchanged"]
    assert sharing.opens(ref, now=later)


def test_words_that_newer_ones_have_replaced_confirm_nothing(sharing: Sharing):
    ref, later = begun(sharing), NOW + timedelta(hours=25)
    sharing.sender.send(decides(at=day(5), gender="male"))
    assert effects(sharing.sender.send(decides(), now=later)) == ["repeated"]
    assert not sharing.opens(ref, now=later)


def test_a_confirmation_does_not_lengthen_what_the_patient_has_shortened(sharing: Sharing):
    ref = begun(sharing, decides(who=ANNA))
    until = NOW + HOUR
    set_end(sharing, until)
    sharing.sender.send(decides(who=ANNA, at=day(5)), now=NOW + timedelta(minutes=1))
    right = sharing.right(ref)
    assert right is not None
    assert right.expires_at == until


def test_what_the_patient_has_ended_is_not_begun_again(sharing: Sharing):
    ref = begun(sharing, decides(who=ANNA))
    with sharing.sender.database.transaction(NOW) as transaction:
        transaction.execute(update_of_grants(ended_at=NOW))
    sharing.sender.send(decides(who=ANNA, at=day(5)), decides("other", who=CECILIA, number=DAVID))
    assert not sharing.opens(ref)


ENDS: dict[str, tuple[Raw, dict[str, Any]]] = {
    "inactive": (decides(at=day(5), active=False), {}),
    "with an end that has passed": (
        decides(at=day(5), period={"start": "2021-01-02", "end": "2026-11-04"}),
        {},
    ),
    "no longer a guardian": (decides(at=day(5), role="FTH"), {}),
    "somebody else": (decides(at=day(5), number=DAVID), {}),
    "deleted": (delete("RelatedPerson", "mandate"), {"timestamp": day(5), "meta": OF_SOURCE}),
}
HOW = pytest.mark.parametrize(("end", "more"), ENDS.values(), ids=ENDS)


@HOW
def test_it_ends_at_once_and_for_good(sharing: Sharing, end: Raw, more: dict[str, Any]):
    ref = begun(sharing)
    assert sharing.sender.send(end, **more).is_accepted
    assert not sharing.opens(ref)
    sharing.sender.send(decides(at=day(7)), now=NOW + HOUR)
    assert not sharing.opens(ref, now=NOW + HOUR)
    assert len(sharing.grants()) == 1


@HOW
def test_every_order_of_start_end_and_start_again_ends_it(
    sharing: Sharing, end: Raw, more: dict[str, Any]
):
    said = [(decides(), {}), (end, more), (decides(at=day(7)), {})]
    for number, order in enumerate(permutations(said)):
        for entry, with_ in order:
            assert sharing.sender.send(renamed(entry, f"m{number}"), **with_).is_accepted
    assert len(sharing.grants()) == 6
    assert all(row["ended_at"] is not None for row in sharing.grants())


@HOW
def test_a_start_that_comes_after_its_end_opens_nothing(
    sharing: Sharing, end: Raw, more: dict[str, Any]
):
    sharing.sender.send(end, **more)
    sharing.sender.send(decides())
    assert not any(sharing.opens(row["ref"]) for row in sharing.grants())


def test_a_new_decision_under_a_name_of_its_own_begins_anew(sharing: Sharing):
    begun(sharing)
    sharing.sender.send(decides(at=day(5), active=False))
    sharing.sender.send(decides("new", at=day(6)))
    assert [sharing.opens(row["ref"]) for row in sharing.grants()] == [False, True]


def test_a_mandate_to_come_opens_nothing_before_its_day(sharing: Sharing):
    coming = decides(period=of("2026-11-26"))
    sharing.sender.send(coming)
    assert sharing.grants() == []
    then = datetime(2026, 11, 25, 23, tzinfo=UTC)
    sharing.sender.send(coming, now=then - timedelta(seconds=1))
    assert sharing.grants() == []
    sharing.sender.send(coming, now=then)
    assert sharing.opens(sharing.only_grant()["ref"], now=then)


@pytest.mark.parametrize("role", ["PRN", "MTH", "FTH", "SON", "ECON"])
def test_kinship_alone_opens_nothing_and_keeps_no_number(sharing: Sharing, role: str):
    sharing.sender.send(decides(role=role), relative())
    assert sharing.grants() == []
    bodies = [
        sharing.sender.sealer.open(bytes(row["body"])).decode()
        for row in sharing.sender.rows("source_version")
    ]
    assert not any(BERTIL in body for body in bodies)
    assert len(sharing.sender.rows("person")) == 2


def test_no_number_of_a_guardian_is_kept_but_in_the_one_place(sharing: Sharing):
    begun(sharing)
    (version,) = sharing.sender.rows("source_version")
    assert BERTIL not in sharing.sender.sealer.open(bytes(version["body"])).decode()


def test_a_guardian_without_a_number_is_somebody_to_name_and_not_to_let_in(sharing: Sharing):
    entry = decides()
    del entry["resource"]["identifier"][1]
    assert sharing.sender.send(entry).is_accepted
    assert sharing.grants() == []


def test_who_was_a_guardian_is_not_a_trustee_when_the_child_has_grown_up(sharing: Sharing):
    """A register that forgot to end custody must not open a grown-up's plan."""
    born(sharing, date(2005, 5, 5))
    begun(sharing, decides(period=of("2005-06-01")))
    assert sharing.only_grant()["kind"] == GrantKind.GUARDIAN
    assert not sharing.opens(sharing.only_grant()["ref"])


def test_nothing_opens_where_the_age_is_not_known(sharing: Sharing):
    reserve = "http://electronichealth.se/identifier/nationelltReservnummer"
    nobody = {"type": "Patient", "identifier": {"system": reserve, "value": "9912R4567890"}}
    begun(sharing, decides(patient=nobody))
    assert sharing.only_grant()["kind"] == GrantKind.GUARDIAN
    assert not sharing.opens(sharing.only_grant()["ref"])


BIRTHDAYS = {
    "an ordinary day": (date(2013, 12, 1), datetime(2026, 11, 30, 23, tzinfo=UTC)),
    "29 February": (date(2012, 2, 29), datetime(2025, 2, 27, 23, tzinfo=UTC)),
    "the night when summer time ends": (date(2013, 10, 25), datetime(2026, 10, 24, 22, tzinfo=UTC)),
    "the night when summer time begins": (
        date(2013, 3, 29),
        datetime(2026, 3, 28, 23, tzinfo=UTC),
    ),
}


@pytest.mark.parametrize(("born_on", "turns"), BIRTHDAYS.values(), ids=BIRTHDAYS)
def test_a_guardian_reads_until_midnight_in_sweden_on_the_thirteenth_birthday(
    sharing: Sharing, born_on: date, turns: datetime
):
    born(sharing, born_on)
    before = turns - HOUR
    at = (before - HOUR).isoformat()
    entry = decides(at=at, period={"start": born_on.isoformat()})
    sharing.sender.send(entry, now=before)
    ref, expires = (sharing.only_grant()[name] for name in ("ref", "expires_at"))
    assert moment(expires) == turns
    assert sharing.opens(ref, now=turns - timedelta(seconds=1))
    assert not sharing.opens(ref, now=turns)
    set_end(sharing, turns + timedelta(days=300))
    assert sharing.opens(ref, now=turns - timedelta(seconds=1))
    assert not sharing.opens(ref, now=turns)


def test_birthdays_of_the_leap_day_come_a_day_early_in_other_years():
    assert birthday(date(2012, 2, 29), 13) == date(2025, 2, 28)
    assert birthday(date(2012, 2, 29), 16) == date(2028, 2, 29)


def test_the_operator_s_age_is_the_one_that_counts():
    body = decides()["resource"]
    body["identifier"][1] = {"system": "urn:person", "value": "Person/7"}
    said = [Said(NOW, NOW, body)]
    found = mandate(said, born_on=date(2021, 1, 1), ages=Ages(guardian_until=15))
    assert found is not None
    assert found.expires_at.astimezone(UTC) == datetime(2035, 12, 31, 23, tzinfo=UTC)


FLAGGED = {
    "the child is protected": plan(who=CHILD, security=PROTECTED),
    "the child has died": flag(who=CHILD),
    "sharing is blocked": block(who=CHILD),
    "the guardian is protected": flag("protected-identity", who=BERTIL),
    "the guardian has died": flag(who=BERTIL),
}


@pytest.mark.parametrize("flagged", FLAGGED.values(), ids=FLAGGED)
@pytest.mark.parametrize("first", ["flag", "mandate"])
def test_a_flag_closes_a_mandate_whichever_comes_first(sharing: Sharing, flagged: Raw, first: str):
    for entry in (flagged, decides()) if first == "flag" else (decides(), flagged):
        assert sharing.sender.send(entry).is_accepted
    lifted = {**flagged, "resource": lift(flagged["resource"])}
    assert sharing.sender.send(lifted, now=NOW + HOUR).is_accepted
    sharing.sender.send(decides(at=day(7)), now=NOW + HOUR)
    assert not sharing.opens(sharing.only_grant()["ref"], now=NOW + HOUR)


def test_the_log_says_who_opened_and_who_ended(sharing: Sharing):
    ref = begun(sharing)
    sharing.sender.send(decides(at=day(5), active=False))
    found = [(row["what"], row["ref"]) for row in sharing.sender.rows("access_event")]
    assert found == [("grant-given", ref), ("sent", None), ("grant-ended", ref), ("sent", None)]


REFUSED = {
    "without when it began": (
        decides(period={"end": "2027-01-01"}),
        (422, "required", "Bundle.entry[0].resource.period.start"),
    ),
    "with a number that is none": (
        decides(number="202101012398"),
        (422, "value", "Bundle.entry[0].resource.identifier[1].value"),
    ),
    "one's own guardian": (
        decides(number=CHILD),
        (422, "business-rule", "Bundle.entry[0].resource.identifier[1]"),
    ),
    "named by the guardian's number": (
        decides(BERTIL),
        (422, "value", "Bundle.entry[0].resource.identifier[0]"),
    ),
    "without whom it is for": (
        decides(patient={"display": "Barnet"}),
        (422, "required", "Bundle.entry[0].resource.patient"),
    ),
}


@pytest.mark.parametrize(("entry", "fault"), REFUSED.values(), ids=REFUSED)
def test_an_unclear_mandate_is_refused(sharing: Sharing, entry: Raw, fault: tuple[int, str, str]):
    assert only_fault(sharing.sender.send(entry)) == fault
    assert sharing.grants() == []


def test_two_people_in_one_mandate_are_refused(sharing: Sharing):
    entry = decides()
    system = entry["resource"]["identifier"][1]["system"]
    entry["resource"]["identifier"].append({"system": system, "value": DAVID})
    expected = (422, "invariant", "Bundle.entry[0].resource.identifier")
    assert only_fault(sharing.sender.send(entry)) == expected


def of(start: str, end: str | None = None) -> Raw:
    return {"start": start, **({"end": end} if end else {})}


def renamed(entry: Raw, name: str) -> Raw:
    """The same words in another resource."""
    if "resource" not in entry:
        return delete("RelatedPerson", name)
    said = entry["resource"]
    identifier = [{**said["identifier"][0], "value": name}, *said["identifier"][1:]]
    url = entry["request"]["url"].replace("|mandate", f"|{name}")
    return {
        **entry,
        "resource": {**said, "identifier": identifier},
        "request": {**entry["request"], "url": url},
    }


def lift(said: Raw) -> Raw:
    meta = {"source": said["meta"]["source"], "lastUpdated": day(6)}
    status = "active" if said["resourceType"] == "CarePlan" else "inactive"
    return {**said, "meta": meta, "status": status}


def born(sharing: Sharing, on: date) -> None:
    child = sharing.person(CHILD)
    with sharing.sender.database.transaction(NOW) as transaction:
        transaction.execute(update(Person).where(Person.id == child).values(born_on=on))


def set_end(sharing: Sharing, until: datetime) -> None:
    with sharing.sender.database.transaction(NOW) as transaction:
        transaction.execute(update_of_grants(expires_at=until))


def update_of_grants(**values: Any) -> Any:
    return update(Grant).values(**values)
