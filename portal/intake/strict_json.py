"""The only reader of JSON that comes from outside.

Python's own accepts duplicate keys (the last wins), `NaN`, numbers without end, control
characters, lone surrogates and nesting deep enough to crash; each of them is refused here, with
its line and column.
"""

import json
from typing import Any

from portal.intake.json_place import (
    NOT_TEXT,
    bad_encoding,
    decimal,
    empty,
    first_fault,
    integer,
)

DEPTH = 32


def read(body: bytes, *, depth: int = DEPTH) -> Any:
    """Read JSON as UTF-8, with decimals kept as they are written. Raises `BadJson`."""
    if not body.strip():
        raise empty()
    try:
        text = body.decode("utf-8")
    except UnicodeDecodeError as bad:
        raise bad_encoding(body, bad.start) from None
    try:
        value = json.loads(
            text,
            object_pairs_hook=_pairs,
            parse_int=integer,
            parse_float=decimal,
            parse_constant=_constant,
        )
    except (ValueError, ArithmeticError, RecursionError) as bad:
        raise first_fault(text, depth, bad) from None
    if not _is_taken(value, depth):
        raise first_fault(text, depth)
    return value


def _is_taken(value: Any, depth: int) -> bool:
    """Check depth and characters without recursion, which is what deep nesting is aimed at."""
    todo = [(value, 1)]
    while todo:
        part, level = todo.pop()
        if isinstance(part, str) and NOT_TEXT.search(part):
            return False
        if isinstance(part, dict | list):
            if level > depth:
                return False
            todo += [(inner, level + 1) for inner in part]
            if isinstance(part, dict):
                todo += [(inner, level + 1) for inner in part.values()]
    return True


def _pairs(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError("duplicate")
    return found


def _constant(_: str) -> Any:
    raise ValueError("constant")
