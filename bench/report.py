"""What was measured, as a table for people, and what breaks a limit."""

from collections.abc import Iterator
from dataclasses import dataclass

from bench.care_system import MOST_GROWTH, IntakeResult
from bench.lighthouse import MOST_PAINT, RUNS, PhoneResult
from bench.memory import Memory
from bench.ratios import Timings

REFERENCES = ("raw driver", "by hand", "hello")
HOME_TO_RAW_DRIVER = 1.8
MEMORY_TO_HELLO = 3.5
HEAD = f"{'':6}{'':12}{'portal':>9}   " + "   ".join(f"{'× ' + name:^16}" for name in REFERENCES)


@dataclass(frozen=True, slots=True)
class PageResult:
    """One page on one database."""

    page: str
    database: str
    timings: Timings
    statements: int
    size: int

    @property
    def line(self) -> str:
        ratios = (self.timings.ratio("portal", name) for name in REFERENCES)
        told = "   ".join(f"{one.usual:7.2f} ({one.surely:5.2f}) " for one in ratios)
        return (
            f"{self.page:6}{self.database:12}{self.timings.usual('portal'):6.0f} µs   {told}"
            f"   {self.statements} statements, {self.size / 1000:.1f} kB"
        )

    def faults(self) -> Iterator[str]:
        ratio = self.timings.ratio("portal", "raw driver")
        if self.page == "home" and ratio.breaks(HOME_TO_RAW_DRIVER):
            yield (
                f"home on {self.database} takes {ratio.surely:.2f} or more times what the same "
                f"page takes on the raw driver; the limit is {HOME_TO_RAW_DRIVER}"
            )


@dataclass(frozen=True, slots=True)
class MemoryResult:
    """A worker of the portal and one that says hello."""

    portal: Memory
    hello: Memory

    @property
    def ratio(self) -> float:
        return self.portal.resident / self.hello.resident

    @property
    def line(self) -> str:
        return (
            f"memory of a worker: {self.portal.resident:.0f} MB, {self.ratio:.2f} × hello's "
            f"{self.hello.resident:.0f} MB (its own alone: {self.portal.own:.0f} and "
            f"{self.hello.own:.0f} MB)"
        )

    def faults(self) -> Iterator[str]:
        if self.ratio > MEMORY_TO_HELLO:
            yield (
                f"a worker holds {self.ratio:.2f} times the memory of one that says hello; "
                f"the limit is {MEMORY_TO_HELLO}"
            )


LIMITS = (
    f"limits: home {HOME_TO_RAW_DRIVER} × raw driver, memory {MEMORY_TO_HELLO} × hello, "
    f"{MOST_GROWTH} MB more after a thousand bundles, on a phone LCP {MOST_PAINT / 1000} s, "
    "nothing inaccessible, nothing that moves"
)
Result = PageResult | MemoryResult | IntakeResult | PhoneResult


def written(results: list[Result]) -> str:
    """The table, then what it means."""
    faults = [fault for result in results for fault in result.faults()]
    return "\n".join(
        [
            "Processor time of a page in this process, and how many times that of each reference:",
            "median of paired rounds (in brackets what four rounds of five are above).",
            "",
            HEAD,
            *(result.line for result in results if isinstance(result, PageResult)),
            "",
            *(result.line for result in results if isinstance(result, MemoryResult)),
            *(result.line for result in results if isinstance(result, IntakeResult)),
            "",
            f"On an old phone (Lighthouse: slow 4G, a quarter of the processor; best of {RUNS}):",
            *(result.line for result in results if isinstance(result, PhoneResult)),
            "",
            LIMITS,
            "",
            *(f"TOO MUCH: {fault}" for fault in faults),
            *([] if faults else ["All limits hold."]),
        ]
    )
