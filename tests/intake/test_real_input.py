"""What others send: the examples of the R4 standard, as they are, lifted, and spoilt."""

import json
import os
import re
from collections.abc import Callable, Iterator
from functools import cache
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from portal.intake.outcome import Report
from portal.intake.pipeline import LARGEST_BODY
from portal.intake.structure.shapes import RESOURCES
from tests.intake.sending import ANNA, CECILIA, NUMBER, Raw, Sender, only_row
from tests.support.databases import opened
from tests.support.fhir_examples import example, files_of, lifted, lifted_entry

ROUNDS = int(os.environ.get("SOAK_ROUNDS", "1"))

WHAT_BECOMES_OF_IT = {
    # A plan: its state, and how many goals and insatser a patient reads of it.
    "CarePlan-example": ("shown", 0, 1),
    "CarePlan-f001": ("shown", 1, 1),
    "CarePlan-f002": ("shown", 1, 1),
    "CarePlan-f003": ("shown", 1, 1),
    "CarePlan-f201": ("not-for-patient", 1, 2),  # a draft, and a proposal
    "CarePlan-f202": ("shown", 1, 1),
    "CarePlan-f203": ("shown", 1, 1),
    "CarePlan-gpvisit": ("shown", 1, 2),
    "CarePlan-integrate": ("shown", 5, 12),
    "CarePlan-obesity-narrative": ("shown", 0, 0),  # only a narrative, which we never show
    "CarePlan-preg": ("shown", 1, 4),
    # A meeting: its status, also where it has no time yet.
    "Appointment-2docs": ("booked",),
    "Appointment-example": ("booked",),
    "Appointment-examplereq": ("proposed",),
    # Consents of other kinds than a block of all sharing: the first thing that is not taken.
    "Consent-consent-example-Emergency": ("not-supported", "provision.actor"),
    "Consent-consent-example-Out": ("not-supported", "provision.actor"),
    "Consent-consent-example-basic": ("not-supported", "provision.period"),
    "Consent-consent-example-grantor": ("not-supported", "provision.actor"),
    "Consent-consent-example-notAuthor": ("not-supported", "provision.actor"),
    "Consent-consent-example-notOrg": ("not-supported", "provision.actor"),
    "Consent-consent-example-notThem": ("not-supported", "provision.actor"),
    "Consent-consent-example-notThis": ("not-supported", "provision.data"),
    "Consent-consent-example-notTime": ("not-supported", "provision.period"),
    "Consent-consent-example-pkb": ("not-supported", "provision.actor"),
    "Consent-consent-example-signature": ("not-supported", "provision.period"),
    "Consent-consent-example-smartonfhir": ("not-supported", "provision.period"),
    # A relative: somebody to name. None of them opens anything.
    "RelatedPerson-benedicte": (),
    "RelatedPerson-f001": (),
    "RelatedPerson-f002": (),
    "RelatedPerson-newborn-mom": (),
    "RelatedPerson-peter": (),
}
PLACE = re.compile(r"Bundle(\.[A-Za-z0-9_]+(\[[0-9]+\])?)*")


REFUSALS = frozenset({400, 403, 409, 412, 413, 422})


@pytest.fixture(scope="module")
def portal(
    copies: Callable[[str], Any], migrated: Callable[[str], str], sealer: Any
) -> Iterator[Sender]:
    """One portal for whatever comes."""
    with opened(copies("sqlite").copy(migrated("sqlite"))) as database:
        yield Sender(database, sealer)


@pytest.fixture
def sender(senders: Callable[[], Sender]) -> Sender:
    return senders()


def answered(report: Report) -> Report:
    """Every answer says what became of each entry, or what is wrong and where; nothing else."""
    assert report.is_accepted or report.status in REFUSALS
    for fault in report.faults:
        assert fault.status in REFUSALS
        assert PLACE.fullmatch(fault.expression), fault.expression
        assert fault.diagnostics
    json.dumps(report.body())
    return report


def test_the_table_names_every_example_of_the_four_types():
    kinds = ("CarePlan", "Appointment", "Consent", "RelatedPerson")
    assert [len(files_of(kind)) for kind in kinds] == [11, 3, 12, 5]
    assert set(WHAT_BECOMES_OF_IT) == {file.stem for kind in kinds for file in files_of(kind)}


@pytest.mark.parametrize("name", WHAT_BECOMES_OF_IT)
def test_an_example_of_the_standard_becomes_what_the_table_says(sender: Sender, name: str):
    report = answered(sender.send_bytes(lifted(example(name))))
    fault = next(iter(report.faults), None)
    if fault:
        place = fault.expression.removeprefix("Bundle.entry[0].resource.")
        assert (fault.code, place) == WHAT_BECOMES_OF_IT[name]
        assert sum(sender.count().values()) == 0
    else:
        plans = [
            (row["state"], len(sender.rows("goal")), len(sender.rows("activity")))
            for row in sender.rows("care_plan")
        ]
        meetings = [(row["status"],) for row in sender.rows("appointment")]
        assert [*plans, *meetings] == list(filter(None, [WHAT_BECOMES_OF_IT[name]]))
        assert sender.rows("access_grant") == []


