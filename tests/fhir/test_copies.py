"""A hundred copies of one bundle at the same time have one effect."""

from concurrent.futures import ThreadPoolExecutor

from portal.database import Database
from portal.identity.sealing import Sealer
from tests.fhir.calling import CareSystemAtTheDoor, statuses
from tests.intake.sending import Sender, bundle, contact, goal, meeting, plan, role, to

COPIES = 100
AT_ONCE = 10
BUNDLE = bundle(plan(goal=[to("Goal", "goal")]), goal(), role(), contact(), meeting())


def test_a_hundred_copies_at_once_have_the_effect_of_one(
    care_system: CareSystemAtTheDoor, database: Database, sealer: Sealer
):
    with ThreadPoolExecutor(AT_ONCE) as threads:
        sent = [threads.submit(care_system.calls, "POST", "/fhir", BUNDLE) for _ in range(COPIES)]
        answers = [one.result() for one in sent]
    assert {answer.status_code for answer in answers} == {200}
    effects = [tuple(statuses(answer)) for answer in answers]
    assert effects.count(("201",) * 5) == 1
    assert effects.count(("200",) * 5) == COPIES - 1
    kept = Sender(database, sealer).count()
    assert {kept[table] for table in ("source_resource", "source_version", "source_stamp")} == {5}
    assert (kept["care_plan"], kept["plan_version"], kept["appointment"]) == (1, 1, 1)
    assert len(Sender(database, sealer).rows("access_event")) == 1
