"""The report of a round, for the council and for those who mend: a page and a table, in Swedish.

The page is a file that is opened from a disk, with all it needs in it. The table can be filled in
(`WCAG`, `Rättat`), put right where somebody wrote of themselves, and taken in again, here or by
another portal: see `taken`.
"""

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from portal.features.council.queries import Finding, Round
from portal.models.council_finding import Aid, Severity
from portal.web import spreadsheet

SEVERITIES = {
    Severity.STOPPED: "Det gick inte alls",
    Severity.VERY: "Mycket svårt",
    Severity.A_BIT: "Lite svårt",
}
AIDS = {
    Aid.NONE: "Inget",
    Aid.SCREEN_READER: "Skärmläsare",
    Aid.MAGNIFIER: "Förstoring",
    Aid.SWITCH: "Knapp eller annan styrning",
    Aid.VOICE: "Rösten",
    Aid.OTHER: "Något annat",
}
ERROR_PAGE = "en sida om ett fel"
HEADINGS = (
    "Nummer",
    "Dag",
    "Uppgift",
    "Sida",
    "Adress",
    "Fynd",
    "Hjälpmedel",
    "Hur svårt",
    "WCAG",
    "Rättat",
    "Omgång",
)
AddressOf = Callable[[str], str]
"""From an endpoint to its address, as `/moten/<ref>`; empty for a page that is no more."""


@dataclass(frozen=True, slots=True)
class Report:
    """A round and what was found in it."""

    round: Round
    found: tuple[Finding, ...]
    address_of: AddressOf

    @property
    def days(self) -> str:
        begun, ended = self.round.opened_on, self.round.closed_on
        if ended is None:
            return f"{begun}, pågår"
        return f"{begun}" if begun == ended else f"{begun} till {ended}"

    def page(self) -> str:
        """The report as HTML."""
        environment = Environment(
            loader=FileSystemLoader(Path(__file__).parent),
            autoescape=True,
            trim_blocks=True,
            undefined=StrictUndefined,
        )
        return environment.get_template("report.html").render(
            title=f"Patientrådets fynd {self.days}",
            days=self.days,
            round=self.round,
            found=self.found,
            severities=SEVERITIES.values(),
            table=list(self._table()),
            by_task=list(self._by_task()),
        )

    def table(self) -> str:
        """The report as a table for a spreadsheet."""
        return spreadsheet.written(HEADINGS, map(self._row, self.found))

    def _row(self, one: Finding) -> list[str]:
        return [
            one.number,
            f"{one.on}",
            one.task,
            one.page,
            self._address(one),
            one.what,
            AIDS[one.aid],
            SEVERITIES[one.severity],
            one.criterion,
            f"{one.mended_on or ''}",
            self.days,
        ]

    def _table(self) -> Iterator[tuple[str, list[int]]]:
        counts = Counter((one.aid, one.severity) for one in self.found)
        for aid, words in AIDS.items():
            if any(one.aid == aid for one in self.found):
                yield words, [counts[aid, severity] for severity in SEVERITIES]

    def _by_task(self) -> Iterator[tuple[str, list[dict[str, object]]]]:
        tasks = [task["text"] for task in self.round.tasks]
        others = {one.task for one in self.found} - set(tasks)
        for task in (*tasks, *sorted(others)):
            yield task, [self._told(one) for one in self.found if one.task == task]

    def _told(self, one: Finding) -> dict[str, object]:
        words = {"aid": AIDS[one.aid], "severity": SEVERITIES[one.severity]}
        return {**asdict(one), **words, "address": self._address(one)}

    def _address(self, one: Finding) -> str:
        return (self.address_of(one.page) or one.page) if one.page else ERROR_PAGE
