"""What is told as new or changed to a relative: only what he could and can see."""

from collections.abc import Callable

import pytest
import time_machine

from portal.database import Database
from portal.identity.sealing import Sealer
from tests.features.sharing.story import NAME, Story
from tests.intake import sending
from tests.intake.sending import Sender, to
from tests.support.people import Cast
from tests.support.sharing import Sharer
from tests.support.visitor import Visitor

SECRET = [{"system": "http://terminology.hl7.org/CodeSystem/v3-Confidentiality", "code": "R"}]
ANY = ("Nytt i planen", "Ändrat i planen", "Nytt sedan förra", "Ändrat sedan förra")
MEETING = ("Nytt eller ändrat sedan förra besöket.",)
Told = Callable[[Story], None]


@pytest.fixture
def story(database: Database, sealer: Sealer, cast: Cast) -> Story:
    return Story(Sender(database, sealer), cast["anna"].number)


def gives(anna: Sharer, bertil: Visitor, cast: Cast, **opened: str) -> str:
    anna.begins(cast["bertil"].number)
    anna.answers(**opened)
    if opened.get("insatser"):
        anna.answers(region="ja", kommun="ja", andra="ja")
    anna.answers(dagar="30")
    anna.says_yes()
    anna.is_answered_by(bertil)
    return anna.ref


def insats(story: Story, *goals: str, text: str = NAME, **changes: object) -> None:
    """The one insats of a plan that is foremost, for these goals."""
    links = [
        {
            "url": "http://hl7.org/fhir/StructureDefinition/resource-pertainsToGoal",
            "valueReference": to("Goal", name),
        }
        for name in goals
    ]
    usual = {"who": story.who, "at": story.at(), **changes}
    entry = sending.insats("one", text, **usual)
    if links:
        entry["resource"]["extension"] = links
    story.plan(
        entry,
        *(sending.goal(name, f"Mål {name}", who=story.who, at=story.at()) for name in goals),
        created="2026-11-23",
        **({"goal": [to("Goal", name) for name in goals]} if goals else {}),
        activity=[{"reference": to("ServiceRequest", "one")}],
    )


def news(visitor: Visitor, start: str) -> str:
    """What home tells as new, and what the plan and the meetings mark."""
    home = visitor.opens(start or "/").words
    told = home.split("Vad är nytt?")[1] if "Vad är nytt?" in home else ""
    pages = ("/plan", "/moten")
    marks = (visitor.opens(start + page, status=None) for page in pages)
    return told + " ".join(one.words for one in marks if one.status == 200)


def a_later_visit(
    clock: time_machine.Traveller, signed_in: Callable[[str], Visitor], person: str
) -> Visitor:
    clock.shift(60)
    later = signed_in(person)
    later.foreign = frozenset()
    return later


CLOSED: dict[str, tuple[Told, Told]] = {
    "a goal link": (insats, lambda story: insats(story, "a")),
    "nothing but who may see": (
        insats,
        lambda story: insats(story, security=SECRET),
    ),
    "where a meeting is": (
        lambda story: story.meeting(),
        lambda story: story.meeting(description="Ett annat ärende"),
    ),
}


@pytest.mark.parametrize("what", CLOSED)
def test_a_change_that_the_relative_cannot_see_is_not_told(
    clock: time_machine.Traveller,
    signed_in: Callable[[str], Visitor],
    story: Story,
    anna: Sharer,
    bertil: Visitor,
    cast: Cast,
    what: str,
):
    before, after = CLOSED[what]
    before(story)
    ref = gives(anna, bertil, cast, motestid="ja", insatser="alla")
    clock.shift(600)
    first = a_later_visit(clock, signed_in, "bertil")
    first.opens(f"/for/{ref}")
    clock.shift(1800)
    story.sent = 45
    after(story)
    told = news(a_later_visit(clock, signed_in, "bertil"), f"/for/{ref}")
    assert not [words for words in (*ANY, *MEETING) if words in told]


def test_what_is_not_confidential_any_more_is_new_to_the_relative_and_nothing_to_the_patient(
    clock: time_machine.Traveller,
    signed_in: Callable[[str], Visitor],
    story: Story,
    anna: Sharer,
    bertil: Visitor,
    cast: Cast,
):
    insats(story, security=SECRET)
    ref = gives(anna, bertil, cast, insatser="alla")
    clock.shift(600)
    a_later_visit(clock, signed_in, "bertil").opens(f"/for/{ref}")
    a_later_visit(clock, signed_in, "anna").opens("/")
    clock.shift(1800)
    story.sent = 45
    insats(story)
    assert f"Nytt i planen: {NAME}" in news(
        a_later_visit(clock, signed_in, "bertil"), f"/for/{ref}"
    )
    own = news(a_later_visit(clock, signed_in, "anna"), "")
    assert f"Ändrat i planen: {NAME}" not in own


def test_a_change_that_both_see_is_told_to_both(
    clock: time_machine.Traveller,
    signed_in: Callable[[str], Visitor],
    story: Story,
    anna: Sharer,
    bertil: Visitor,
    cast: Cast,
):
    insats(story)
    ref = gives(anna, bertil, cast, insatser="alla")
    clock.shift(600)
    a_later_visit(clock, signed_in, "bertil").opens(f"/for/{ref}")
    a_later_visit(clock, signed_in, "anna").opens("/")
    clock.shift(1800)
    story.sent = 45
    insats(story, text=f"{NAME} igen")
    for person, start in (("bertil", f"/for/{ref}"), ("anna", "")):
        told = news(a_later_visit(clock, signed_in, person), start)
        assert f"Ändrat i planen: {NAME} igen" in told


def test_what_changed_before_a_grant_opened_is_not_told_by_it(
    clock: time_machine.Traveller,
    signed_in: Callable[[str], Visitor],
    story: Story,
    anna: Sharer,
    bertil: Visitor,
    cast: Cast,
):
    insats(story)
    clock.shift(1800)
    story.sent = 25
    insats(story, text=f"{NAME} igen")
    anna.signs_in_anew()
    bertil = a_later_visit(clock, signed_in, "bertil")
    ref = gives(anna, bertil, cast, insatser="alla")
    told = news(a_later_visit(clock, signed_in, "bertil"), f"/for/{ref}")
    assert "Ändrat i planen" not in told
