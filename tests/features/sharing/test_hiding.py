"""What is hidden stays hidden from the person, whatever care does with it, by whichever grant."""

from collections.abc import Callable, Sequence
from typing import Any

import pytest
from sqlalchemy import text

from portal.intake.reprojecting import project_all_anew
from tests.features.sharing.story import NAME, Story, all_pages, buttons, hides
from tests.intake import sending
from tests.intake.sending import Raw, to
from tests.support.people import Cast
from tests.support.sharing import Sharer
from tests.support.visitor import Visitor


def secret_inline(title: str = NAME, **more: Any) -> Raw:
    return {**more, "detail": {"status": "in-progress", "description": title}}


OPEN_INLINE = secret_inline("Hjälp med tvätten")

Telling = Callable[[Story], None]

MEETINGS: dict[str, Sequence[Telling]] = {
    "cancelled and booked": (
        lambda story: story.meeting(status="cancelled"),
        lambda story: story.meeting(),
    ),
    "cancelled without a time and booked": (
        lambda story: story.meeting(status="cancelled", start=None, end=None),
        lambda story: story.meeting(),
    ),
    "proposed without a time and booked": (
        lambda story: story.meeting(status="proposed", start=None, end=None),
        lambda story: story.meeting(),
    ),
    "an error and again": (
        lambda story: story.meeting(status="entered-in-error"),
        lambda story: story.meeting(),
    ),
    "deleted and sent": (lambda story: story.gone("Appointment"), lambda story: story.meeting()),
    "deleted, an error, cancelled and moved": (
        lambda story: story.gone("Appointment"),
        lambda story: story.meeting(status="entered-in-error"),
        lambda story: story.meeting(status="cancelled"),
        lambda story: story.meeting(
            start="2027-03-03T10:00:00+01:00", end="2027-03-03T11:00:00+01:00"
        ),
    ),
    "reworded": (lambda story: story.meeting(description=f"{NAME}, igen"),),
    "confidential and open again": (
        lambda story: story.meeting(
            security=[{"system": sending.SYSTEM, "code": "x"}], description=NAME
        ),
        lambda story: story.meeting(),
    ),
}


@pytest.mark.parametrize("order", MEETINGS)
def test_a_hidden_meeting_stays_hidden_whatever_becomes_of_it(
    story: Story, shared: Sharer, bertil: Visitor, order: str
):
    story.meeting()
    assert NAME in all_pages(bertil, shared.ref)
    hides(shared, "3 februari")
    for telling in MEETINGS[order]:
        telling(story)
        assert NAME not in all_pages(bertil, shared.ref)
    page = shared.browser.opens(f"/delning/{shared.ref}")
    assert [one for one in buttons(page) if one.startswith("Visa igen")]


def insats(story: Story, **changes: Any) -> Raw:
    usual = {"who": story.who, "at": story.at()}
    return sending.insats("hidden", NAME, **{**usual, **changes})


def named(story: Story, **changes: Any) -> None:
    story.plan(insats(story, **changes), activity=[{"reference": to("ServiceRequest", "hidden")}])


