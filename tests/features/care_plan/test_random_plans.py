"""Whatever dates and statuses a plan comes with, its page says nothing that is not so today."""

import re
from collections.abc import Iterator
from datetime import date, timedelta
from itertools import count

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from portal import clock as the_clock
from portal.database import Database
from portal.identity.sealing import Sealer
from tests.intake.sending import Raw, Sender, goal, insats, plan, to
from tests.support.fixtures import NOW, SignsIn
from tests.support.page import Element, Page, words_of
from tests.support.people import Cast

# What is read is proven on both engines elsewhere.
pytestmark = pytest.mark.parametrize("database", ["sqlite"], indirect=True)

TODAY = NOW.date()
TICKS = count()
MONTHS = (
    *("januari", "februari", "mars", "april", "maj", "juni"),
    *("juli", "augusti", "september", "oktober", "november", "december"),
)
WRITTEN = re.compile(rf"(?:(\d{{1,2}}) )?(?:({'|'.join(MONTHS)}) )?(20\d\d)")
DAYS = st.dates(TODAY - timedelta(days=400), TODAY + timedelta(days=400))
DATES = st.builds(lambda day, length: str(day)[:length], DAYS, st.sampled_from([4, 7, 10]))
STATUSES = st.sampled_from(["draft", "active", "on-hold", "revoked", "completed", "unknown"])
INTENTS = st.sampled_from(["proposal", "plan", "order", "option"])
PERIODS = st.fixed_dictionaries({}, optional={"start": DATES, "end": DATES}).filter(
    lambda period: period.get("start", "") <= period.get("end", "9")
)
INSATSER = st.lists(st.tuples(STATUSES, INTENTS, PERIODS), min_size=1, max_size=5)
GOALS = st.lists(st.tuples(st.sampled_from(["active", "planned", "completed"]), DATES), max_size=3)


def first_day(text: str) -> date:
    return date.fromisoformat(f"{text}-01-01"[:10])


def last_day(text: str) -> date:
    if len(text) == 10:
        return first_day(text)
    year, month = int(text[:4]), int(text[5:7] or 12)
    return date(year + month // 12, month % 12 + 1, 1) - timedelta(days=1)


def read_back(words: str) -> set[str]:
    """Every date in some words, as FHIR writes it."""
    found = set()
    for day, month, year in WRITTEN.findall(words):
        number = f"-{MONTHS.index(month) + 1:02}" if month else ""
        found.add(f"{year}{number}" + (f"-{int(day):02}" if day else ""))
    return found


def facts(page: Page) -> Iterator[tuple[str, str]]:
    """The title of each insats, and everything else that stands about it."""
    for article in page.tree.iter("article"):
        [heading] = [part for part in article if re.fullmatch("h[1-6]", part.tag)]
        yield words_of(heading), " ".join(map(_fact, article.iter("dd")))


def _fact(element: Element) -> str:
    return words_of(element) + ";"


@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(insatser=INSATSER, goals=GOALS, of_plan=PERIODS)
def test_nothing_later_is_going_on_nothing_past_is_coming_and_no_date_is_sharper_than_sent(
    database: Database,
    sealer: Sealer,
    cast: Cast,
    signed_in: SignsIn,
    insatser: list[tuple[str, str, Raw]],
    goals: list[tuple[str, str]],
    of_plan: Raw,
):
    _send(Sender(database, sealer), cast["david"].number, insatser, goals, of_plan)
    page = signed_in("david").opens("/plan")
    told = dict(facts(page))
    for number, (status, intent, period) in enumerate(insatser):
        words = told[f"Simning {number}"]
        sent = {period[name] for name in ("start", "end") if name in period}
        assert read_back(words) <= sent
        start, end = period.get("start"), period.get("end")
        is_agreed = intent in ("plan", "order") and status != "draft"
        if not is_agreed or (start and first_day(start) > TODAY) or (end and last_day(end) < TODAY):
            assert "Pågår" not in words
        if (end and last_day(end) < TODAY) or (start and last_day(start) < TODAY):
            assert "Ska börja" not in words
            assert "Har inte börjat" not in words
    for lead, is_coming in (("Vi siktar på ", True), ("Målet skulle vara nått ", False)):
        for part in page.words.split(lead)[1:]:
            [day] = read_back(part.split(".")[0])
            assert day in {due for _, due in goals}
            assert (last_day(day) >= TODAY) == is_coming
    assert ("Planen gäller till" in page.words) <= (last_day(of_plan.get("end", "2000")) >= TODAY)


def _send(
    sender: Sender,
    who: str,
    insatser: list[tuple[str, str, Raw]],
    goals: list[tuple[str, str]],
    of_plan: Raw,
) -> None:
    """The same plan again, as it is now: each time by a later clock of the source."""
    at = (NOW - timedelta(days=1) + timedelta(seconds=next(TICKS))).isoformat()
    parts = [
        insats(f"insats-{number}", f"Simning {number}", who=who, at=at, status=status)
        for number, (status, _, _) in enumerate(insatser)
    ]
    for part, (_, intent, period) in zip(parts, insatser, strict=True):
        part["resource"] |= {"intent": intent} | ({"occurrencePeriod": period} if period else {})
    for number, (status, due) in enumerate(goals):
        changes = {"lifecycleStatus": status, "target": [{"dueDate": due}]}
        parts.append(goal(f"goal-{number}", f"Simma {number}", who=who, at=at, **changes))
    whole = plan(who=who, at=at)
    whole["resource"] |= {"period": of_plan} if of_plan else {}
    whole["resource"]["activity"] = [
        {"reference": to("ServiceRequest", f"insats-{number}")} for number in range(len(insatser))
    ]
    if goals:
        whole["resource"]["goal"] = [to("Goal", f"goal-{i}") for i in range(len(goals))]
    report = sender.send(*parts, whole, now=the_clock.now())
    assert report.is_accepted, list(report.lines())
