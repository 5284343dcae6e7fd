"""What the plan page says of the examples of the R4 standard: all that they say, and no more."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest

from portal.database import Database
from portal.identity.sealing import Sealer
from portal.intake.reading import words
from tests.intake.sending import Raw, Sender, bundle, plan
from tests.support.fhir_examples import example, files_of, lifted_entry
from tests.support.fixtures import NOW, SignsIn
from tests.support.people import Cast

pytestmark = pytest.mark.parametrize("database", ["sqlite"], indirect=True)

AT = "2026-11-20T09:00:00+01:00"
CLAIMS = ("Planen har inga", "en annan verksamhet", "En annan plan", "Vården och omsorgen skriver")
"""What no page may say of any of them: none says so itself."""

Reads = Callable[[list[Raw]], str]


@pytest.fixture
def david(cast: Cast) -> str:
    return cast["david"].number


@pytest.fixture
def reads(cast: Cast, database: Database, sealer: Sealer, signed_in: SignsIn) -> Reads:
    """Send entries, and read the plan that came last; empty when it is none to read."""
    sender, visitor = Sender(database, sealer), signed_in("david")

    def read(entries: list[Raw]) -> str:
        report = sender.send_bytes(bundle(*entries), now=NOW)
        assert report.is_accepted, list(report.lines())
        newest = sender.rows("care_plan")[-1]
        if newest["state"] != "shown":
            return ""
        visitor.foreign = frozenset()
        return " ".join(visitor.opens(f"/plan?ref={newest['ref']}").words.split())

    return read


def said_by(care_plan: Raw) -> Iterator[str]:
    """Every text of a CarePlan that a patient should find."""
    yield care_plan.get("description", "")
    for activity in care_plan.get("activity", []):
        detail, reference = activity.get("detail", {}), activity.get("reference", {})
        if not detail.get("doNotPerform"):
            yield detail.get("description") or words(detail.get("code"))
        yield reference.get("display", "")
        yield from (note["text"] for note in activity.get("progress", []))
        yield from map(words, activity.get("outcomeCodeableConcept", []))
    for goal in care_plan.get("contained", []):
        if goal["resourceType"] == "Goal":
            yield words(goal["description"])
    yield from (note["text"] for note in care_plan.get("note", []))


def one_line(text: str) -> str:
    return " ".join(text.split())


def test_a_plan_says_all_its_words_and_claims_nothing(reads: Reads, david: str):
    for file in files_of("CarePlan"):
        care_plan = example(file.stem)
        page = reads([lifted_entry(care_plan, number=david, at=AT)])
        if not page:
            continue
        missing = [text for text in map(one_line, said_by(care_plan)) if text not in page]
        assert missing == [], file.stem
        assert [claim for claim in CLAIMS if claim in page] == [], file.stem
        if not care_plan.get("activity"):
            assert "insatser i planen" not in page


@pytest.mark.parametrize("kind", ["ServiceRequest", "Task"])
def test_an_order_says_what_it_is_and_who_does_it_as_far_as_it_says(
    kind: str, reads: Reads, david: str
):
    for file in files_of(kind):
        entry = of_david(file.stem, david)
        resource: Any = entry["resource"]
        if not (title := resource.get("description") or words(resource.get("code"))):
            continue
        page = reads([plan(f"of-{file.stem}", who=david, activity=[leads_to(entry)]), entry])
        if resource.get("doNotPerform") or resource["status"] == "entered-in-error":
            continue
        assert one_line(title) in page, file.stem
        assert [claim for claim in CLAIMS if claim in page] == [], file.stem
        performers = resource.get("performer") or [resource.get("owner", {})]
        if not any(performers) and not resource.get("performerType"):
            assert "Det står inte vem" in page, file.stem
        for note in resource.get("note", []):
            assert one_line(note["text"]) in page, file.stem


def test_a_goal_says_its_words_and_what_is_measured(reads: Reads, david: str):
    for file in files_of("Goal"):
        entry = of_david(file.stem, david)
        page = reads(
            [plan(f"of-{file.stem}", who=david, goal=[leads_to(entry)["reference"]]), entry]
        )
        assert words(entry["resource"]["description"]) in page
        for target in entry["resource"].get("target", []):
            assert words(target.get("measure")) in page


def of_david(name: str, number: str) -> Raw:
    """The entry of an example that may be about anybody, about David."""
    resource = example(name)
    subject = "for" if resource["resourceType"] == "Task" else "subject"
    resource.pop("identifier", None)  # two examples may have the same
    resource[subject] = {"reference": "Patient/example"}
    return lifted_entry(resource, number=number, at=AT)


def leads_to(entry: Raw) -> Raw:
    return {"reference": {"reference": entry["fullUrl"]}}