INSATSER: dict[str, tuple[Telling, Sequence[Telling]]] = {
    "an error and again": (
        named,
        (lambda story: named(story, status="entered-in-error"), named),
    ),
    "deleted and sent": (named, (lambda story: story.gone("ServiceRequest"), named)),
    "out of the plan and in again": (
        named,
        (lambda story: story.plan(activity=[OPEN_INLINE]), named),
    ),
    "the plan deleted and sent": (
        named,
        (lambda story: story.gone("CarePlan", "secret-plan"), named),
    ),
    "without an id, reworded": (
        lambda story: story.plan(activity=[OPEN_INLINE, secret_inline()]),
        (
            lambda story: story.plan(activity=[OPEN_INLINE, secret_inline(f"{NAME} i hemmet")]),
            lambda story: story.plan(activity=[secret_inline(f"{NAME} hos oss"), OPEN_INLINE]),
        ),
    ),
    "with an id, reworded and then without": (
        lambda story: story.plan(activity=[OPEN_INLINE, secret_inline(id="b")]),
        (
            lambda story: story.plan(activity=[secret_inline(f"{NAME} i hemmet", id="b")]),
            lambda story: story.plan(activity=[secret_inline(f"{NAME} i hemmet")]),
        ),
    ),
    "with ids that are counted anew": (
        lambda story: story.plan(
            activity=[{**OPEN_INLINE, "id": "1"}, secret_inline(id="2"), secret_inline("X", id="3")]
        ),
        (lambda story: story.plan(activity=[secret_inline(id="1"), secret_inline("X", id="2")]),),
    ),
    "with ids that are counted anew, and then reworded": (
        lambda story: story.plan(activity=[{**OPEN_INLINE, "id": "1"}, secret_inline(id="2")]),
        (
            lambda story: story.plan(activity=[secret_inline(id="1")]),
            lambda story: story.plan(activity=[secret_inline(f"{NAME} i hemmet", id="1")]),
        ),
    ),
    "in another plan": (
        lambda story: story.plan(activity=[OPEN_INLINE, secret_inline()]),
        (
            lambda story: story.plan(name="next-plan", activity=[secret_inline(), OPEN_INLINE]),
            lambda story: story.gone("CarePlan", "secret-plan"),
        ),
    ),
    "only in the plan, and then a resource": (
        lambda story: story.plan(activity=[OPEN_INLINE, secret_inline()]),
        (named,),
    ),
    "a resource, and then only in the plan": (
        named,
        (lambda story: story.plan(activity=[OPEN_INLINE, secret_inline()]),),
    ),
    "an error, without an id": (
        lambda story: story.plan(activity=[secret_inline()]),
        (
            lambda story: story.plan(status="entered-in-error", activity=[secret_inline()]),
            lambda story: story.plan(activity=[secret_inline()]),
        ),
    ),
}


@pytest.mark.parametrize("order", INSATSER)
def test_a_hidden_insats_stays_hidden_whatever_becomes_of_it(
    story: Story, shared: Sharer, bertil: Visitor, order: str
):
    first, then = INSATSER[order]
    first(story)
    assert NAME in all_pages(bertil, shared.ref)
    hides(shared, NAME)
    assert NAME not in all_pages(bertil, shared.ref)
    for telling in then:
        telling(story)
        assert NAME not in all_pages(bertil, shared.ref)


@pytest.mark.parametrize("title", ["X", NAME])
def test_what_is_hidden_stays_hidden_when_all_is_read_anew(
    story: Story, shared: Sharer, bertil: Visitor, title: str
):
    story.meeting()
    story.plan(activity=[OPEN_INLINE, secret_inline()])
    hides(shared, "3 februari")
    hides(shared, NAME)
    with story.care.database.engine.begin() as connection:
        connection.execute(text("DELETE FROM appointment"))
        connection.execute(text("UPDATE activity SET title = :title"), {"title": title})
        connection.execute(text("UPDATE plan_version SET title = 'En annan'"))
    assert True in list(project_all_anew(story.care.database, story.care.sealer))
    assert NAME not in all_pages(bertil, shared.ref)
    shared.browser.opens(f"/delning/{shared.ref}")
    assert {f"Visa igen: {NAME}"} <= set(buttons(shared.browser.page))


def test_what_stands_beside_a_hidden_insats_stays_as_it_is_and_what_is_new_can_be_shown(
    story: Story, shared: Sharer, bertil: Visitor, cast: Cast
):
    story.plan(activity=[OPEN_INLINE, secret_inline()])
    hides(shared, NAME)
    story.plan(activity=[secret_inline(), OPEN_INLINE, secret_inline("Ny promenad")])
    page = shared.browser.opens(f"/delning/{shared.ref}")
    assert "Dölj: Hjälp med tvätten" in buttons(page)
    assert page.says("Därför är det som är nytt i planen också dolt, tills du visar det.")
    shared.presses("Visa igen: Ny promenad")
    shared.signs_in_anew()
    shared.browser.opens(f"/delning/{shared.ref}/godkann")
    shared.browser.presses("Ja, öppna")
    shown = all_pages(bertil, shared.ref)
    assert "Ny promenad" in shown
    assert NAME not in shown
    page = shared.browser.opens(f"/delning/{shared.ref}")
    assert "Dölj: Ny promenad" in buttons(page)
    assert f"Visa igen: {NAME}" in buttons(page)


