"""The portal's own addresses, as paths.

The addresses without values are built once: Flask's `url_for` costs as much as a small template.
The portal has a host of its own (its cookies demand it), so no prefix can come before a path.
"""

from functools import cache
from typing import Any

import flask
from flask import current_app, has_app_context
from werkzeug.routing import Map


def url_for(endpoint: str, **values: Any) -> str:
    """The path of a page; `endpoint` in full, as in `appointments.show_one`."""
    return (not values and fixed_path(endpoint)) or flask.url_for(endpoint, **values)


def fixed_path(endpoint: str) -> str | None:
    """The path of a page that has no values in it; None for others, and where no app is at work."""
    return _fixed(current_app.url_map).get(endpoint) if has_app_context() else None


@cache
def _fixed(url_map: Map) -> dict[str, str]:
    return {rule.endpoint: rule.rule for rule in url_map.iter_rules() if not rule.arguments}
