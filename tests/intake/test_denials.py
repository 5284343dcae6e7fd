"""Protected identity, death and a block: on, off, in any order, and nobody else's concern."""

from datetime import timedelta
from itertools import permutations
from typing import Any

import pytest
from sqlalchemy import update

from portal.models.person import Person
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
    goal,
    meeting,
    only_fault,
    plan,
)
from tests.intake.standing import BERTIL, DAVID, PROTECTED, Sharing, block, flag

LATER = NOW + timedelta(hours=1)
ON: dict[str, tuple[Any, Raw, Raw]] = {
    "a label": ("protected", plan(security=PROTECTED), plan(at=day(5))),
    "a flag of protected identity": (
        "protected",
        flag("protected-identity"),
        flag("protected-identity", at=day(5), status="inactive"),
    ),
    "a flag of death": (
        "deceased",
        flag("deceased"),
        flag("deceased", at=day(5), status="entered-in-error"),
    ),
    "a block": ("sharing_blocked", block(), block(at=day(5), status="inactive")),
}
EACH = pytest.mark.parametrize(("name", "on", "off"), ON.values(), ids=ON)


@pytest.fixture
def sharing(sender: Sender) -> Sharing:
    return Sharing(sender)


@EACH
def test_it_closes_at_once_and_lifting_it_brings_nothing_back(
    sharing: Sharing, name: str, on: Raw, off: Raw
):
    ref = sharing.give()
    assert sharing.opens(ref)
    assert effects(sharing.sender.send(on)) == ["created"]
    assert (sharing.flags(), sharing.opens(ref)) == ({name}, False)
    assert effects(sharing.sender.send(off, now=LATER)) == ["updated"]
    assert (sharing.flags(), sharing.opens(ref, now=LATER)) == (set(), False)
    assert sharing.only_grant()["ended_at"] is not None
    assert sharing.opens(sharing.give(at=LATER), now=LATER)


@EACH
def test_the_order_of_arrival_makes_no_difference(sharing: Sharing, name: str, on: Raw, off: Raw):
    ref = sharing.give(at=NOW - timedelta(days=22))
    sharing.sender.send(off)
    assert sharing.opens(ref)
    sharing.sender.send(on, now=LATER)
    assert (sharing.flags(), sharing.opens(ref, now=LATER)) == (set(), False)


@EACH
def test_what_was_lifted_before_a_grant_was_given_leaves_it_alone(
    sharing: Sharing, name: str, on: Raw, off: Raw
):
    sharing.sender.send(off)
    ref = sharing.give()
    sharing.sender.send(on, now=LATER)
    assert sharing.opens(ref, now=LATER)


@EACH
def test_another_patient_s_grants_are_not_touched(sharing: Sharing, name: str, on: Raw, off: Raw):
    ref = sharing.give(by=CECILIA, to=DAVID)
    before = sharing.grants()
    sharing.sender.send(on)
    sharing.sender.send(off, now=LATER)
    assert sharing.grants() == before
    assert sharing.opens(ref, of=DAVID)
    assert not sharing.flags(CECILIA)


@EACH
def test_every_grant_of_the_patient_ends_also_those_not_yet_given(
    sharing: Sharing, name: str, on: Raw, off: Raw
):
    sharing.give()
    sharing.give(to=DAVID)
    sharing.sender.send(on)
    assert all(row["ended_at"] is not None for row in sharing.grants())
    assert {row["version"] for row in sharing.grants()} == {2}


@pytest.mark.parametrize("code", ["protected-identity", "deceased"])
def test_what_a_flagged_person_could_read_closes_too_and_nobody_learns_why(
    sharing: Sharing, code: str
):
    ref = sharing.give(by=CECILIA, to=ANNA)
    assert sharing.opens(ref, of=ANNA)
    sharing.sender.send(flag(code))
    sharing.sender.send(flag(code, at=day(5), status="inactive"), now=LATER)
    assert not sharing.opens(ref, of=ANNA, now=LATER)
    of_cecilia = [
        (row["what"], row["source"], row["ref"])
        for row in sharing.sender.rows("access_event")
        if row["patient_id"] == sharing.person(CECILIA)
    ]
    assert of_cecilia == [("grant-ended", "Min plan", ref)]


def test_a_block_closes_what_a_patient_shares_and_not_what_the_patient_may_read(sharing: Sharing):
    ref = sharing.give(by=CECILIA, to=ANNA)
    sharing.sender.send(block())
    assert sharing.opens(ref, of=ANNA)


def test_a_block_is_lifted_by_taking_it_away(sharing: Sharing):
    sharing.sender.send(block())
    sharing.sender.send(delete("Consent", "block"), timestamp=day(5), meta=OF_SOURCE)
    assert sharing.flags() == set()


def test_protection_lasts_until_the_last_label_is_gone(sharing: Sharing):
    sharing.sender.send(plan(security=PROTECTED), meeting(security=PROTECTED), goal())
    sharing.sender.send(plan(at=day(5)))
    assert sharing.flags() == {"protected"}
    sharing.sender.send(delete("Appointment", "meeting"), timestamp=day(6), meta=OF_SOURCE)
    assert sharing.flags() == set()


