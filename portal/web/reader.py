"""Who is signed in, for whatever is asked of it again and again while one page is made."""

from typing import Any

from flask import g
from flask_login import current_user


def reader() -> Any:
    """flask-login's `current_user`, or None for nobody; that one looks itself up at each use."""
    if "reader" not in g:
        g.reader = current_user.itself if current_user.is_authenticated else None
    return g.reader
