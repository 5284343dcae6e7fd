"""A request with a name: the same again gets the same answer, another one none at all."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
import time_machine

from portal.clock import now
from portal.database import Database
from portal.identity.sealing import Sealer
from tests.fhir.calling import CareSystemAtTheDoor, another_token, issues, statuses
from tests.fhir.conftest import Registers
from tests.intake.sending import SYSTEM, Sender, changed, goal, plan

KEY = {"Idempotency-Key": '"8e03978e-40d5-43dd-bc93-6894a57f9324"'}
PLAN = f"/fhir/CarePlan?identifier={SYSTEM}CarePlan|plan"
on_sqlite = pytest.mark.parametrize("database", ["sqlite"], indirect=True)


def test_the_same_request_gets_the_answer_it_got(care_system: CareSystemAtTheDoor):
    first = care_system.sends(plan(), headers=KEY)
    again = care_system.sends(plan(), headers=KEY)
    assert statuses(first) == statuses(again) == ["201"]
    assert first.data == again.data
    assert statuses(care_system.sends(plan())) == ["200"]


@on_sqlite
def test_a_refusal_is_repeated_too_and_a_new_try_takes_a_new_name(
    care_system: CareSystemAtTheDoor,
):
    wrong = changed(plan(), "resource.status", "bogus")
    first, again = (care_system.sends(wrong, headers=KEY) for _ in range(2))
    assert first.data == again.data
    assert issues(again) == [(422, "code-invalid", "Bundle.entry[0].resource.status")]
    assert issues(care_system.sends(plan(), headers=KEY)) == [(422, "business-rule", "")]
    assert statuses(care_system.sends(plan(), headers={"Idempotency-Key": "2"})) == ["201"]


def test_another_request_under_the_name_has_no_effect(
    care_system: CareSystemAtTheDoor, database: Database, sealer: Sealer
):
    care_system.sends(plan(), headers=KEY)
    before = Sender(database, sealer).count()
    assert issues(care_system.sends(goal(), headers=KEY)) == [(422, "business-rule", "")]
    assert issues(care_system.calls("DELETE", PLAN, **KEY)) == [(422, "business-rule", "")]
    assert Sender(database, sealer).count() == before


@on_sqlite
def test_a_name_is_its_senders_own(care_system: CareSystemAtTheDoor, registers: Registers):
    care_system.sends(plan(), headers=KEY)
    assert statuses(registers(name="Det andra").sends(goal(), headers=KEY)) == ["201"]


@on_sqlite
def test_a_name_is_forgotten_after_thirty_days(
    care_system: CareSystemAtTheDoor, database: Database
):
    with time_machine.travel(now(), tick=False) as clock:
        care_system.sends(plan(), headers=KEY)
        clock.shift(timedelta(days=30))
        later = CareSystemAtTheDoor(care_system.app, another_token(database))
        assert statuses(later.sends(plan(), headers=KEY)) == ["200"]


@on_sqlite
def test_what_is_no_name_is_refused(care_system: CareSystemAtTheDoor):
    for name in ("", "två ord", "x" * 256):
        answer = care_system.sends(plan(), headers={"Idempotency-Key": name})
        assert issues(answer) == [(400, "invalid", "")]


def test_copies_at_the_same_time_get_one_answer(
    care_system: CareSystemAtTheDoor, database: Database, sealer: Sealer
):
    with ThreadPoolExecutor(8) as threads:
        sent = [threads.submit(care_system.sends, plan(), headers=KEY) for _ in range(16)]
        answers = {one.result().data for one in sent}
    assert len(answers) == 1
    assert len(Sender(database, sealer).rows("source_stamp")) == 1


def test_the_name_itself_is_not_kept(
    care_system: CareSystemAtTheDoor, database: Database, sealer: Sealer
):
    care_system.sends(plan(), headers={"Idempotency-Key": "189002029800"})
    (row,) = Sender(database, sealer).rows("named_request", "1")
    assert b"189002029800" not in bytes(row["name_hash"])
    assert "189002029800" not in str(row)
