"""The portal's own addresses, as paths.

An address without values, or whose values are plain references, is filled in from a pattern that
is made once: Flask's `url_for` costs as much as a small template, and builds all others.
The portal has a host of its own (its cookies demand it), so no prefix can come before a path.
"""

import re
from functools import cache
from typing import Any

import flask
from flask import current_app, g, has_app_context
from werkzeug.routing import Map

PLAIN = re.compile(r"[A-Za-z0-9_-]{1,64}")
VALUE = re.compile(r"<(\w+)>")


def url_for(endpoint: str, **values: Any) -> str:
    """The path of a page; `endpoint` in full, as in `appointments.show_one`.

    What a page wants kept in addresses (`g.kept_in_addresses`: whose plan it shows) is kept in
    those that can hold it.
    """
    url_map = current_app.url_map
    kept = g.get("kept_in_addresses")
    if kept and kept.keys() <= _taken(url_map, endpoint):
        values = {**kept, **values}
    pattern = _pattern(url_map, endpoint, frozenset(values))
    if pattern is None or not all(map(_is_plain, values.values())):
        return flask.url_for(endpoint, **values)
    return pattern.format_map(values)


def fixed_path(endpoint: str) -> str | None:
    """The path of a page that is the same in every answer; None for others, and without an app."""
    if not has_app_context() or _taken(current_app.url_map, endpoint):
        return None
    return _pattern(current_app.url_map, endpoint, frozenset())


def pattern_of(endpoint: str) -> str:
    """A page's address as it is written in the code, `/moten/<ref>`: the shortest, or nothing."""
    rules = (rule for rule in current_app.url_map.iter_rules() if rule.endpoint == endpoint)
    return min((rule.rule for rule in rules), key=len, default="")


@cache
def _pattern(url_map: Map, endpoint: str, names: frozenset[str]) -> str | None:
    """`/moten/{ref}` for a page that has one address with just these values, of any text."""
    rules = (rule for rule in url_map.iter_rules() if rule.endpoint == endpoint)
    paths = {rule.rule for rule in rules if rule.arguments == names and not rule.defaults}
    if len(paths) != 1 or VALUE.sub("", path := paths.pop()).count("<"):
        return None
    return VALUE.sub(r"{\1}", path)


@cache
def _taken(url_map: Map, endpoint: str) -> frozenset[str]:
    """The names of all values that the addresses of a page can hold."""
    rules = (rule for rule in url_map.iter_rules() if rule.endpoint == endpoint)
    return frozenset().union(*(rule.arguments for rule in rules))


def _is_plain(value: object) -> bool:
    return isinstance(value, str) and PLAIN.fullmatch(value) is not None