def a_goal(story: Story, **changes: Any) -> None:
    usual = {"who": story.who, "at": story.at(), "text": NAME}
    goal = sending.goal("hidden", **{**usual, **changes})
    story.plan(goal, goal=[to("Goal", "hidden")], activity=[OPEN_INLINE])


def a_document(story: Story, **changes: Any) -> None:
    body = {
        "status": "current",
        "subject": sending.patient(story.who),
        "content": [{"attachment": {"contentType": "text/plain", "data": "SGVq", "title": NAME}}],
        **changes,
    }
    document = sending.put("DocumentReference", "hidden", body, at=story.at())
    story.plan(document, supportingInfo=[to("DocumentReference", "hidden")], activity=[OPEN_INLINE])


def a_contact(story: Story, **changes: Any) -> None:
    story.contact(**changes)


PARTS: dict[str, tuple[Telling, Sequence[Telling]]] = {
    "goal": (
        a_goal,
        (
            lambda story: a_goal(story, lifecycleStatus="entered-in-error"),
            lambda story: a_goal(story, text=f"{NAME}, igen"),
            lambda story: story.gone("Goal"),
            a_goal,
        ),
    ),
    "document": (
        a_document,
        (
            lambda story: a_document(story, status="entered-in-error"),
            a_document,
            lambda story: story.gone("DocumentReference"),
            a_document,
        ),
    ),
    "contact": (
        a_contact,
        (
            lambda story: a_contact(story, status="inactive"),
            a_contact,
            lambda story: story.gone("CareTeam"),
            a_contact,
        ),
    ),
}


@pytest.mark.parametrize("what", PARTS)
def test_a_hidden_goal_document_or_contact_stays_hidden(
    story: Story, shared: Sharer, bertil: Visitor, what: str
):
    first, then = PARTS[what]
    first(story)
    assert NAME in all_pages(bertil, shared.ref)
    hides(shared, NAME)
    assert NAME not in all_pages(bertil, shared.ref)
    for telling in then:
        telling(story)
        assert NAME not in all_pages(bertil, shared.ref)


@pytest.mark.parametrize(
    ("status", "day"),
    [("fulfilled", "2026-10-07"), ("cancelled", "2027-02-03"), ("noshow", "2026-10-07")],
)
def test_a_meeting_that_is_over_or_cancelled_is_listed_and_can_be_hidden(
    story: Story, shared: Sharer, bertil: Visitor, status: str, day: str
):
    story.meeting(status=status, start=f"{day}T10:00:00+02:00", end=f"{day}T11:00:00+02:00")
    assert NAME in all_pages(bertil, shared.ref)
    page = shared.browser.opens(f"/delning/{shared.ref}")
    assert page.says("Det som har varit eller inte blir av, och som också syns (")
    hides(shared, "7 oktober" if day.startswith("2026") else "3 februari")
    assert NAME not in all_pages(bertil, shared.ref)


def test_an_insats_that_has_left_the_plan_is_listed_while_it_is_told_of(
    story: Story, shared: Sharer
):
    named(story)
    story.plan(activity=[OPEN_INLINE])
    hides(shared, NAME)
    assert f"Visa igen: {NAME}" in buttons(shared.browser.page)


def test_two_insatser_that_are_called_the_same_are_hidden_one_by_one(
    story: Story, shared: Sharer, bertil: Visitor
):
    both = [sending.insats(name, NAME, who=story.who, at=story.at()) for name in ("one", "other")]
    story.plan(
        *both, activity=[{"reference": to("ServiceRequest", name)} for name in ("one", "other")]
    )
    page = shared.browser.opens(f"/delning/{shared.ref}")
    assert buttons(page).count(f"Dölj: {NAME}") == 2
    shared.presses(f"Dölj: {NAME}")
    assert f"Dölj: {NAME}" in buttons(shared.browser.page)
    assert NAME in all_pages(bertil, shared.ref)
