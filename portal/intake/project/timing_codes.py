"""The codes of R4's value set timing-abbreviation, each as the repetition it stands for."""

from collections.abc import Mapping
from typing import Any

GTS_ABBREVIATION = frozenset(
    {
        "http://terminology.hl7.org/CodeSystem/v3-GTSAbbreviation",
        "http://hl7.org/fhir/v3/GTSAbbreviation",
        "urn:oid:2.16.840.1.113883.5.1022",
        None,
    }
)
CODES: Mapping[str, Mapping[str, Any]] = {
    "QD": {"frequency": 1, "period": 1, "periodUnit": "d"},
    "BID": {"frequency": 2, "period": 1, "periodUnit": "d"},
    "TID": {"frequency": 3, "period": 1, "periodUnit": "d"},
    "QID": {"frequency": 4, "period": 1, "periodUnit": "d"},
    "QOD": {"frequency": 1, "period": 2, "periodUnit": "d"},
    "Q1H": {"frequency": 1, "period": 1, "periodUnit": "h"},
    "Q2H": {"frequency": 1, "period": 2, "periodUnit": "h"},
    "Q3H": {"frequency": 1, "period": 3, "periodUnit": "h"},
    "Q4H": {"frequency": 1, "period": 4, "periodUnit": "h"},
    "Q6H": {"frequency": 1, "period": 6, "periodUnit": "h"},
    "Q8H": {"frequency": 1, "period": 8, "periodUnit": "h"},
    "AM": {"frequency": 1, "period": 1, "periodUnit": "d", "when": ["MORN"]},
    "PM": {"frequency": 1, "period": 1, "periodUnit": "d", "when": ["AFT"]},
    "BED": {"frequency": 1, "period": 1, "periodUnit": "d", "when": ["HS"]},
    "WK": {"frequency": 1, "period": 1, "periodUnit": "wk"},
    "MO": {"frequency": 1, "period": 1, "periodUnit": "mo"},
}

Raw = Mapping[str, Any]


def code_meanings(timing: Raw) -> list[Raw]:
    """What the known codes of a Timing stand for."""
    return [
        CODES[coding["code"]]
        for coding in (timing.get("code") or {}).get("coding") or []
        if coding.get("system") in GTS_ABBREVIATION and coding.get("code") in CODES
    ]
