"""How often something is done: from a FHIR Timing to one Swedish sentence.

The sentence holds every element of the Timing, or it is not made and the sender is told. Its
first and last day (`boundsPeriod`) are no part of it: pages show them by themselves.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from portal.intake.project.schedule import (
    NotOneMeaning,
    bounds_of,
    schedule_of,
)
from portal.intake.project.schedule_words import AS_NEEDED, bounds_words, sentence
from portal.intake.project.timing_codes import code_meanings
from portal.intake.reading import words

MAX_LENGTH = 300
"""As the column `activity.how_often`: half a sentence is another sentence."""
NOT_ONE_MEANING = "Accepted, not shown: no one sentence can hold all of this Timing"
TEXT_IS_SHOWN = "Accepted, not shown: the words of the code are shown"
NO_MEANING = "Accepted, not shown: a code that is not in timing-abbreviation, without words"
NO_REASON = "Accepted, not shown: a reason without words"
TOO_LONG = f"Shown in part: more than {MAX_LENGTH} characters"
OTHER_PERIOD = "Accepted, not shown: executionPeriod is shown"

Raw = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class TimingWords:
    """What a page says, and what it leaves out: the place within the resource, and why."""

    text: str = ""
    not_shown: tuple[tuple[str, str], ...] = ()


def describe_timing(timing: Raw | None, as_needed: str | None = None) -> TimingWords:
    """A Timing in words: its own (`code.text`) before ours.

    `as_needed` is None when it is done anyhow, and else why it may be needed (or empty). Places
    are relative to the Timing; the place `?` is "as needed" itself.
    """
    timing = timing or {}
    own = _own_words(timing)
    return _with_own_words(timing, own, as_needed) if own else _in_our_words(timing, as_needed)


def timing_of_request(request: Raw) -> TimingWords:
    """How often a ServiceRequest is done; places are relative to the resource."""
    as_needed = as_needed_in(request)
    said = _at("occurrenceTiming", describe_timing(_occurrence(request), as_needed))
    concept = "asNeededCodeableConcept"
    needed = concept if concept in request else "asNeededBoolean"
    places = [(place.replace("occurrenceTiming.?", needed), why) for place, why in said.not_shown]
    if as_needed == "" and concept in request:
        places.append((concept, NO_REASON))
    return TimingWords(said.text, tuple(dict.fromkeys(places)))


def _occurrence(request: Raw) -> Raw | None:
    """Its Timing; of a dateTime with a clock, the one event: a page shows its day by itself."""
    at = request.get("occurrenceDateTime", "")
    timing: Raw | None = request.get("occurrenceTiming")
    return {"event": [at]} if "T" in at else timing


def timing_of_detail(detail: Raw) -> TimingWords:
    """How often an inline activity is done; its string is the source's own words."""
    text = str(detail.get("scheduledString", ""))
    if text:
        return TimingWords(text, _cut("scheduledString", text))
    return _at("scheduledTiming", describe_timing(detail.get("scheduledTiming")))


def timing_of_task(task: Raw) -> TimingWords:
    """A Task says how many times, and not how often."""
    restriction = task.get("restriction") or {}
    times = restriction.get("repetitions")
    said = describe_timing({"repeat": {"count": times}} if times else None)
    places = [("restriction.repetitions", why) for _place, why in said.not_shown]
    if "executionPeriod" in task and "period" in restriction:
        places.append(("restriction.period", OTHER_PERIOD))
    return TimingWords(said.text, tuple(places))


def timing_not_shown(resource: Raw) -> Iterator[tuple[str, str]]:
    """What a page leaves out of the timings of a resource: each place in it, and why."""
    match resource.get("resourceType"):
        case "ServiceRequest":
            yield from timing_of_request(resource).not_shown
        case "Task":
            yield from timing_of_task(resource).not_shown
        case "CarePlan":
            for position, activity in enumerate(resource.get("activity") or []):
                at = f"activity[{position}].detail"
                yield from _at(at, timing_of_detail(activity.get("detail") or {})).not_shown


def as_needed_in(request: Raw) -> str | None:
    """None: it is not as needed; else why, when that is said."""
    if "asNeededCodeableConcept" in request:
        return words(request["asNeededCodeableConcept"])
    return "" if request.get("asNeededBoolean") is True else None


def _own_words(timing: Raw) -> str:
    """The source's own words for the code; of one that we know, only what it is called here."""
    code = timing.get("code") or {}
    return str(code.get("text", "")).strip() or ("" if code_meanings(timing) else words(code))


def _in_our_words(timing: Raw, as_needed: str | None) -> TimingWords:
    is_unknown = "code" in timing and not code_meanings(timing)
    unknown = [("code", NO_MEANING)] if is_unknown else []
    text = _sentence(timing, as_needed)
    if text and not (is_unknown and not _sentence(timing)):
        return TimingWords(text, tuple(unknown))
    left = [place for place in _places(timing) if not (is_unknown and place == "code")]
    needed = [] if as_needed is None else ["?"]
    return TimingWords("", (*unknown, *((one, NOT_ONE_MEANING) for one in [*left, *needed])))


def _sentence(timing: Raw, as_needed: str | None = None) -> str:
    """Our words, or none."""
    try:
        text = sentence(schedule_of(timing), as_needed)
    except NotOneMeaning:
        return ""
    return text if len(text) <= MAX_LENGTH else ""


def _with_own_words(timing: Raw, own: str, as_needed: str | None) -> TimingWords:
    """R4: the code is a complete statement of the repetition, but for its bounds."""
    left = [place for place in _places(timing) if place != "code"]
    parts = [own]
    if as_needed is not None and "behov" not in own.lower():
        parts.append(f"{AS_NEEDED} ({as_needed})" if as_needed else AS_NEEDED)
    try:
        bounds = bounds_of(timing.get("repeat") or {})
    except NotOneMeaning:
        bounds = None
    if bounds:
        parts.append(bounds_words(bounds))
        left = [place for place in left if not place.startswith("repeat.bounds")]
    text = ", ".join(parts)
    return TimingWords(text, (*_cut("code.text", text), *((one, TEXT_IS_SHOWN) for one in left)))


def _cut(place: str, text: str) -> tuple[tuple[str, str], ...]:
    return ((place, TOO_LONG),) if len(text) > MAX_LENGTH else ()


def _places(timing: Raw) -> Iterator[str]:
    """Every element that says when; `boundsPeriod` is on the page as dates."""
    yield from (name for name in ("event", "code") if name in timing)
    for name in timing.get("repeat") or {}:
        if name not in ("id", "extension", "boundsPeriod") and not name.startswith("_"):
            yield f"repeat.{name}"


def _at(place: str, said: TimingWords) -> TimingWords:
    return TimingWords(said.text, tuple((f"{place}.{one}", why) for one, why in said.not_shown))
