"""One transaction for each request: opened at its first use, rolled back unless finished.

A view that must wait for another machine finishes first, so that it holds no lock while it waits;
the next use opens a new transaction with a new time.
"""

from collections.abc import Callable
from typing import cast

from flask import Flask, current_app, g, has_request_context, request

from portal.database import Database, Transaction
from portal.settings import Settings


def settings() -> Settings:
    """What the operator has decided for this application."""
    return cast("Settings", current_app.extensions["portal.settings"])


def database() -> Database:
    """The application's database; ask for `transaction()` unless you need one of your own."""
    return cast("Database", current_app.extensions["portal.database"])


def support_phone() -> str:
    """The number to ring when the portal itself does not work."""
    return settings().support_phone


def transaction() -> Transaction:
    """This request's transaction."""
    opened: Transaction | None = g.get("transaction")
    if opened is None:
        opened = g.transaction = database().begin(to_write=not is_reading())
    return opened


def is_reading() -> bool:
    """Tell if whoever asks wants to change nothing."""
    return has_request_context() and request.method in ("GET", "HEAD")


def finish() -> None:
    """Commit what was read, changed and traced, and give the connection back.

    A transaction that could not be committed stays this request's until it is abandoned.
    """
    opened: Transaction | None = g.get("transaction")
    if opened is not None:
        opened.commit()
        abandon()


def abandon(_: BaseException | None = None) -> None:
    """Give the connection back; what was not finished is rolled back."""
    opened: Transaction | None = g.pop("transaction", None)
    if opened is not None:
        opened.connection.close()


def ask_before_delivery(ask: Callable[[Transaction], None]) -> None:
    """Ask this once more, in a transaction of its own, before an answer that took long is given."""
    g.setdefault("asked_before_delivery", []).append(ask)


def ask_again() -> None:
    """Ask what was to be asked before delivery; raises what the question raises."""
    for ask in g.get("asked_before_delivery", ()):
        ask(transaction())
    finish()


def install(app: Flask) -> None:
    """Close whatever a request left open, also when it failed."""
    app.teardown_request(abandon)
