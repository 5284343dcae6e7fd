"""What an operator types about care systems: `flask client add|list|keys|disable`.

`client` is OAuth's word for whoever gets tokens; here it is always a care system.
"""

import os
import sys
from pathlib import Path

import click

from portal.database import Database
from portal.identity.care_systems import fetching, key_sets, registering
from portal.identity.care_systems.fetching import KeySetAway, Reach
from portal.identity.care_systems.key_sets import KeySetRefused
from portal.identity.care_systems.registering import (
    Keys,
    Registered,
    Registration,
    RegistrationRefused,
)
from portal.identity.care_systems.scopes import ScopeRefused
from portal.migrations import schema
from portal.settings import demo_address_file
from portal.web import unit
from portal.web.command_line import Commands, reason

care_systems = Commands(
    "client", help="Care systems that may send: register, list, new keys, disable."
)

AWAY = {
    "ConnectionError": "nobody answers at its address",
    "SSLError": "the certificate at its address is not trusted",
    "gaierror": "the host in its address is not known",
    "UnicodeError": "the host in its address is none",
    "InvalidURL": "its address is none",
}
"""Why a key set could not be fetched, in words for whoever has typed the address."""

given_keys = click.option(
    "--jwks",
    required=True,
    metavar="FILE|URL",
    help="Its public keys (JWK set): a file, or an https address that is asked for newer ones.",
)
inside = click.option(
    "--inside", is_flag=True, help="The https address may be in your own, private network."
)


@care_systems.command("add")
@click.argument("name")
@click.option("--hsa-id", "sources", multiple=True, required=True, help="A source it speaks for.")
@given_keys
@click.option("--scope", "scopes", multiple=True, required=True, help="Such as system/CarePlan.cu.")
@click.option("--demands-digest", is_flag=True, help="Refuse its bodies without Content-Digest.")
@inside
def add(
    name: str,
    *,
    sources: tuple[str, ...],
    jwks: str,
    scopes: tuple[str, ...],
    demands_digest: bool,
    inside: bool,
) -> None:
    """Register a care system by NAME, and print the client id it is to use."""
    keys = _keys(jwks, is_inside=inside)
    registration = Registration(
        name=name, sources=sources, scopes=scopes, keys=keys, demands_digest=demands_digest
    )
    try:
        with _database().transaction() as transaction:
            others = registering.speaking_for(transaction, sources)
            client_id = registering.add(transaction, registration)
    except (RegistrationRefused, ScopeRefused) as refused:
        sys.exit(f"Not registered: {refused}.")
    click.echo(f"Client id:       {client_id}")
    click.echo(f"Token endpoint:  {_address()}/oauth/token")
    click.echo(f"Address to send: {_address()}/fhir")
    click.echo(f"Keys:            {', '.join(key_sets.key_ids(keys.key_set))}")
    click.echo("Give these to the sender; none is secret. How to send: docs/integrate.md")
    if others:
        click.echo(f"Note: speaking for one of these sources already: {', '.join(others)}")


@care_systems.command("list")
def show_all() -> None:
    """Show every care system ever registered, those disabled included."""
    with _database().transaction() as transaction:
        found = registering.everyone(transaction)
    for one in found:
        click.echo("\n".join(_lines(one)))
    if not found:
        click.echo("No care system is registered: flask client add")


@care_systems.command("keys")
@click.argument("client_id", metavar="ID")
@given_keys
@inside
def change_keys(client_id: str, *, jwks: str, inside: bool) -> None:
    """Give care system ID other keys, at once; keep the old one among them while it is in use."""
    keys = _keys(jwks, is_inside=inside)
    with _database().transaction() as transaction:
        is_changed = registering.change_keys(transaction, client_id, keys=keys)
    if not is_changed:
        sys.exit("No care system that is not disabled has this client id: flask client list")
    click.echo(f"Keys: {', '.join(key_sets.key_ids(keys.key_set))}")


@care_systems.command("disable")
@click.argument("client_id", metavar="ID")
def disable(client_id: str) -> None:
    """Shut care system ID out at once, with the tokens it holds; what it has sent stays."""
    with _database().transaction() as transaction:
        is_disabled = registering.disable(transaction, client_id)
    if not is_disabled:
        sys.exit("No care system that is not disabled has this client id: flask client list")
    click.echo("It is shut out. What it has sent is still shown.")


def _lines(one: Registered) -> list[str]:
    state = f"disabled {one.disabled_at:%Y-%m-%d %H:%M} UTC" if one.disabled_at else "may send"
    origin = one.key_set_url or "brought by an operator"
    keys = " ".join(key_sets.key_ids(one.key_set))
    lines = [
        f"{one.client_id}  {one.name}  ({state})",
        f"  speaks for {' '.join(one.sources)}",
        f"  may ask for {' '.join(one.scopes)}",
        f"  keys {keys}, {origin}, as of {one.key_set_good_at:%Y-%m-%d %H:%M} UTC",
    ]
    return [*lines, "  must send Content-Digest"] if one.demands_digest else lines


def _keys(given: str, *, is_inside: bool) -> Keys:
    """Keys from a file or an address; ends the command when they are of no use."""
    is_address = given.startswith(("https://", "http://"))
    try:
        if is_address:
            reach = Reach(is_inside=is_inside, is_demo=unit.settings().is_demo)
            return Keys(fetching.fetched(given, reach=reach), url=given, is_inside=is_inside)
        with Path(given).open("rb") as file:
            return Keys(key_sets.read(file.read(key_sets.LARGEST + 1)))
    except KeySetRefused as refused:
        sys.exit(f"The key set is refused: {refused}.")
    except KeySetAway as away:
        sys.exit(f"The key set cannot be read: {AWAY.get(str(away), away)}.")
    except OSError as failed:
        sys.exit(f"The key set cannot be read: {reason(failed)}.")


def _address() -> str:
    """Where the portal is reached: as set, else where `make run` started the demo last.

    The demo's port is known to whoever started it, and not to a command in another terminal.
    """
    settings = unit.settings()
    started = demo_address_file(settings.instance)
    is_set = os.environ.get("PORTAL_PUBLIC_URL") or os.environ.get("PORT")
    if is_set or not settings.is_demo or not started.exists():
        return settings.public_url
    return started.read_text(encoding="utf-8").strip()


def _database() -> Database:
    found = unit.database()
    if not schema.is_at_head(found):
        sys.exit("The database needs `flask db upgrade`.")
    return found
