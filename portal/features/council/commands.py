"""What an operator types: `flask council start|report|mark|mend|remove|take|end`."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path

import click
from sqlalchemy.exc import DBAPIError

from portal.database import Transaction
from portal.features.council import actions, queries
from portal.features.council.actions import RoundGoesOn
from portal.features.council.report import Report
from portal.features.council.taking import TableRefused, findings_in
from portal.features.council.task_file import TasksRefused, tasks_in
from portal.features.council.wcag import is_criterion
from portal.private_files import make_folder, write
from portal.web import unit
from portal.web.addresses import pattern_of
from portal.web.command_line import Commands

EXAMPLE = Path(__file__).with_name("tasks.txt")

council = Commands("council", help="A patient council tries the demo: docs/council.md.")
file = click.Path(exists=True, dir_okay=False, path_type=Path)


@council.command("start")
@click.argument("tasks", type=file, default=EXAMPLE)
def start(tasks: Path) -> None:
    """Open a round on the demo, with the tasks of a file (without one: our example)."""
    if not unit.settings().is_demo:
        sys.exit("This is a real portal. A council tries the demo, where all people are fictional.")
    try:
        to_try = tasks_in(tasks.read_bytes())
        with _transaction() as transaction:
            actions.begin_round(transaction, to_try)
    except TasksRefused as refused:
        sys.exit(f"{tasks}: {refused}")
    except RoundGoesOn:
        sys.exit("A round is open already: `flask council end` closes it.")
    click.echo(f"The round is open, with {len(to_try)} tasks: {unit.settings().public_url}")


@council.command("report")
@click.option("--to", "folder", type=click.Path(file_okay=False, path_type=Path), help="A folder.")
def write_report(folder: Path | None) -> None:
    """Write what was found in the last round as a page (HTML) and a table (CSV)."""
    with _transaction() as transaction:
        last = queries.last_round(transaction)
        if last is None:
            sys.exit("There has been no round.")
        report = Report(last, queries.findings(transaction, last), pattern_of)
    folder = folder or unit.settings().instance / "council"
    make_folder(folder)
    name = _free(folder, f"council-{last.opened_on}-{last.id}")
    for ending, text in ((".html", report.page()), (".csv", report.table())):
        path = folder / (name + ending)
        write(path, text.encode())
        click.echo(path)


@council.command("mark")
@click.argument("number")
@click.argument("criterion")
def mark(number: str, criterion: str) -> None:
    """Say which of WCAG's criteria the finding NUMBER is about, as 2.4.7."""
    if not is_criterion(criterion):
        sys.exit(f"WCAG 2.2 has no criterion {criterion}.")
    with _transaction() as transaction:
        if not actions.mark(transaction, number.upper(), criterion=criterion):
            _unknown(number)
    click.echo(f"{number.upper()} is about {criterion}.")


@council.command("mend")
@click.argument("number")
def mend(number: str) -> None:
    """Say that the finding NUMBER is mended; the accessibility statement tells of it no more."""
    with _transaction() as transaction:
        if not actions.mend(transaction, number.upper()):
            _unknown(number)
    click.echo(f"{number.upper()} is mended.")


@council.command("remove")
@click.argument("number")
def remove(number: str) -> None:
    """Remove the finding NUMBER for good, because somebody wrote of themselves in it."""
    with _transaction() as transaction:
        if not actions.remove(transaction, number.upper()):
            _unknown(number)
    click.echo(f"{number.upper()} is removed.")


@council.command("take")
@click.argument("table", type=file)
def take(table: Path) -> None:
    """Take a report's TABLE back as it is filled in now; a real portal can take it, too."""
    try:
        found = findings_in(table.read_bytes())
    except TableRefused as refused:
        sys.exit(f"{table}: {refused}. Nothing was taken.")
    with _transaction() as transaction:
        taken = actions.take(transaction, found)
    click.echo(f"{taken} findings are as the table says.")


@council.command("end")
def end() -> None:
    """Close the round: the bar goes from all pages; what was found stays."""
    with _transaction() as transaction:
        if not actions.end_round(transaction):
            sys.exit("No round is open.")
    click.echo("The round is closed. `flask council report` writes what was found.")


def _free(folder: Path, name: str) -> str:
    """The name, or the next one: somebody may have filled in the table that is there."""
    names = (name if n == 1 else f"{name}-{n}" for n in count(1))
    return next(free for free in names if not (folder / f"{free}.csv").exists())


@contextmanager
def _transaction() -> Iterator[Transaction]:
    try:
        with unit.database().transaction() as transaction:
            yield transaction
    except DBAPIError:
        sys.exit("Nothing was done: the database needs `flask db upgrade`, or is locked or away.")


def _unknown(number: str) -> None:
    sys.exit(f"There is no such finding that is open: {number}.")
