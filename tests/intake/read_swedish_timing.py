"""A reader of our sentences about how often: what a person who knows no FHIR takes them to say."""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from decimal import Decimal

DAYS = ("måndag", "tisdag", "onsdag", "torsdag", "fredag", "lördag", "söndag")
MONTHS = (
    "januari",
    "februari",
    "mars",
    "april",
    "maj",
    "juni",
    "juli",
    "augusti",
    "september",
    "oktober",
    "november",
    "december",
)
SINGULAR = {
    "sekund": "s",
    "minut": "min",
    "timme": "h",
    "dag": "d",
    "vecka": "wk",
    "månad": "mo",
    "år": "a",
}
PLURAL = {
    "sekunder": "s",
    "minuter": "min",
    "timmar": "h",
    "dagar": "d",
    "veckor": "wk",
    "månader": "mo",
    "år": "a",
}
UNIT = PLURAL | SINGULAR
IN_EACH = {
    "i minuten": "min",
    "i timmen": "h",
    "om dagen": "d",
    "i veckan": "wk",
    "i månaden": "mo",
    "om året": "a",
}
ORDER = {
    "tredje": 3,
    "fjärde": 4,
    "femte": 5,
    "sjätte": 6,
    "sjunde": 7,
    "åttonde": 8,
    "tolfte": 12,
}
PART_OF_DAY = {
    "på morgonen": "MORN",
    "tidigt på morgonen": "MORN.early",
    "sent på morgonen": "MORN.late",
    "mitt på dagen": "NOON",
    "på eftermiddagen": "AFT",
    "tidigt på eftermiddagen": "AFT.early",
    "sent på eftermiddagen": "AFT.late",
    "på kvällen": "EVE",
    "tidigt på kvällen": "EVE.early",
    "sent på kvällen": "EVE.late",
    "på natten": "NIGHT",
    "efter insomnandet": "PHS",
    "vid läggdags": "HS",
    "före läggdags": "HS",
    "vid uppvaknandet": "WAKE",
    "efter uppvaknandet": "WAKE",
}
MEAL = {"till": "C", "före": "AC", "efter": "PC"}
OF_MEAL = {"maten": "", "frukost": "M", "lunch": "D", "middag": "V"}
NUMBER = r"\d+(?:,\d+)?"
RANGE = rf"{NUMBER}(?:–{NUMBER})?"
UNITS = "|".join(sorted(UNIT, key=len, reverse=True))
EACH = "|".join(IN_EACH)
DAY = "|".join(DAYS)
PART = "|".join([*PART_OF_DAY, *(f"{when} {meal}" for when in MEAL for meal in OF_MEAL)])
DATE = rf"(?:(?:\d+ )?(?:{'|'.join(MONTHS)}) )?\d{{4}}(?: kl\. \d\d\.\d\d)?"

Range = tuple[Decimal | None, Decimal | None]


@dataclass
class Said:
    """What a sentence says; what is None or empty it does not say."""

    is_as_needed: bool = False
    reason: str = ""
    rate: Range | None = None
    period: tuple[Decimal, Decimal, str] | None = None
    days: set[str] = field(default_factory=set)
    is_choice: bool = False
    times: set[str] = field(default_factory=set)
    when: set[str] = field(default_factory=set)
    offset: int | None = None
    duration: tuple[Range, str] | None = None
    count: Range | None = None
    bounds: tuple[Range, str] | None = None
    events: set[str] = field(default_factory=set)


def read(sentence: str) -> Said:
    """Read all of a sentence; what nobody could read is an error."""
    said, rest = Said(), sentence
    while rest:
        for pattern, take in CLAUSES:
            found = re.match(rf"(?:{pattern})(?=$|, | )", rest)
            if found:
                take(said, found)
                rest = re.sub("^,? ", "", rest[found.end() :])
                break
        else:
            raise AssertionError(f"Nobody can read this part: {rest}")
    return said


def _range(text: str) -> tuple[Decimal, Decimal]:
    low, _, high = text.replace(",", ".").partition("–")
    return Decimal(low), Decimal(high or low)


def _once(told: str) -> str:
    return "1" if told == "en gång" else told.removesuffix(" gånger")


def _needed(said: Said, found: re.Match[str]) -> None:
    said.is_as_needed, said.reason = True, found["why"] or ""


def _rate(said: Said, found: re.Match[str]) -> None:
    low, high = _range(_once(found["times"]))
    said.rate = (None if found["most"] else low), high
    if found["each"]:
        said.period = Decimal(1), Decimal(1), IN_EACH[found["each"]]
    else:
        said.period = *_range(found["number"]), UNIT[found["unit"]]


