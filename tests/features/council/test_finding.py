"""Somebody says what was hard: in a few words, and in nobody's name."""

from typing import Any

import pytest
from sqlalchemy import text

from portal.database import Database
from portal.features.council import actions
from portal.models.noun import swedish_date
from tests.features.council.conftest import Types
from tests.support.fixtures import NOW, SignsIn
from tests.support.people import Cast
from tests.support.visitor import Visitor

# Plain statements; tests/models has the tables on both engines.
pytestmark = pytest.mark.parametrize("database", ["sqlite"], indirect=True)
HARD = "Knappen hörs inte.\nJag gav upp."
CHOSEN: Any = {"hur": "stopp", "med": "skarmlasare"}


def rows(database: Database) -> list[dict[str, object]]:
    with database.engine.connect() as connection:
        asked = connection.execute(text("SELECT * FROM council_finding"))
        return [dict(row._mapping) for row in asked]


def tells(visitor: Visitor, *, on: str = "/om", what: str = HARD, status: int = 303, **other: str):
    visitor.opens(on)
    visitor.follows("Det här var svårt")
    visitor.presses("Skicka", status=status, vad=what, **{**CHOSEN, **other})


def test_it_is_kept_with_the_page_the_task_and_the_day_and_nothing_about_who(
    council: Types, signed_in: SignsIn, database: Database
):
    anna = signed_in("anna")
    tells(anna, on="/kontakter")
    (kept,) = rows(database)
    number = kept.pop("number")
    assert len(str(number)) == 6
    assert kept == {
        "round_id": 1,
        "on": f"{swedish_date(NOW)}",
        "task": "När är ditt nästa möte?",
        "page": "contacts.show",
        "what": HARD,
        "severity": "stopped",
        "aid": "screen-reader",
        "criterion": "",
        "mended_on": None,
    }


def test_of_a_page_with_a_reference_only_its_name_is_kept(
    council: Types, signed_in: SignsIn, database: Database
):
    anna = signed_in("anna")
    anna.opens("/moten")
    meeting = next(link for link in anna.page.links.values() if link.startswith("/moten/"))
    tells(anna, on=meeting)
    (kept,) = rows(database)
    assert kept["page"] == "appointments.show_one"
    assert meeting.split("/")[2] not in str(kept)


def test_thanks_lead_back_to_the_page_it_was_about(council: Types, visitor: Visitor):
    tells(visitor)
    assert visitor.is_sent_on().heading == "Tack, det hjälper oss"
    assert visitor.page.links["Tillbaka till sidan"] == "/om"


def test_one_can_change_ones_mind(council: Types, visitor: Visitor, database: Database):
    visitor.opens("/integritet")
    visitor.follows("Det här var svårt")
    assert visitor.follows("Tillbaka utan att skicka").heading == "Integritet"
    assert rows(database) == []


@pytest.mark.parametrize(
    ("typed", "asked"),
    [
        ({"vad": " \u200b "}, "Skriv några ord"),
        ({"vad": "a" * 2001}, "Texten är för lång"),
        ({"hur": ""}, "Välj hur svårt det var"),
        ({"hur": "a-bit"}, "Välj hur svårt det var"),
        ({"med": "nonsens"}, "Välj vilket hjälpmedel"),
    ],
)
def test_what_is_missing_is_asked_for_and_the_rest_stays(
    council: Types, visitor: Visitor, database: Database, typed: dict[str, str], asked: str
):
    visitor.opens("/om")
    visitor.follows("Det här var svårt")
    sent = {"vad": HARD, **CHOSEN, **typed}
    visitor.presses("Skicka", status=422, **sent)
    assert visitor.page.says(asked)
    kept = visitor.page.forms[-1].fields
    assert kept["vad"] == sent["vad"].strip(" \u200b")
    assert kept["fran"] == "/om"
    assert rows(database) == []


def test_the_page_about_an_error_can_be_hard_too(
    council: Types, visitor: Visitor, database: Database
):
    visitor.opens("/om")
    visitor.opens("/finns-inte", status=404)
    visitor.follows("Det här var svårt")
    visitor.presses("Skicka", vad=HARD, **CHOSEN)
    assert [kept["page"] for kept in rows(database)] == [""]
    assert visitor.is_sent_on().links["Tillbaka till sidan"] == "/"


def test_it_is_about_no_task_when_the_bar_was_put_away_meanwhile(
    council: Types, visitor: Visitor, database: Database
):
    visitor.opens("/om")
    visitor.follows("Det här var svårt")
    visitor.client.set_cookie("__Host-rad", "1.0", secure=True)
    visitor.presses("Skicka", vad=HARD, **CHOSEN)
    assert [kept["task"] for kept in rows(database)] == [""]


def test_when_far_too_much_comes_nothing_more_is_kept(
    council: Types, visitor: Visitor, database: Database, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(actions, "MOST_A_DAY", 1)
    tells(visitor)
    tells(visitor, status=429)
    assert len(rows(database)) == 1


def test_what_was_written_when_the_round_closed_is_shown_to_be_told_otherwise(
    council: Types, visitor: Visitor, database: Database
):
    # Given somebody who is writing
    visitor.opens("/om")
    visitor.follows("Det här var svårt")
    # When the round is closed before they send it
    council("end")
    visitor.presses("Skicka", status=410, vad=HARD, **CHOSEN)
    # Then it is not kept, and not lost
    assert rows(database) == []
    assert visitor.page.heading == "Provningen är slut"
    assert visitor.page.says("medan du skrev", "Knappen hörs inte. Jag gav upp.")
    assert HARD in visitor.page.text
    assert visitor.page.links["Tillbaka till sidan"] == "/om"


def test_pages_of_a_closed_round_that_are_still_open_lead_on(council: Types, visitor: Visitor):
    visitor.opens("/om")
    form = next(one for one in visitor.page.forms if "Nästa uppgift" in one.buttons)
    council("end")
    assert visitor.opens("/rad/svart?fran=/om", status=410).links["Tillbaka till sidan"] == "/om"
    assert visitor.opens("/rad/tack?fran=/om").heading == "Tack, det hjälper oss"
    visitor.sends("/rad/uppgift", {**form.fields, "uppgift": "2"})
    assert visitor.page.headers["Location"] == "/om"


def test_a_form_from_another_page_is_refused(council: Types, visitor: Visitor, database: Database):
    visitor.sends("/rad/svart", {"vad": HARD, **CHOSEN}, status=400)
    assert rows(database) == []


def test_an_identity_number_that_somebody_typed_is_not_kept(
    council: Types, visitor: Visitor, database: Database, cast: Cast
):
    tells(visitor, what=f"Jag skrev {cast['anna'].number} och kom inte vidare")
    assert [kept["what"] for kept in rows(database)] == ["Jag skrev [number] och kom inte vidare"]


def test_no_order_of_arrival_is_kept(council: Types, visitor: Visitor, database: Database):
    tells(visitor)
    with database.engine.connect() as connection, pytest.raises(Exception, match="rowid"):
        connection.execute(text("SELECT rowid FROM council_finding"))


def test_what_somebody_found_is_in_no_log(
    council: Types, visitor: Visitor, capfd: pytest.CaptureFixture[str]
):
    tells(visitor)
    assert "Knappen" not in "".join(capfd.readouterr())
