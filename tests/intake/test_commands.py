"""What an operator types, and what the terminal answers."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import Result
from flask import Flask
from sqlalchemy import event, literal, select

from portal import commands
from portal.app import TEST_NUMBERS
from portal.database import Database
from portal.identity.numbers import listed
from portal.intake.connectors.by_name import CONNECTORS
from portal.intake.connectors.care_plan_reading import UNIT_BY_ID
from portal.intake.rules import Rules
from portal.intake.structure.not_shown import NOT_SHOWN
from portal.settings import Settings
from tests.intake.connectors.care_plan_xml import answer, care_plan
from tests.intake.sending import ANNA, CECILIA, EXAMPLE, Sender, bundle, plan

WRONG = "422 value carePlan[1].carePlanHeader.documentTime"
UNIT = "carePlan[0].carePlanBody.participatingCareUnitHSAId[0]"
Run = Callable[..., Result]


@pytest.fixture
def sender(senders: Callable[[], Sender]) -> Sender:
    return senders()


@pytest.fixture
def run(sender: Sender) -> Run:
    return runner(sender.database, sender.sealer, Rules())


def runner(database: Database, sealer: Any, rules: Rules) -> Run:
    app = Flask("test")
    provider: Any = None
    app.extensions |= {
        "portal.settings": Settings(identity_provider=provider),
        "portal.database": database,
        "portal.sealer": sealer,
        "portal.intake_rules": rules,
    }
    commands.register(app)
    return lambda *words: app.test_cli_runner().invoke(args=[str(word) for word in words])


def test_checking_the_example_says_what_would_happen(run: Run, sender: Sender):
    result = run("intake", "check", EXAMPLE)
    lines = result.output.splitlines()
    assert result.exit_code == 0
    assert [line for line in lines if "informational" in line] == [
        f"{EXAMPLE}:   informational Bundle.entry[8].resource.participant[2].required {NOT_SHOWN}"
    ]
    assert len(lines) == 10 + 1
    assert lines[0] == f"{EXAMPLE}: created PractitionerRole v1"
    assert sum(sender.count().values()) == 0


def test_loading_the_example_does_it(run: Run, sender: Sender):
    assert run("intake", "load", EXAMPLE).exit_code == 0
    assert sender.count()["care_plan"] == 1


def test_a_refusal_is_one_line_a_fault_and_exit_code_1(run: Run, tmp_path: Path):
    good, bad = tmp_path / "good.json", tmp_path / "bad.json"
    good.write_bytes(bundle(plan()))
    bad.write_bytes(bundle(plan("b", status="bogus", who="189002029801")))
    result = run("intake", "load", bad, good)
    assert result.exit_code == 1
    refused, kept = result.output.splitlines()
    assert refused.startswith(f"{bad}: 422 code-invalid Bundle.entry[0].resource.status Allowed: ")
    assert kept == f"{good}: created CarePlan v1"


def test_what_takes_fictional_people_only_takes_nobody_else(sender: Sender, tmp_path: Path):
    run = runner(sender.database, sender.sealer, Rules(numbers=listed(TEST_NUMBERS)))
    stranger = tmp_path / "stranger.json"
    stranger.write_bytes(bundle(plan(who="191212121212")))
    result = run("intake", "load", stranger)
    assert result.exit_code == 1
    assert "business-rule" in result.output
    assert "1912" not in result.output
    assert run("intake", "load", EXAMPLE).exit_code == 0


def test_the_list_of_fictional_people_holds_the_cast(sender: Sender):
    assert {ANNA, CECILIA} <= listed(TEST_NUMBERS)


def test_a_locked_database_is_told_and_nothing_is_lost(run: Run, sender: Sender):
    def waits_no_longer(connection: Any, _: object) -> None:
        connection.execute("PRAGMA busy_timeout=50")

    sender.database.engine.dispose()
    event.listen(sender.database.engine, "connect", waits_no_longer)
    with sender.database.transaction() as busy:
        busy.execute(select(literal(1)))
        result = run("intake", "load", EXAMPLE)
    assert result.exit_code == 1
    assert "the database is locked or away, nothing was kept" in result.output
    assert run("intake", "load", EXAMPLE).exit_code == 0


def test_a_file_that_is_too_large_is_told_so(run: Run, tmp_path: Path):
    large = tmp_path / "large.json"
    large.write_bytes(b" " * 3_000_000)
    assert "413 too-long Bundle" in run("intake", "check", large).output


def test_plans_that_were_fetched_are_taken_each_by_itself(run: Run, sender: Sender, tmp_path: Path):
    fetched = tmp_path / "answer.xml"
    fetched.write_bytes(answer(care_plan(), care_plan(documentTitle="Två", documentTime="i går")))
    result = run("intake", "load", "--from", "get-care-plans", fetched)
    assert result.exit_code == 1
    assert result.output.splitlines() == [
        f"{fetched}: carePlan[0]: created CarePlan v1",
        f"{fetched}: carePlan[0]:   informational Bundle.entry[0].resource.encounter {NOT_SHOWN}",
        f"{fetched}: carePlan[0]: created Organization v1",
        f"{fetched}: carePlan[0]: created Provenance v1",
        f"{fetched}: carePlan[0]:   informational {UNIT} {UNIT_BY_ID}",
        f"{fetched}: carePlan[1]: {WRONG} Wanted: YYYYMMDDhhmmss",
    ]
    assert sender.count()["care_plan"] == 1
    checked = run("intake", "check", "--from", "get-care-plans", fetched)
    assert f"{fetched}: carePlan[0]: repeated CarePlan v1" in checked.output


def test_a_fetched_file_that_is_too_large_is_told_so(run: Run, tmp_path: Path):
    large = tmp_path / "large.xml"
    with large.open("wb") as opened:
        opened.truncate(CONNECTORS["get-care-plans"].largest + 1)
    assert (
        "413 too-long document" in run("intake", "load", "--from", "get-care-plans", large).output
    )


def test_an_old_database_is_told_how_to_become_new(copies: Callable[[str], Any], sealer: Any):
    database = Database(copies("sqlite").fresh())
    run = runner(database, sealer, Rules())
    refused = run("intake", "load", EXAMPLE)
    assert refused.exit_code == 1
    assert "flask db upgrade" in refused.output
    assert run("db", "check").exit_code == 1
    assert run("db", "upgrade").exit_code == 0
    assert run("db", "check").exit_code == 0
    assert run("intake", "load", EXAMPLE).exit_code == 0
    database.engine.dispose()