def _every(said: Said, found: re.Match[str]) -> None:
    number = Decimal(1 if found["every"] else ORDER[found["nth"]] if found["nth"] else 2)
    said.rate = (None if found["most"] else Decimal(1)), Decimal(1)
    said.period = number, number, UNIT[found["unit"]]


def _between(said: Said, found: re.Match[str]) -> None:
    said.rate = Decimal(1), Decimal(1)
    said.period = *_range(found["number"]), UNIT[found["units"]]


def _count(said: Said, found: re.Match[str]) -> None:
    low, high = _range(_once(found["times"]))
    said.count = (None if found["most"] else low), high


def _duration(said: Said, found: re.Match[str]) -> None:
    said.duration = _range(found["number"]), UNIT[found["unit"]]


def _bounds(said: Said, found: re.Match[str]) -> None:
    low, high = _range(found["number"])
    ends = {"minst ": (low, None), "högst ": (None, high)}
    said.bounds = ends.get(found["end"] or "", (low, high)), UNIT[found["unit"]]


def _days(said: Said, found: re.Match[str]) -> None:
    named = re.findall(DAY, found[0])
    if "–" in found[0]:
        named = list(DAYS[DAYS.index(named[0]) : DAYS.index(named[1]) + 1])
    said.days, said.is_choice = set(named), " eller " in found[0]


def _times(said: Said, found: re.Match[str]) -> None:
    said.times = set(re.findall(r"\d\d\.\d\d", found[0]))


def _when(said: Said, found: re.Match[str]) -> None:
    for number, unit, part in re.findall(rf"(?:(\d+) ({UNITS}) )?({PART})", found[0]):
        when, _, meal = part.partition(" ")
        said.when.add(PART_OF_DAY.get(part) or MEAL[when] + OF_MEAL[meal])
        if number:
            said.offset = int(number) * (60 if UNIT[unit] == "h" else 1)


def _events(said: Said, found: re.Match[str]) -> None:
    _number, _, dates = found[0].partition(", ")
    said.events = {_event(one) for one in re.findall(DATE, dates)}
    assert Decimal(_once(found["number"])) == len(said.events)


def _event(text: str) -> str:
    """As in FHIR, in Swedish time and without a zone."""
    day, _, clock = text.partition(" kl. ")
    *first, year = day.split(" ")
    parts = [year, *(f"{MONTHS.index(one) + 1:02}" for one in first[-1:])]
    parts += [f"{int(one):02}" for one in first[:-1]]
    date = "-".join(parts)
    return f"{date}T{clock.replace('.', ':')}" if clock else date


def _list(one: str, last: str = "och") -> str:
    return rf"(?:{one})(?:(?:, (?:{one}))* {last} (?:{one}))?"


TIMES = rf"(?P<times>en gång|{RANGE} gånger)"
EVERY = rf"(?:(?P<every>varje)|varannan|vartannat|vart? (?P<nth>{'|'.join(ORDER)}))"
CLAUSES: tuple[tuple[str, Callable[[Said, re.Match[str]], None]], ...] = (
    (r"vid behov(?: \((?P<why>[^)]*)\))?", _needed),
    (
        rf"(?P<most>högst )?{TIMES} (?:(?P<each>{EACH})|på (?P<number>{RANGE}) (?P<unit>{UNITS}))",
        _rate,
    ),
    (rf"(?P<most>högst en gång )?{EVERY} (?P<unit>{UNITS})", _every),
    (rf"med (?P<number>{RANGE}) (?P<units>{UNITS})s mellanrum", _between),
    (rf"sammanlagt (?P<most>högst )?{TIMES}", _count),
    (rf"(?P<number>en gång|\d+ gånger), {_list(DATE)}", _events),
    (r"(?P<most>högst )?(?P<times>en gång)", _count),
    (rf"(?P<number>{RANGE}) (?P<unit>{UNITS}) åt gången", _duration),
    (rf"i (?P<end>minst |högst )?(?P<number>{RANGE}) (?P<unit>{UNITS})", _bounds),
    (rf"(?:{DAY})–(?:{DAY})", _days),
    (_list(rf"(?:en )?(?:{DAY})", "(?:och|eller)"), _days),
    (rf"kl\. {_list(r'[0-9]{2}[.][0-9]{2}')}", _times),
    (_list(rf"(?:\d+ (?:{UNITS}) )?(?:{PART})"), _when),
)
