"""What a mandate reaches: only to care for the person opens anything, and the sender is told."""

from datetime import timedelta

import pytest

from portal.identity.care_systems.scopes import allowed
from portal.intake.rules import Rules
from portal.models.grant import MandateScope
from tests.intake.sending import ANNA, NOW, Raw, Sender, day, only_fault
from tests.intake.standing import CHILD, Sharing, decides

GOD_MAN: Raw = {"who": ANNA, "period": {"start": "2026-01-01"}}
EVERYTHING = ("care-for-person", "protect-rights", "manage-property")


@pytest.fixture
def sharing(sender: Sender) -> Sharing:
    return Sharing(sender)


@pytest.mark.parametrize(
    ("who", "reach", "opens"),
    [
        (ANNA, ("care-for-person",), True),
        (ANNA, EVERYTHING, True),
        (ANNA, ("manage-property",), False),
        (ANNA, ("protect-rights",), False),
        (ANNA, ("protect-rights", "manage-property"), False),
        (ANNA, (), False),
        (CHILD, (), True),
        (CHILD, ("care-for-person",), True),
        (CHILD, ("manage-property",), False),
    ],
)
def test_only_to_care_for_the_person_opens_anything(
    sharing: Sharing, *, who: str, reach: tuple[str, ...], opens: bool
):
    begins = {"start": "2021-01-02" if who == CHILD else "2026-01-01"}
    report = sharing.sender.send(decides(who=who, reach=reach, period=begins))
    kept = sharing.only_grant()
    assert sharing.opens(kept["ref"]) is opens
    assert MandateScope(kept["mandate_scope"]) == sum(
        (1, 2, 4)[EVERYTHING.index(code)] for code in reach
    )
    told = [one.diagnostics for one in report.entries[0].remarks]
    assert bool(told) is not opens


def test_an_unknown_reach_is_refused(sharing: Sharing):
    entry = decides(**GOD_MAN, reach=("care-for-person", "everything"))
    expected = (422, "not-supported", "Bundle.entry[0].resource.extension[1]")
    assert only_fault(sharing.sender.send(entry)) == expected
    assert sharing.grants() == []


def test_a_reach_that_is_taken_back_closes_and_one_that_is_given_opens(sharing: Sharing):
    sharing.sender.send(decides(**GOD_MAN, reach=("care-for-person",)))
    ref = sharing.only_grant()["ref"]
    sharing.sender.send(decides(**GOD_MAN, reach=("manage-property",), at=day(4)))
    assert not sharing.opens(ref)
    sharing.sender.send(decides(**GOD_MAN, reach=EVERYTHING, at=day(5)))
    assert sharing.opens(ref)


def test_a_mandate_of_somebody_whom_the_patient_has_paused_stays_closed_when_the_paused_grant_ends(
    sharing: Sharing,
):
    given = sharing.give()
    sharing.sets(given, paused_at=NOW)
    sharing.sender.send(decides(**GOD_MAN), now=NOW + timedelta(minutes=1))
    (stated,) = [one["ref"] for one in sharing.grants() if one["ref"] != given]
    assert not sharing.opens(stated)
    sharing.sets(given, ended_at=NOW)
    assert not sharing.opens(stated)
    sharing.sets(stated, paused_at=None)
    assert sharing.opens(stated)


@pytest.mark.parametrize("scopes", [["system/*.cud"], ["system/RelatedPerson.cud"]])
def test_who_may_send_everything_may_still_not_state_a_mandate(sharing: Sharing, scopes: list[str]):
    narrow = Rules(may=lambda letter, kind: allowed(scopes, kind=kind, letter=letter))
    report = sharing.sender.send(decides(**GOD_MAN), rules=narrow)
    assert only_fault(report) == (403, "forbidden", "Bundle.entry[0]")
    assert "system/RelatedPerson.m" in report.faults[0].diagnostics
    assert sharing.grants() == []
    assert sharing.sender.send(decides(**GOD_MAN, role="SONC"), rules=narrow).is_accepted
    assert sharing.grants() == []


def test_to_say_that_it_has_ended_needs_no_more_than_to_send(sharing: Sharing):
    narrow = Rules(may=lambda letter, kind: allowed(["system/*.cud"], kind=kind, letter=letter))
    sharing.sender.send(decides(**GOD_MAN))
    ref = sharing.only_grant()["ref"]
    assert sharing.sender.send(
        decides(**GOD_MAN, active=False, at=day(5)), rules=narrow
    ).is_accepted
    assert not sharing.opens(ref)
