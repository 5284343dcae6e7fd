"""What an operator types about one person: `flask person find|change-number`.

Identity numbers are asked for, or read from standard input: what stands on a command line is kept
in a shell's history and seen by everybody on the machine. None is ever printed.
"""

import logging
import sys

import click
from flask import current_app

from portal.access.grants import holdings
from portal.access.grants.holdings import Holdings
from portal.audit import trail
from portal.audit.trail import What
from portal.database import Database, Transaction
from portal.identity import keyring, number_change
from portal.identity.numbers import kind
from portal.identity.people import find_person
from portal.migrations import schema
from portal.web import unit
from portal.web.command_line import Commands

person = Commands("person", help="One person: find, and mend when their number has changed.")
log = logging.getLogger(__name__)
LARGEST_REF = 2**63 - 1
"""The largest id that a database can hold."""

BOTH = """\
Nothing is changed. Something is kept under the old number and under the new one: plans that care
has sent, or sharing. They cannot be made one yet. Ask the care systems to send under the new number
what is still to be seen; then `flask person change-number {ref} --leave-old` lets the person sign in
to what is kept under the new one. What is kept under the old one stays, and nobody reads it by a
grant any more."""


@person.command("find")
def find() -> None:
    """Ask for an identity number, and print what the other commands know the person by."""
    with _database().transaction() as transaction:
        number = _asked("Identity number", is_new=False)
        found = find_person(transaction, keyring.sealer(), number)
        if found is None:
            sys.exit("Nobody here has this number.")
        click.echo(f"Reference:             {found}")
        has_signed_in = number_change.has_signed_in(transaction, found)
        click.echo(f"Has signed in:         {_yes(is_so=has_signed_in)}")
        held = _held(transaction, found)
        click.echo(f"Care has sent:         {_yes(is_so=held.has_care)}")
        click.echo(f"Shares, or reads for:  {_yes(is_so=held.shares)}")


@person.command("change-number")
@click.argument("ref", type=click.IntRange(1, LARGEST_REF))
@click.option(
    "--leave-old",
    is_flag=True,
    help="Both numbers have something here: sign in to what is under the new one.",
)
def change_number(ref: int, *, leave_old: bool) -> None:
    """Ask for the new identity number of person REF, and let it be theirs.

    For somebody who has got a personnummer instead of a samordningsnummer. Find out first, and not
    by telephone, that both numbers are theirs. The person is signed out everywhere, and reads of it
    in their log.
    """
    number = _asked("New identity number", is_new=True)
    with _database().transaction() as transaction:
        other = find_person(transaction, keyring.sealer(), number)
        number_change.lock(transaction, ref, *([other] if other else []))
        if other == ref:
            sys.exit("The person has this number already.")
        told = _changed(transaction, ref, other=other, number=number, leaves_old=leave_old)
    log.warning("person-number-changed", extra={"reason": told})
    click.echo(f"Changed: {told}. The person can sign in with the new number.")


def _changed(
    transaction: Transaction, ref: int, *, other: int | None, number: str, leaves_old: bool
) -> str:
    """What was done, in words for the operator."""
    old = _held(transaction, ref)
    if other is None or not _held(transaction, other).is_something:
        number_change.move_number(transaction, keyring.sealer(), to=ref, number=number)
        trail.noticed(transaction, What.NUMBER_CHANGED, patient_id=ref)
        return "the number is this person's"
    if old.is_something and not leaves_old:
        sys.exit(BOTH.format(ref=ref))
    number_change.move_sign_ins(transaction, from_person=ref, to_person=other)
    for one in (ref, other):
        trail.noticed(transaction, What.NUMBER_CHANGED, patient_id=one)
    if old.is_something:
        number_change.block_sharing(transaction, ref)
        return "the sign-ins lead to what is kept under the new number; the old is left"
    return "the sign-ins lead to what is kept under the new number"


def _held(transaction: Transaction, ref: int) -> Holdings:
    return holdings.of_person(transaction, ref) or sys.exit(
        "Nobody has this reference: flask person find"
    )


def _asked(words: str, *, is_new: bool) -> str:
    """A number, typed unseen (a new one twice), or a line of standard input; else the command ends."""
    if sys.stdin.isatty():
        typed = click.prompt(words, hide_input=True, confirmation_prompt=is_new)
    else:
        typed = sys.stdin.readline()
    number = str(typed).strip().replace("-", "")
    if kind(number) is None:
        sys.exit("This is no identity number: twelve digits, with a right check digit.")
    allowed = current_app.extensions["portal.allowed_numbers"]
    if allowed is not None and number not in allowed:
        sys.exit("The demo knows fictional people only.")
    return number


def _yes(*, is_so: bool) -> str:
    return "yes" if is_so else "no"


def _database() -> Database:
    found = unit.database()
    if not schema.is_at_head(found):
        sys.exit("The database needs `flask db upgrade`.")
    return found
