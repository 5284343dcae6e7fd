"""The only reader of JSON that comes from outside.

Python's own accepts duplicate keys (the last wins), `NaN`, numbers without end, control
characters, lone surrogates and nesting deep enough to crash; each of them is refused here.
"""

import json
import re
from decimal import Decimal
from math import isfinite
from typing import Any

DEPTH = 32
NOT_TEXT = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")


class BadJson(ValueError):
    """The body is not acceptable JSON; the message is a word for why, never a value."""


def read(body: bytes, *, depth: int = DEPTH) -> Any:
    """Read JSON as UTF-8, with decimals kept as they are written.

    Raises `BadJson` with one of `encoding`, `syntax`, `duplicate-key`, `number`, `depth`,
    `character`.
    """
    try:
        value = json.loads(
            body.decode("utf-8"),
            object_pairs_hook=_pairs,
            parse_int=_integer,
            parse_float=_decimal,
            parse_constant=_constant,
        )
    except BadJson:
        raise
    except UnicodeDecodeError:
        raise BadJson("encoding") from None
    except RecursionError:
        raise BadJson("depth") from None
    except (ValueError, ArithmeticError):
        raise BadJson("syntax") from None
    _walk(value, depth)
    return value


def _walk(value: Any, depth: int) -> None:
    """Check depth and characters without recursion, which is what deep nesting is aimed at."""
    todo = [(value, 1)]
    while todo:
        part, level = todo.pop()
        if isinstance(part, str) and NOT_TEXT.search(part):
            raise BadJson("character")
        if isinstance(part, dict | list):
            if level > depth:
                raise BadJson("depth")
            todo += [(inner, level + 1) for inner in part]
            if isinstance(part, dict):
                todo += [(inner, level + 1) for inner in part.values()]


def _pairs(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise BadJson("duplicate-key")
    return found


def _integer(text: str) -> int:
    if len(text) > 20 or not -(2**63) <= int(text) < 2**63:
        raise BadJson("number")
    return int(text)


def _decimal(text: str) -> Decimal:
    """Keep 1.0 and 1.00 apart, as FHIR wants."""
    if len(text) > 40 or not isfinite(float(text)):
        raise BadJson("number")
    return Decimal(text)


def _constant(_: str) -> Any:
    raise BadJson("number")
