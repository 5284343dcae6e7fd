"""The examples of docs/integrate.md are taken as they stand, and do what the text says."""

import json
import re
from pathlib import Path
from typing import Any

import pytest

from tests.intake.sending import Sender
from tests.intake.standing import CHILD, Sharing

GUIDE = Path(__file__).parents[2] / "docs" / "integrate.md"
BLOCKS = re.findall(r"```json\n(\{.*?)```", GUIDE.read_text(encoding="utf-8"), re.DOTALL)
ENTRIES: dict[str, Any] = {
    entry["resource"]["resourceType"]: entry for entry in map(json.loads, BLOCKS)
}


@pytest.fixture
def sharing(sender: Sender) -> Sharing:
    return Sharing(sender)


def test_there_is_one_of_each_kind():
    assert sorted(ENTRIES) == ["Consent", "Flag", "RelatedPerson"]


@pytest.mark.parametrize(("kind", "flag"), [("Flag", "deceased"), ("Consent", "sharing_blocked")])
def test_what_closes_does(sharing: Sharing, kind: str, flag: str):
    ref = sharing.give()
    assert sharing.sender.send(ENTRIES[kind]).is_accepted
    assert (sharing.flags(), sharing.opens(ref)) == ({flag}, False)


def test_what_opens_does(sharing: Sharing):
    assert sharing.sender.send(ENTRIES["RelatedPerson"]).is_accepted
    grant = sharing.only_grant()
    assert grant["patient_id"] == sharing.person(CHILD)
    assert sharing.opens(grant["ref"])