def test_a_bundle_about_something_else_lifts_nothing(sharing: Sharing):
    sharing.sender.send(flag("deceased"), block(), plan(security=PROTECTED))
    sharing.sender.send(goal(), meeting())
    assert sharing.flags() == {"deceased", "sharing_blocked", "protected"}


def test_what_begins_under_a_flag_ends_when_it_is_lifted(sharing: Sharing):
    """Two at once: a draft that slipped in while the flag was being set."""
    sharing.sender.send(block())
    ref = sharing.give(at=LATER)
    sharing.sender.send(block(at=day(5), status="inactive"), now=LATER)
    assert not sharing.opens(ref, now=LATER)


def test_death_ends_what_the_dead_person_is_signed_in_to_and_no_other(sharing: Sharing):
    sharing.sign_in(ANNA, b"a")
    sharing.sign_in(CECILIA, b"c")
    sharing.sender.send(flag("protected-identity", "other"))
    assert open_sessions(sharing) == {ANNA, CECILIA}
    sharing.sender.send(flag("deceased"))
    assert open_sessions(sharing) == {CECILIA}


def test_all_orders_of_three_words_about_one_flag_end_alike(sharing: Sharing):
    said = {
        "3": flag(at=day(3)),
        "5": flag(at=day(5), status="inactive"),
        "7": flag(at=day(7)),
    }
    for number, order in enumerate(permutations(said)):
        who = (ANNA, CECILIA, BERTIL, DAVID, "189109069840", "189403219851")[number]
        ref = sharing.give(by=who, to="189707119864", at=NOW - timedelta(days=22))
        for step, word in enumerate(order):
            entry = about(said[word], who, f"flag-{number}")
            sharing.sender.send(entry, now=NOW + timedelta(minutes=step))
        assert sharing.flags(who) == {"deceased"}, order
        assert not sharing.opens(ref, of="189707119864"), order


def test_the_log_of_the_patient_says_what_was_sent_and_what_ended(sharing: Sharing):
    ref = sharing.give()
    sharing.sender.send(block())
    events = [(row["what"], row["ref"]) for row in sharing.sender.rows("access_event")]
    assert events == [("grant-ended", ref), ("sent", None)]


def test_the_flag_is_the_intake_s_word_whatever_stood_there(sharing: Sharing):
    anna = sharing.person(ANNA)
    with sharing.sender.database.transaction(NOW) as transaction:
        transaction.execute(update(Person).where(Person.id == anna).values(is_protected=True))
    ref = sharing.give()
    sharing.sender.send(plan())
    assert (sharing.flags(), sharing.opens(ref)) == (set(), False)


REFUSED = {
    "a flag of another system": (
        flag(code={"coding": [{"system": "http://snomed.info/sct", "code": "419099009"}]}),
        (422, "not-supported", "Bundle.entry[0].resource.code"),
    ),
    "a flag that we do not know": (
        flag("allergy"),
        (422, "not-supported", "Bundle.entry[0].resource.code"),
    ),
    "a flag without whose it is": (
        flag(subject={"display": "Anna"}),
        (422, "required", "Bundle.entry[0].resource.subject"),
    ),
    "a consent to research": (
        block(scope={"coding": [{"system": "http://x.example", "code": "research"}]}),
        (422, "not-supported", "Bundle.entry[0].resource.scope"),
    ),
    "a consent that permits": (
        block(provision={"type": "permit"}),
        (422, "not-supported", "Bundle.entry[0].resource.provision.type"),
    ),
    "a block for some": (
        block(
            provision={
                "type": "deny",
                "actor": [{"role": {"text": "son"}, "reference": {"display": "Bertil"}}],
            }
        ),
        (422, "not-supported", "Bundle.entry[0].resource.provision.actor"),
    ),
    "a block for some time": (
        block(provision={"type": "deny", "period": {"end": "2027-01-01"}}),
        (422, "not-supported", "Bundle.entry[0].resource.provision.period"),
    ),
    "a block that does not say so": (
        block(provision=None),
        (422, "required", "Bundle.entry[0].resource.provision"),
    ),
    "a draft of a block": (
        block(status="draft"),
        (422, "not-supported", "Bundle.entry[0].resource.status"),
    ),
    "a consent of nobody": (
        block(patient={"display": "Anna"}),
        (422, "required", "Bundle.entry[0].resource.patient"),
    ),
}


@pytest.mark.parametrize(("entry", "fault"), REFUSED.values(), ids=REFUSED)
def test_what_is_not_understood_whole_is_refused_and_nothing_is_kept(
    sharing: Sharing, entry: Raw, fault: tuple[int, str, str]
):
    resource = entry["resource"]
    entry = {
        **entry,
        "resource": {name: value for name, value in resource.items() if value is not None},
    }
    assert only_fault(sharing.sender.send(entry, plan())) == fault
    assert sharing.sender.rows("source_resource") == []


def about(entry: Raw, who: str, name: str) -> Raw:
    """The same words about another person."""
    said = entry["resource"]
    return flag(name=name, who=who, at=said["meta"]["lastUpdated"], status=said["status"])


def open_sessions(sharing: Sharing) -> set[str]:
    rows = sharing.sender.rows("signed_in_session", "person_id")
    names = {sharing.person(number): number for number in (ANNA, CECILIA)}
    return {names[row["person_id"]] for row in rows if row["ended_at"] is None}
