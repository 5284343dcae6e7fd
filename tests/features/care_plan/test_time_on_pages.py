"""What the plan says of time and status, on the page, on paper, in the PDF and on home."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest

from portal import clock as the_clock
from portal.database import Database
from portal.identity.sealing import Sealer
from tests.intake.sending import Raw, Sender, by_name, goal, insats, meeting, plan, to
from tests.support.fixtures import WRITTEN, SignsIn
from tests.support.pdf import Pdf
from tests.support.people import Cast
from tests.support.visitor import Visitor

# What is read is proven on both engines elsewhere.
pytestmark = pytest.mark.parametrize("database", ["sqlite"], indirect=True)

Shows = Callable[..., Visitor]
PAGES = ("/plan", "/plan/skriv-ut")
AT = (WRITTEN - timedelta(hours=2)).isoformat()


@pytest.fixture
def moment() -> datetime:
    """The dates here are written out."""
    return WRITTEN


@pytest.fixture
def shows(database: Database, sealer: Sealer, cast: Cast, signed_in: SignsIn) -> Shows:
    """Send a plan of David's, who has none in the demo, and let him sign in."""
    sender, who = Sender(database, sealer), cast["david"].number

    def show(
        *,
        goals: list[Raw] | None = None,
        insatser: list[Raw] | None = None,
        meetings: list[Raw] | None = None,
        **of_plan: Any,
    ) -> Visitor:
        parts = [
            *(goal(f"goal-{i}", **one, who=who, at=AT) for i, one in enumerate(goals or [])),
            *(
                insats(f"insats-{i}", **{"text": "Simma", **one}, who=who, at=AT)
                for i, one in enumerate(insatser or [])
            ),
            *(_about_plan(f"meeting-{i}", who, one) for i, one in enumerate(meetings or [])),
        ]
        whole = plan(
            who=who,
            at=AT,
            goal=[to("Goal", f"goal-{i}") for i in range(len(goals or []))],
            activity=[
                {"reference": to("ServiceRequest", f"insats-{i}")}
                for i in range(len(insatser or []))
            ],
            **of_plan,
        )
        for name in ("goal", "activity"):
            whole["resource"][name] or whole["resource"].pop(name)
        report = sender.send(*parts, whole, now=the_clock.now())
        assert report.is_accepted, list(report.lines())
        return signed_in("david")

    return show


def _about_plan(name: str, who: str, changes: Raw) -> Raw:
    about = [by_name("CarePlan", "plan")]
    return meeting(name, who=who, at=AT, supportingInformation=about, **changes)


def due(text: str, **changes: Any) -> Raw:
    return {"target": [{"dueDate": text}], **changes}


def pdf_words(visitor: Visitor) -> str:
    return Pdf(visitor.fetches("/plan/pdf").body).words_without_numbering.replace("\u00a0", "")


def test_a_goal_whose_day_has_passed_is_told_as_something_that_was_to_be(shows: Shows):
    david = shows(goals=[due("2026-10-29")])
    for address in PAGES:
        page = david.opens(address)
        assert page.says("Målet skulle vara nått 29 oktober 2026.")
        assert page.says("Ett mål skulle vara nått 29 oktober 2026.")
        assert not page.says("Vi siktar på")
        assert not page.says("Vi följer upp planen")
    assert "Måletskullevaranått29oktober2026." in pdf_words(david)


@pytest.mark.parametrize(
    ("of_goal", "words", "never"),
    [
        (due("2027-03"), "Vi siktar på mars 2027.", "31 mars"),
        (due("2027"), "Vi siktar på 2027.", "december"),
        (due("2026-10", lifecycleStatus="completed"), "Ni siktade på oktober 2026.", "31"),
        ({"startDate": "2027-02-01"}, "Vi har inte börjat än.", "Vi arbetar mot målet"),
        ({"lifecycleStatus": "proposed"}, "Ett förslag, inte bestämt än.", "Vi arbetar mot"),
        (due("2026-10", lifecycleStatus="proposed"), "Föreslagen dag: oktober 2026.", "skulle"),
        (due("2027", lifecycleStatus="proposed"), "Föreslagen dag: 2027.", "Vi siktar på"),
        ({"lifecycleStatus": "completed"}, "Arbetet mot målet är avslutat.", "Du har nått"),
        ({"lifecycleStatus": "on-hold"}, "Målet är pausat.", "Vi arbetar mot målet"),
    ],
)
def test_a_goal_says_how_far_it_has_come_and_by_when(
    shows: Shows, of_goal: Raw, words: str, never: str
):
    david = shows(goals=[of_goal])
    for address in PAGES:
        said = david.opens(address).words
        section = said[said.index("Gå till affären") : said.rindex("När följer vi upp planen?")]
        assert words in section
        assert never not in section


