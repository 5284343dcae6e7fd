"""Whatever care does, and whatever the relative does elsewhere: what is hidden stays hidden, and
the patient learns nothing about the relative's own life. Random sequences of both."""

import re
from collections.abc import Callable
from functools import partial
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.features.sharing.story import NAME, Story, all_pages, hides
from tests.intake import sending
from tests.intake.sending import to
from tests.support.people import Cast
from tests.support.sharing import Sharer
from tests.support.visitor import Visitor
from tests.support.world_visiting import without_fresh

# The rules are SQL; that both engines read them alike is proven by the sharing model.
pytestmark = pytest.mark.parametrize("database", ["sqlite"], indirect=True)
INLINE = f"{NAME} hemma"
EXAMPLES, MOST_STEPS = 15, 6
HERS = ("/delning", "/delning/{ref}", "/delning/{ref}/visa", "/logg", "/logg/hamta")
CLOCK = re.compile(rb"\d\d[.:]\d\d(:\d\d)?")

Step = Callable[[Story], None]


def insats(story: Story, **changes: Any) -> None:
    resource = sending.insats("hidden", NAME, **{"who": story.who, "at": story.at(), **changes})
    needs = [{"reference": to("ServiceRequest", "hidden")}]
    story.plan(resource, name="plan-of-resources", activity=needs)


def inline(story: Story, title: str = INLINE, **element: str) -> None:
    detail = {"status": "in-progress", "description": title}
    beside = {"detail": {"status": "in-progress", "description": "Hjälp med tvätten"}}
    story.plan(name="inline-plan", activity=[beside, {**element, "detail": detail}])


def goal(story: Story, **changes: Any) -> None:
    resource = sending.goal(
        "hidden", **{"who": story.who, "at": story.at(), "text": NAME, **changes}
    )
    story.plan(resource, name="plan-with-goal", goal=[to("Goal", "hidden")])


def meeting(story: Story, **changes: Any) -> None:
    story.meeting(**changes)


def contact(story: Story, **changes: Any) -> None:
    story.contact(**changes)


def gone(kind: str, name: str = "hidden") -> Step:
    return lambda story: story.gone(kind, name)


NO_TIME: dict[str, Any] = {"start": None, "end": None}
STEPS: dict[str, Step] = {
    "meeting booked": meeting,
    "meeting cancelled": partial(meeting, status="cancelled"),
    "meeting cancelled without a time": partial(meeting, status="cancelled", **NO_TIME),
    "meeting proposed without a time": partial(meeting, status="proposed", **NO_TIME),
    "meeting in error": partial(meeting, status="entered-in-error"),
    "meeting missed": partial(meeting, status="noshow"),
    "meeting reworded": partial(meeting, description=f"{NAME}, igen"),
    "meeting deleted": gone("Appointment"),
    "insats": insats,
    "insats in error": partial(insats, status="entered-in-error"),
    "insats stopped": partial(insats, status="revoked"),
    "insats deleted": gone("ServiceRequest"),
    "insats reworded": partial(insats, code={"text": f"{NAME} hos oss"}),
    "inline": inline,
    "inline with an id": partial(inline, id="a"),
    "inline with the other's id": partial(inline, id="b"),
    "inline reworded": partial(inline, title=f"{NAME} i hemmet"),
    "inline plan deleted": gone("CarePlan", "inline-plan"),
    "goal": goal,
    "goal in error": partial(goal, lifecycleStatus="entered-in-error"),
    "goal reworded": partial(goal, text=f"{NAME}, igen"),
    "goal deleted": gone("Goal"),
    "contact": contact,
    "contact inactive": partial(contact, status="inactive"),
    "contact deleted": gone("CareTeam"),
}


@pytest.fixture
def hidden(story: Story, shared: Sharer, bertil: Visitor) -> Sharer:
    """Anna has hidden one thing of each kind from Bertil."""
    for step, words in (
        (meeting, "3 februari"), (insats, NAME), (contact, NAME), (goal, NAME), (inline, NAME),
    ):  # fmt: skip
        step(story)
        hides(shared, words)
    assert NAME not in all_pages(bertil, shared.ref)
    return shared


few = partial(
    settings,
    max_examples=EXAMPLES,
    deadline=None,
    database=None,
    suppress_health_check=list(HealthCheck),
)


def test_what_is_hidden_stays_hidden_in_any_order_of_what_care_does(
    story: Story, hidden: Sharer, bertil: Visitor
):
    # The examples go on from each other: what has been hidden once is hidden for all of them.
    @few()
    @given(st.lists(st.sampled_from(sorted(STEPS)), min_size=1, max_size=MOST_STEPS))
    def every_order(order: list[str]) -> None:
        for name in order:
            STEPS[name](story)
        assert NAME not in all_pages(bertil, hidden.ref), order

    every_order()


def hers(anna: Sharer) -> list[bytes]:
    """What Anna can learn of whom she shares with, without nonces and the time of her own looks."""
    pages = [anna.browser.opens(path.format(ref=anna.ref)).body for path in HERS]
    return [CLOCK.sub(b"", without_fresh(page)) for page in pages]


def test_the_patient_learns_nothing_of_what_the_relative_does_for_himself(
    shared: Sharer,
    bertil: Visitor,
    cast: Cast,
    signed_in: Callable[[str], Visitor],
):
    does: dict[str, Callable[[], object]] = {
        "signs in": lambda: signed_in("bertil"),
        "reads his own page": lambda: bertil.opens("/"),
        "reads his own plan": lambda: bertil.opens("/plan"),
        "reads his own log": lambda: bertil.opens("/logg"),
        "sees who shares with him": lambda: bertil.opens("/delat-med-mig"),
        "begins to share": lambda: Sharer(
            bertil, cast["bertil"], shared.database, shared.sealer
        ).begins(cast["cecilia"].number),
        "chooses large text": lambda: (
            bertil.opens("/visning"),
            bertil.presses("Visa sidan så", text="large"),
        ),
    }
    bertil.opens(f"/for/{shared.ref}")
    hers(shared)
    before = hers(shared)

    @few()
    @given(st.lists(st.sampled_from(sorted(does)), min_size=1, max_size=MOST_STEPS))
    def whatever_he_does(acts: list[str]) -> None:
        for act in acts:
            does[act]()
        # "/logg/hamta" holds Anna's own looks too, and grows by them alone.
        assert hers(shared)[:-1] == before[:-1], acts

    whatever_he_does()
    assert "Bertil" in shared.browser.opens("/logg").words
