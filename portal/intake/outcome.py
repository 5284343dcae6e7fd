"""What is wrong with a bundle, or what became of it: faults, results and the report of both."""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import Any, TypeVar

MOST_ISSUES = 50


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing that is wrong, told without any value the sender wrote.

    `status` is the HTTP status, `code` the FHIR issue type, `expression` where, as in
    `Bundle.entry[3].resource.status`.
    """

    status: int
    code: str
    expression: str
    diagnostics: str

    def issue(self) -> dict[str, Any]:
        return _issue("error", self.code, self.expression, self.diagnostics)


@dataclass(frozen=True, slots=True)
class Remark:
    """Something the sender should know, though the entry was accepted."""

    code: str
    expression: str
    diagnostics: str

    def issue(self) -> dict[str, Any]:
        return _issue("information", self.code, self.expression, self.diagnostics)

    def line(self) -> str:
        return f"  {self.code} {self.expression} {self.diagnostics}"


Told = TypeVar("Told", Fault, Remark)


@dataclass(frozen=True, slots=True)
class EntryResult:
    """What became of one entry: `effect` is a word, `number` our version of the resource."""

    status: int
    effect: str
    kind: str
    number: int | None = None
    location: str = ""
    remarks: tuple[Remark, ...] = ()

    def response(self) -> dict[str, Any]:
        """The `entry.response` of a transaction-response."""
        response: dict[str, Any] = {"status": str(self.status)}
        if self.number is not None:
            response |= {"etag": f'W/"{self.number}"', "location": self.location}
        if self.remarks:
            response["outcome"] = outcome([remark.issue() for remark in self.told])
        return {"response": response}

    @property
    def told(self) -> tuple[Remark, ...]:
        """The remarks that are told; the last of too many says how many more there are."""
        return _at_most(self.remarks, "remarks")

    def line(self) -> str:
        version = f" v{self.number}" if self.number is not None else ""
        return f"{self.effect} {self.kind}{version}"


@dataclass(frozen=True, slots=True)
class Report:
    """The answer to one bundle. With any fault nothing of it was kept."""

    faults: tuple[Fault, ...] = ()
    entries: tuple[EntryResult, ...] = field(default=())

    @property
    def is_accepted(self) -> bool:
        return not self.faults

    @property
    def status(self) -> int:
        """The HTTP status: 200, or that of the gravest fault (a lower number is found earlier)."""
        return min((fault.status for fault in self.faults), default=200)

    @property
    def told(self) -> tuple[Fault, ...]:
        """The faults that are told; the last of too many says how many more there are."""
        return _at_most(self.faults, "faults")

    def body(self) -> dict[str, Any]:
        """The answer as FHIR: an OperationOutcome, or a transaction-response."""
        if self.faults:
            return outcome([fault.issue() for fault in self.told])
        entries = [entry.response() for entry in self.entries]
        return {"resourceType": "Bundle", "type": "transaction-response", "entry": entries}

    def lines(self) -> Iterator[str]:
        """The answer for a terminal: one line a fault, or one line an entry."""
        for fault in self.told:
            yield f"{fault.status} {fault.code} {fault.expression} {fault.diagnostics}"
        if not self.faults:
            for entry in self.entries:
                yield entry.line()
                for remark in entry.told:
                    yield remark.line()


class BundleRefused(Exception):
    """Nothing of this bundle is kept; `faults` say why."""

    def __init__(self, faults: list[Fault]) -> None:
        super().__init__(f"{len(faults)} fault(s)")
        self.faults = tuple(faults)


def outcome(issues: list[dict[str, Any]]) -> dict[str, Any]:
    """An OperationOutcome."""
    return {"resourceType": "OperationOutcome", "issue": issues}


def _at_most(found: tuple[Told, ...], name: str) -> tuple[Told, ...]:
    untold = len(found) - MOST_ISSUES
    if untold <= 0:
        return found
    cut = list(found[:MOST_ISSUES])
    more = f"{cut[-1].diagnostics}; {untold} more {name} are not told"
    cut[-1] = replace(cut[-1], diagnostics=more)
    return tuple(cut)


def _issue(severity: str, code: str, expression: str, diagnostics: str) -> dict[str, Any]:
    return {
        "severity": severity,
        "code": code,
        "diagnostics": diagnostics,
        "expression": [expression],
    }