@pytest.mark.parametrize(
    ("of_insats", "words", "never"),
    [
        ({"occurrencePeriod": {"start": "2027-01"}}, "Ska börja januari 2027", "Pågår"),
        ({"occurrenceDateTime": "2027"}, "Ska börja 2027", "1 januari"),
        (
            {"occurrencePeriod": {"start": "2026-03", "end": "2026-10-31"}},
            "Skulle ha varit klart 31 oktober 2026",
            "Pågår",
        ),
        ({"occurrencePeriod": {"start": "2026-03"}}, "Från mars 2026", "1 mars"),
        ({"status": "on-hold"}, "Pausat", "Pågår"),
        ({"status": "revoked"}, "Avslutat", "Pågår"),
        ({"status": "unknown"}, "Det står inget om hur det går", "Pågår"),
        ({"status": "completed"}, "Klart", "Pågår"),
    ],
)
def test_an_insats_says_how_it_goes_today(shows: Shows, of_insats: Raw, words: str, never: str):
    david = shows(insatser=[of_insats])
    for address in PAGES:
        page = david.opens(address)
        assert page.says(words)
        assert not page.says(never)
    assert not david.opens("/").says(never)
    assert words.replace(" ", "").casefold() in pdf_words(david).casefold()


def test_a_goal_that_nobody_has_agreed_to_is_no_day_of_the_plan(shows: Shows):
    david = shows(goals=[due("2027-01-15", lifecycleStatus="proposed")])
    assert david.opens("/plan").says("Ingen dag är bestämd än.")


def test_home_claims_no_agreement_where_there_are_only_proposals(shows: Shows):
    home = shows(insatser=[{"text": "Dusch", "intent": "proposal"}]).opens("/")
    assert home.says("Inga insatser står för sig.", "förslag som inte är bestämda än")
    assert not home.says("ni har kommit överens")


@pytest.mark.parametrize(
    "of_insats", [{"intent": "proposal"}, {"intent": "option"}, {"status": "draft"}]
)
def test_a_proposal_never_stands_among_what_is_agreed(shows: Shows, of_insats: Raw):
    david = shows(insatser=[{"text": "Träning i varm bassäng", **of_insats}, {"text": "Dusch"}])
    for address in PAGES:
        said = david.opens(address).words
        agreed, proposed = said.split("Förslag som inte är bestämda än")
        assert "Dusch" in agreed
        assert "Träning i varm bassäng" not in agreed
        assert "Träning i varm bassäng" in proposed
        assert "Ett förslag, inte bestämt än" in proposed
    assert david.opens("/plan").says("1 insats i planen.")
    home = david.opens("/")
    assert not home.says("Inga insatser står för sig.")
    assert home.says("I planen finns också förslag som inte är bestämda än.")
    assert not home.says("Träning i varm bassäng")


@pytest.mark.parametrize(
    ("of_plan", "words"),
    [
        ({"status": "on-hold"}, "Den här planen är pausad just nu."),
        ({"status": "completed"}, "Den här planen är avslutad."),
        ({"period": {"end": "2026-10"}}, "Planen gällde till oktober 2026."),
        ({"period": {"start": "2027"}}, "Planen börjar gälla 2027."),
        ({"period": {"end": "2027-01-31"}}, "Planen gäller till 31 januari 2027."),
    ],
)
def test_a_plan_that_is_not_in_force_says_so(shows: Shows, of_plan: Raw, words: str):
    david = shows(insatser=[{}], **of_plan)
    in_force = words.startswith("Planen gäller till")
    for address in PAGES if in_force else (*PAGES, "/"):
        assert david.opens(address).says(words)


def test_a_plan_made_in_a_month_says_the_month(shows: Shows):
    page = shows(insatser=[{}], created="2026-03").opens("/plan")
    assert page.says("Gjord mars 2026.")
    assert not page.says("1 mars")


def test_the_follow_up_is_the_booked_meeting_about_the_plan_and_no_second_day(shows: Shows):
    david = shows(goals=[due("2027-02-01")], meetings=[{}])
    for address in PAGES:
        said = david.opens(address).words
        section = said[said.rindex("När följer vi upp planen?") :]
        section = section[: section.index("Vem ansvarar för planen?")]
        assert "Nästa möte om planen är tisdag 1 december kl. 13.00." in section
        assert "februari" not in section


def test_without_a_booked_meeting_a_goals_day_is_told_as_that(shows: Shows):
    david = shows(goals=[due("2027-02-01"), due("2026-10-01")], meetings=[{"status": "pending"}])
    for address in PAGES:
        assert david.opens(address).says(
            "Inget möte om planen är bokat. Det första målet ska vara nått senast 1 februari 2027."
        )
