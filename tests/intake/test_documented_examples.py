"""The examples in docs/examples are taken as they stand, and do what the mapping says of them."""

import pytest

from tests.intake.sending import ANNA, NOW, Sender
from tests.intake.standing import CHILD, Sharing
from tests.support.examples import BUNDLES, example


@pytest.fixture
def sharing(sender: Sender) -> Sharing:
    return Sharing(sender)


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
@pytest.mark.parametrize("name", BUNDLES)
def test_each_is_taken_without_a_remark(name: str, sender: Sender):
    report = sender.send_bytes(example(name, at=NOW))
    assert [*report.faults, *(one.remarks for one in report.entries if one.remarks)] == []


@pytest.mark.parametrize(
    ("name", "flag"), [("death.json", "deceased"), ("no-sharing.json", "sharing_blocked")]
)
def test_what_closes_does(sharing: Sharing, name: str, flag: str):
    ref = sharing.give()
    assert sharing.sender.send_bytes(example(name, at=NOW)).is_accepted
    assert (sharing.flags(), sharing.opens(ref)) == ({flag}, False)


@pytest.mark.parametrize(("name", "who"), [("guardian.json", CHILD), ("trustee.json", ANNA)])
def test_what_opens_does(sharing: Sharing, name: str, who: str):
    assert sharing.sender.send_bytes(example(name, at=NOW)).is_accepted
    grant = sharing.only_grant()
    assert grant["patient_id"] == sharing.person(who)
    assert sharing.opens(grant["ref"])
