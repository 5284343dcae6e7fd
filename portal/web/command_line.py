"""Commands that an operator types: what goes wrong is told in a line, and never by a traceback."""

import sys
from typing import Any

import click
from flask.cli import AppGroup
from sqlalchemy.exc import DBAPIError


class Commands(AppGroup):
    """A group of commands. What they do in one transaction is not done when one stops."""

    def invoke(self, ctx: click.Context) -> Any:
        """Run one of them."""
        try:
            return super().invoke(ctx)
        except DBAPIError:
            sys.exit("Stopped: the database needs `flask db upgrade`, or is locked or away.")
        except UnicodeError:
            sys.exit("Stopped: what was given is not text in UTF-8.")
        except OSError as failed:
            sys.exit(f"Stopped: a file cannot be read or written: {reason(failed)}.")


def reason(failed: OSError) -> str:
    """Why, in the words of the system and without the name of the file."""
    return (failed.strerror or type(failed).__name__).lower()
