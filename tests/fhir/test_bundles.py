"""A bundle sent is taken whole, or refused with every reason."""

from tests.fhir.calling import CareSystemAtTheDoor, issues, statuses, told
from tests.fhir.conftest import Registers
from tests.intake.sending import ANNA, CECILIA, contact, goal, insats, plan, role


def test_a_bundle_is_taken_and_each_entry_answered(care_system: CareSystemAtTheDoor):
    answer = care_system.sends(plan(), goal(), role(), contact())
    assert answer.status_code == 200
    assert statuses(answer) == ["201", "201", "201", "201"]
    first = told(answer)["entry"][0]["response"]
    assert first["etag"] == 'W/"1"'
    assert first["location"].startswith("CarePlan/")
    assert first["location"].endswith("/_history/1")
