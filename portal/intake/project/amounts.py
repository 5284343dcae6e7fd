"""Amounts (Quantity, Range, Ratio) and other values of a goal as a person reads them."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from portal.intake.reading import words

COMPARED = {
    "<": "mindre än ",
    "<=": "högst ",
    ">=": "minst ",
    ">": "mer än ",
}

Raw = Mapping[str, Any]


def amount(value: Any) -> str:
    """A value of `Goal.target.detail[x]`; empty when there is nothing that can be said of it."""
    match value:
        case bool():
            return "ja" if value else "nej"
        case int() | Decimal():
            return _number(value)
        case str():
            return value.strip()
        case {"low": _} | {"high": _}:
            return _range(value)
        case {"numerator": numerator, "denominator": denominator}:
            parts = (_quantity(numerator), _quantity(denominator))
            return (" per " if " " in "".join(parts) else ":").join(parts) if all(parts) else ""
        case {"value": _}:
            return _quantity(value)
        case Mapping():
            return words(value)
    return ""


def _range(value: Raw) -> str:
    low, high = (_quantity(value.get(name) or {}) for name in ("low", "high"))
    if low and high:
        unit = low.partition(" ")[2]
        return f"{low.removesuffix(unit).strip() if high.endswith(unit) else low}–{high}"
    return f"minst {low}" if low else f"högst {high}" if high else ""


def _quantity(quantity: Raw) -> str:
    if "value" not in quantity:
        return ""
    unit = quantity.get("unit") or quantity.get("code", "")
    said = f"{_number(quantity['value'])} {unit}".strip()
    return COMPARED.get(quantity.get("comparator", ""), "") + said


def _number(value: int | Decimal) -> str:
    return str(value).replace(".", ",")
