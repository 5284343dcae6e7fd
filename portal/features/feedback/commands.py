"""What an operator types: `flask feedback list` and `flask feedback close NUMBER`."""

import sys

import click

from portal.features.feedback import actions, queries
from portal.identity import keyring
from portal.web import unit
from portal.web.command_line import Commands

feedback = Commands("feedback", help="What people say about the portal itself.")


@feedback.command("list")
def list_open() -> None:
    """Show what nobody has closed, the oldest first. People may have written of themselves."""
    with unit.database().transaction() as transaction:
        for one in queries.all_open(transaction, keyring.sealer()):
            click.echo(f"{one.number}  {one.at:%Y-%m-%d %H:%M}  {one.kind}\n{one.text}\n")


@feedback.command("close")
@click.argument("number")
def close(number: str) -> None:
    """Mark NUMBER as answered or mended; it is removed a year after it came."""
    with unit.database().transaction() as transaction:
        if not actions.close(transaction, number.upper()):
            sys.exit(f"No open feedback has the number {number}.")
    click.echo(f"Closed {number.upper()}.")
