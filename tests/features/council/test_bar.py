"""While a council tries the demo each page says what to try, and is otherwise as ever."""

from dataclasses import replace
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import text

from portal.app import create_app
from portal.database import Database
from portal.features.council import bar
from portal.settings import Settings
from tests.features.council.conftest import Types
from tests.support.fixtures import SignsIn
from tests.support.visitor import Visitor

# Plain statements; tests/models has the tables on both engines.
pytestmark = pytest.mark.parametrize("database", ["sqlite"], indirect=True)
TASK = "När är ditt nästa möte?"


def cookie(visitor: Visitor) -> str:
    kept = visitor.client.get_cookie("__Host-rad")
    return kept.value if kept else ""


def buttons(visitor: Visitor) -> set[str]:
    return {button for form in visitor.page.forms for button in form.buttons}


def test_every_page_tells_the_task_and_where_it_stands(
    council: Types, visitor: Visitor, signed_in: SignsIn
):
    anna = signed_in("anna")
    for reader, address in ((visitor, "/om"), (anna, "/"), (anna, "/kontakter")):
        page = reader.opens(address)
        assert page.says("Uppgift 1 av 2", TASK)
        assert page.links["Till uppgifterna"] == "#provning"
        assert page.links["Det här var svårt"].startswith("/rad/svart?fran=/")


def test_without_a_round_there_is_no_bar_and_no_page_of_it(types: Types, visitor: Visitor):
    assert not visitor.opens("/om").says("Uppgift")
    for address in ("/rad/svart", "/rad/tack"):
        visitor.opens(address, status=404)
    visitor.opens("/synpunkter")
    token = visitor.page.forms[-1].fields["csrf"]
    visitor.sends("/rad/svart", {"csrf": token}, status=404)
    visitor.sends("/rad/uppgift", {"csrf": token, "uppgift": "1"}, status=404)


def test_the_bar_is_the_last_thing_that_is_read(council: Types, visitor: Visitor):
    body = visitor.opens("/om").tree.find("body")
    assert body is not None
    assert body[-1].get("id") == "provning"


def test_next_and_previous_go_through_the_tasks_and_stay_on_the_page(
    council: Types, visitor: Visitor
):
    visitor.opens("/om")
    assert "Förra uppgiften" not in buttons(visitor)
    visitor.presses("Nästa uppgift")
    assert visitor.page.headers["Location"] == "/om#provning"
    assert visitor.is_sent_on().says("Uppgift 2 av 2", "Vem ringer du?")
    assert "Nästa uppgift" not in buttons(visitor)
    visitor.presses("Förra uppgiften")
    assert visitor.is_sent_on().says("Uppgift 1 av 2")


def test_somebody_puts_it_away_for_themselves_and_takes_it_back(council: Types, app: Flask):
    one, other = Visitor(app), Visitor(app)
    one.opens("/om")
    one.presses("Dölj uppgifterna")
    assert not one.is_sent_on().says(TASK)
    assert other.opens("/om").says(TASK)
    one.presses("Visa uppgifterna igen")
    assert one.is_sent_on().says(TASK)


def test_the_browser_keeps_only_which_round_and_which_task(council: Types, visitor: Visitor):
    visitor.opens("/om")
    visitor.presses("Nästa uppgift")
    assert cookie(visitor) == "1.2"
    told = visitor.page.headers["Set-Cookie"]
    assert "Expires" not in told
    assert "Max-Age" not in told


def test_a_new_round_begins_anew_for_everybody(council: Types, visitor: Visitor, task_file: Path):
    visitor.opens("/om")
    visitor.presses("Dölj uppgifterna")
    council("end")
    assert not visitor.opens("/om").says("Visa uppgifterna igen")
    council("start", task_file)
    assert visitor.opens("/om").says("Uppgift 1 av 2")


def test_a_cookie_that_somebody_has_bent_harms_nothing(council: Types, visitor: Visitor):
    for kept in ("1.99", "nonsens", "1.-1", "999999999999.1", "1.2; x"):
        visitor.client.set_cookie("__Host-rad", kept, secure=True)
        assert visitor.opens("/om").says("av 2")


def test_a_way_back_that_is_no_page_of_ours_leads_to_the_first_one(
    council: Types, visitor: Visitor
):
    for elsewhere in ("https://elsewhere.example/", "//elsewhere.example", "", "/finns-inte"):
        token = visitor.opens("/om").forms[-1].fields["csrf"]
        visitor.sends("/rad/uppgift", {"csrf": token, "uppgift": "1", "fran": elsewhere})
        assert visitor.page.headers["Location"] == "/#provning"


def test_whose_language_is_easy_swedish_reads_the_task_in_it(council: Types, visitor: Visitor):
    visitor.client.set_cookie("__Host-lang", "sv@lattlast", secure=True)
    assert visitor.opens("/om").says("När ska du på möte?")
    visitor.presses("Nästa uppgift")
    assert visitor.is_sent_on().says("Vem ringer du?")


def test_in_another_language_the_task_is_marked_as_swedish(council: Types, visitor: Visitor):
    visitor.client.set_cookie("__Host-lang", "ar", secure=True)
    page = visitor.opens("/om")
    (task,) = [one for one in page.tree.iter("span") if one.text == TASK]
    assert (task.get("lang"), task.get("dir")) == ("sv", "auto")


def test_an_address_that_is_not_there_has_the_bar_too_and_no_way_back_to_itself(
    council: Types, visitor: Visitor
):
    visitor.opens("/om")
    page = visitor.opens("/finns-inte", status=404)
    assert page.links["Det här var svårt"] == "/rad/svart"


def test_a_database_that_is_away_takes_only_the_bar_from_a_page_that_needs_none(
    council: Types, visitor: Visitor, database: Database
):
    with database.engine.begin() as connection:
        connection.execute(text("ALTER TABLE council_round RENAME TO gone"))
    assert not visitor.opens("/om").says("Uppgift")


def test_a_page_about_an_error_asks_the_database_nothing(council: Types, visitor: Visitor):
    with visitor.heard() as ear:
        visitor.opens("/finns-inte", status=404)
    assert ear.about("council_round") == []


def test_a_portal_asks_for_a_round_once_in_a_while_and_not_for_each_page(
    council: Types, visitor: Visitor, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(bar, "LOOKED_UP_FOR", 60)
    with visitor.heard() as ear:
        visitor.opens("/om")
        visitor.opens("/integritet")
    assert len(ear.about("council_round")) <= 1


def test_a_real_portal_opens_no_round_and_shows_none(council: Types, settings: Settings):
    real = create_app(replace(settings, is_demo=False))
    assert not Visitor(real).opens("/om").says("Uppgift")
    refused = real.test_cli_runner().invoke(args=["council", "start"])
    assert refused.exit_code == 1
    assert "This is a real portal" in refused.output
