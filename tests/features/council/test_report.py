"""The report of a round: read by everybody, filled in by somebody, and taken back."""

from dataclasses import replace
from pathlib import Path

import html5lib
import pytest
from sqlalchemy import text

from portal.app import create_app
from portal.database import Database
from portal.features.council.taking import TableRefused, findings_in
from portal.migrations.schema import upgrade
from portal.settings import Settings
from tests.features.council.conftest import Types
from tests.features.council.test_finding import tells
from tests.support.visitor import Visitor

# Plain statements; tests/models has the tables on both engines.
pytestmark = pytest.mark.parametrize("database", ["sqlite"], indirect=True)
FORMULA = '=HYPERLINK("https://elsewhere.example")'


@pytest.fixture
def report(council: Types, visitor: Visitor, tmp_path: Path) -> Path:
    """A report with one finding, as the table; the page lies beside it."""
    tells(visitor, what=FORMULA + "<b>")
    *_, table = council("report", "--to", tmp_path / "rapport").output.split()
    return Path(table)


def number_in(report: Path) -> str:
    (found,) = findings_in(report.read_bytes())
    return found.number


def filled_in(report: Path, before: str, after: str) -> Path:
    text = report.read_text()
    assert before in text
    report.write_text(text.replace(before, after))
    return report


def test_the_page_tells_task_page_finding_aid_severity_and_days(report: Path):
    page = report.with_suffix(".html").read_text()
    tree = html5lib.HTMLParser(strict=True, namespaceHTMLElements=False).parse(page)
    words = " ".join("".join(tree.itertext()).split())
    for told in (
        "Patientrådets fynd 20",
        "pågår",
        "När är ditt nästa möte?",
        "/om (about.about)",
        FORMULA + "<b>",
        "Skärmläsare",
        "Det gick inte alls",
        "inte bestämt",
        "Vem ringer du? Inget fynd.",
    ):
        assert told in words
    assert tree.get("lang") == "sv"
    assert {cell.get("scope") for cell in tree.iter("th")} == {"col", "row"}
    assert len(list(tree.iter("h1"))) == 1


def test_no_cell_of_the_table_is_a_formula_and_all_come_back_as_they_were(report: Path):
    table = report.read_text("utf-8-sig")
    assert ";=" not in table
    assert ';"=' not in table
    (found,) = findings_in(report.read_bytes())
    assert (found.what, found.page, found.aid) == (FORMULA + "<b>", "about.about", "screen-reader")


def test_without_a_folder_it_lies_with_the_portals_own_files(council: Types, settings: Settings):
    council("report")
    names = {path.suffix for path in (settings.instance / "council").iterdir()}
    assert names == {".html", ".csv"}


def test_a_table_that_somebody_fills_in_is_never_written_over(council: Types, report: Path):
    report.write_text("filled in by hand")
    told = council("report", "--to", report.parent).output
    assert report.with_stem(f"{report.stem}-2").name in told
    assert report.read_text() == "filled in by hand"


def test_what_was_found_at_another_computer_stands_in_the_report_when_it_is_taken(
    council: Types, report: Path
):
    number = number_in(report)
    council("remove", number)
    council("take", report)
    *_, page, _table = council("report", "--to", report.parent).output.split()
    assert number in Path(page).read_text()


def test_a_database_without_the_tables_is_told_what_it_needs(types: Types, database: Database):
    with database.engine.begin() as connection:
        connection.execute(text("ALTER TABLE council_round RENAME TO gone"))
    assert "flask db upgrade" in types("start", status=1).output


def test_a_criterion_is_set_by_number_and_tells_the_accessibility_statement(
    council: Types, report: Path, visitor: Visitor
):
    number = number_in(report)
    assert visitor.opens("/tillganglighet").says("hittat 1 sak till")
    council("mark", number.lower(), "4.1.2")
    page = visitor.opens("/tillganglighet")
    assert page.says(FORMULA + "<b>", "WCAG 4.1.2")
    council("mend", number)
    assert not visitor.opens("/tillganglighet").says("elsewhere")
    council("mend", number, status=1)


def test_what_somebody_wrote_of_themselves_is_removed_for_good(council: Types, report: Path):
    number = number_in(report)
    council("remove", number)
    council("remove", number, status=1)
    council("mark", number, "4.1.2", status=1)


def test_a_table_that_is_filled_in_is_taken_back(council: Types, report: Path, visitor: Visitor):
    filled_in(report, "gick inte alls;;;", "gick inte alls;2.4.7;;")
    filled_in(report, "elsewhere.example", "nagonstans.example")
    for _ in range(2):
        assert "1 findings" in council("take", report).output
    page = visitor.opens("/tillganglighet")
    assert page.says("nagonstans.example", "WCAG 2.4.7")
    assert not page.says("sak till")
    filled_in(report, "2.4.7;;", "2.4.7;2026-11-30;")
    council("take", report)
    assert not visitor.opens("/tillganglighet").says("nagonstans")


def test_a_real_portal_takes_what_was_found_on_the_demo(
    report: Path, settings: Settings, tmp_path: Path
):
    filled_in(report, "gick inte alls;;;", "gick inte alls;2.4.7;;")
    url = f"sqlite:///{tmp_path}/real.sqlite"
    real = create_app(replace(settings, is_demo=False, database_url=url))
    upgrade(real.extensions["portal.database"])
    taken = real.test_cli_runner().invoke(args=["council", "take", str(report)])
    assert taken.exit_code == 0, taken.output
    assert Visitor(real).opens("/tillganglighet").says("WCAG 2.4.7", "Ett patientråd prövade")
    real.extensions["portal.database"].engine.dispose()


def test_a_table_that_is_not_right_is_told_by_its_row_and_nothing_is_taken(
    council: Types, report: Path
):
    right = report.read_text()
    for before, after, said in (
        ("Fynd;", "Annat;", "no column Fynd"),
        ("gick inte alls;;;", "gick inte alls;4.1.1;;", "row 2, WCAG"),
        ("gick inte alls;;;", "gick inte alls;;i morgon;", "row 2, Rättat: a day"),
        ("gick inte alls", "gick nog", "row 2, Hur svårt: one of"),
        ("Skärmläsare", "Öron", "row 2, Hjälpmedel: one of"),
        ("about.about", "/om", "row 2, Sida"),
    ):
        report.write_text(right)
        filled_in(report, before, after)
        with pytest.raises(TableRefused, match=said):
            findings_in(report.read_bytes())
    assert "Nothing was taken" in council("take", report, status=1).output
