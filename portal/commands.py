"""What an operator types: `flask intake check|load FILE…`, `flask intake reproject` and `flask db upgrade|check`."""

import logging
import sys
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Protocol

import click
from flask import Flask, current_app
from sqlalchemy.exc import DBAPIError

from portal import clock
from portal.care_system_commands import care_systems
from portal.database import Database
from portal.features.council.commands import council
from portal.features.feedback.commands import feedback
from portal.identity import keyring
from portal.identity.sealing import Sealer
from portal.intake import pipeline
from portal.intake.connectors.by_name import CONNECTORS
from portal.intake.outcome import Fault, Remark, Report
from portal.intake.reprojecting import project_all_anew
from portal.intake.rules import Rules
from portal.migrations import schema
from portal.person_commands import person
from portal.web import unit
from portal.web.command_line import Commands
from portal.web.logs import fault

log = logging.getLogger(__name__)
intake = Commands("intake", help="Take in what care systems sent, from files.")
db = Commands("db", help="The database's schema.")
files = click.argument(
    "files", nargs=-1, required=True, type=click.Path(exists=True, dir_okay=False, path_type=Path)
)


came_from = click.option(
    "--from",
    "connector",
    type=click.Choice(sorted(CONNECTORS)),
    help="What the files are: answers of a service that is asked. Left out: FHIR bundles.",
)


Answer = tuple[str, Report, tuple[Remark, ...]]


class Door(Protocol):
    """`pipeline.check` or `pipeline.load`."""

    def __call__(
        self, body: bytes, *, database: Database, sealer: Sealer, now: datetime, rules: Rules
    ) -> Report: ...


def register(app: Flask) -> None:
    """Make the commands part of `flask`."""
    app.cli.add_command(intake)
    app.cli.add_command(db)
    app.cli.add_command(feedback)
    app.cli.add_command(council)
    app.cli.add_command(care_systems)
    app.cli.add_command(person)


@intake.command("check")
@came_from
@files
def check_files(files: tuple[Path, ...], connector: str | None) -> None:
    """Say what `load` would do with each FILE, and change nothing."""
    _through(pipeline.check, files, connector)


@intake.command("load")
@came_from
@files
def load_files(files: tuple[Path, ...], connector: str | None) -> None:
    """Take each FILE in, all of it or nothing of it, as the source it names in meta.source.

    Of what was fetched from a service (--from) each plan is taken, or not, by itself.
    """
    _through(pipeline.load, files, connector)


@intake.command("reproject")
def reproject() -> None:
    """Make the pages anew from what care systems have sent, after an upgrade and every night.

    To nobody is anything new by it. Stopped in the middle, it can just be run again.
    """
    if not schema.is_at_head(unit.database()):
        sys.exit("The database needs `flask db upgrade`.")
    if not unit.database().has_room:
        sys.exit("The disk is full: nothing was done.")
    count = changed = unread = 0
    try:
        for became in project_all_anew(unit.database(), keyring.sealer()):
            count += 1
            if isinstance(became, Exception):
                unread += 1
                log.error("not-read-anew", extra=fault(became))
            else:
                changed += became
    except DBAPIError:
        sys.exit(f"The database is locked or away after {count} patients; run it again.")
    click.echo(f"Patients: {count}, changed: {changed}.")
    if unread:
        sys.exit(f"Left as they were: {unread}. The log says why (not-read-anew): tell us.")


@db.command("upgrade")
def upgrade() -> None:
    """Bring the database to the newest schema."""
    schema.upgrade(unit.database())
    click.echo("The database has the newest schema.")


@db.command("check")
def check_schema() -> None:
    """Tell if the database has the newest schema (exit code 1 when not)."""
    if not schema.is_at_head(unit.database()):
        click.echo("The database needs `flask db upgrade`.")
        sys.exit(1)
    click.echo("The database has the newest schema.")


def _through(door: Door, files: tuple[Path, ...], connector: str | None) -> None:
    """Print a line for each fault or entry; exit code 1 when anything was refused."""
    refused = False
    for file in files:
        try:
            for at, report, remarks in _answers(door, file, connector):
                for line in (*report.lines(), *(remark.line() for remark in remarks)):
                    click.echo(f"{file}: {at}{line}")
                refused = refused or not report.is_accepted
        except DBAPIError:
            sys.exit(f"{file}: the database is locked or away, nothing was kept; try again.")
    sys.exit(1 if refused else 0)


def _answers(door: Door, file: Path, connector: str | None) -> Iterator[Answer]:
    """The report of a file, or those of the bundles in it, each with its place and remarks."""
    if not schema.is_at_head(unit.database()):
        sys.exit("The database needs `flask db upgrade`.")
    rules: Rules = current_app.extensions["portal.intake_rules"]
    if connector is None:
        yield "", _answer(door, _read(file, pipeline.LARGEST_BODY), rules), ()
        return
    reads = CONNECTORS[connector]
    document = _read(file, reads.largest)
    if len(document) > reads.largest:
        fault = Fault(413, "too-long", "document", f"More than {reads.largest} bytes")
        yield "", Report((fault,)), ()
        return
    for one in reads.fetched(document):
        pulled = replace(rules, takes_ties=True)
        report = _answer(door, one.bundle, pulled) if one.bundle else Report(one.faults)
        yield f"{one.at}: ", report, one.remarks if report.is_accepted else ()


def _answer(door: Door, body: bytes, rules: Rules) -> Report:
    return door(
        body,
        database=unit.database(),
        sealer=keyring.sealer(),
        now=clock.now(),
        rules=rules,
    )


def _read(file: Path, largest: int) -> bytes:
    """Of a file that is too large no more is read than shows that it is."""
    with file.open("rb") as opened:
        return opened.read(largest + 1)