def test_every_other_example_of_a_type_we_take_is_answered(portal: Sender):
    for kind in sorted(RESOURCES - {"Provenance"}):
        for file in files_of(kind):
            answered(portal.send_bytes(lifted(example(file.stem))))


def test_the_bundles_of_the_standard_are_answered_as_they_are(portal: Sender):
    files = files_of("Bundle")
    reports = [answered(portal.send_bytes(file.read_bytes()[: LARGEST_BODY + 1])) for file in files]
    assert [len(files), *sorted({report.status for report in reports})] == [44, 400, 413]


def test_a_day_in_the_words_of_a_plan_is_the_day_and_not_how_often(sender: Sender):
    sender.send_bytes(lifted(example("CarePlan-f001")))
    row = only_row(sender, "activity")
    assert (str(row["starts_on"])[:10], row["how_often"]) == ("2011-06-27", "")


def test_a_plan_with_nothing_to_show_is_told_so(sender: Sender):
    report = sender.send_bytes(lifted(example("CarePlan-obesity-narrative")))
    told = {remark.expression for remark in report.entries[0].remarks}
    assert {"Bundle.entry[0].resource", "Bundle.entry[0].resource.text"} <= told
    report = sender.send_bytes(lifted(example("CarePlan-f001")))
    assert "Bundle.entry[0].resource" not in {one.expression for one in report.entries[0].remarks}


HOSTILE: list[Any] = [
    None,
    True,
    0,
    -1,
    2**63,
    "",
    " ",
    [],
    {},
    [[]],
    [None],
    [{}],
    "bogus",
    "<script>alert(1)</script>",
    "{{7*7}} %s {0.__class__} ${x} %(n)s",
    "a\r\nSet-Cookie: a=b",
    "god\u202enalp",
    "\x00",
    "\ud800",
    "a" * 100_000,
    "1066-10-14",
    "1899-12-31T23:59:59Z",
    "2099-01-01T00:00:00Z",
    "2026-02-30",
    "2026-11-03T25:00:00Z",
    "#nobody",
    "urn:uuid:0b1f6c1e-1c0f-4a55-9d4e-0f3b8f1f7a01",
    "javascript:alert(1)",
    "http://[",
    ANNA,
    f"{ANNA[2:8]}-{ANNA[8:]}",
    {"reference": {}},
    {"reference": "#"},
    {"reference": "Patient/1"},
    {"identifier": []},
    {"identifier": {"system": [], "value": {}}},
    {"identifier": {"system": NUMBER, "value": CECILIA}},
    {"identifier": {"system": NUMBER, "value": f"{CECILIA}\n"}},
    {"url": "a:b", "extension": [{"url": "a:b", "extension": [{"url": "a:b"}]}]},
    {"resourceType": "Goal"},
    {"resourceType": []},
    {"div": "<div>" + "x" * 200_000 + "</div>", "status": "generated"},
]


def places(value: Any, way: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """The way to every value in a JSON value."""
    inner = dict(enumerate(value)) if isinstance(value, list) else value
    for step, one in inner.items() if isinstance(inner, dict) else ():
        yield (*way, step)
        yield from places(one, (*way, step))


@cache
def ready(name: str) -> tuple[str, tuple[tuple[Any, ...], ...]]:
    entry = lifted_entry(example(name))
    return json.dumps(entry), tuple(places(entry))


GONE, TWICE = object(), object()


@settings(
    max_examples=300 * ROUNDS,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(data=st.data())
def test_whatever_is_spoilt_in_an_example_it_is_answered(portal: Sender, data: st.DataObject):
    text, ways = ready(data.draw(st.sampled_from(sorted(WHAT_BECOMES_OF_IT))))
    entry = json.loads(text)
    for way in data.draw(st.lists(st.sampled_from(ways), min_size=1, max_size=3)):
        spoil(entry, way, data.draw(st.sampled_from([GONE, TWICE, *HOSTILE])))
    report = answered(portal.check(entry))
    told = json.dumps(report.body()) + "".join(report.lines())
    assert not any(one in told for one in (ANNA, CECILIA, "<script", "7*7", "Set-Cookie"))


def spoil(entry: Raw, way: tuple[Any, ...], value: Any) -> None:
    """Replace, remove or repeat the value at the end of a way, if the way still leads there."""
    inner: Any = entry
    for step in way[:-1]:
        try:
            inner = inner[step]
        except (KeyError, IndexError, TypeError):
            return
    last = way[-1]
    if isinstance(inner, list) and isinstance(last, int) and last < len(inner):
        if value is TWICE:
            inner.append(inner[last])
        else:
            inner[last : last + 1] = [] if value is GONE else [value]
    elif isinstance(inner, dict) and last in inner:
        if value is GONE:
            del inner[last]
        elif value is TWICE:
            inner[last] = [inner[last], inner[last]]
        else:
            inner[last] = value
