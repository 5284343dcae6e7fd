"""The portal's own addresses, as paths.

The addresses without values are built once: Flask's `url_for` costs as much as a small template.
The portal has a host of its own (its cookies demand it), so no prefix can come before a path.
"""

from functools import cache
from typing import Any

import flask
from flask import current_app, g, has_app_context
from werkzeug.routing import Map


def url_for(endpoint: str, **values: Any) -> str:
    """The path of a page; `endpoint` in full, as in `appointments.show_one`.

    What a page wants kept in addresses (`g.kept_in_addresses`: whose plan it shows) is kept in
    those that can hold it.
    """
    kept = g.get("kept_in_addresses")
    if kept and kept.keys() <= _taken(current_app.url_map, endpoint):
        return flask.url_for(endpoint, **{**kept, **values})
    path = None if values else _fixed(current_app.url_map).get(endpoint)
    return path or flask.url_for(endpoint, **values)


def fixed_path(endpoint: str) -> str | None:
    """The path of a page that is the same in every answer; None for others, and without an app."""
    if not has_app_context() or _taken(current_app.url_map, endpoint):
        return None
    return _fixed(current_app.url_map).get(endpoint)


@cache
def _fixed(url_map: Map) -> dict[str, str]:
    return {rule.endpoint: rule.rule for rule in url_map.iter_rules() if not rule.arguments}


@cache
def _taken(url_map: Map, endpoint: str) -> frozenset[str]:
    """The names of all values that the addresses of a page can hold."""
    rules = (rule for rule in url_map.iter_rules() if rule.endpoint == endpoint)
    return frozenset().union(*(rule.arguments for rule in rules))
