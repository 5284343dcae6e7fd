"""Two people in one browser: what is new between them waits a day, and only the patient knows."""

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest
import time_machine

from portal.access.grants import same_browser
from portal.audit import trail
from portal.audit.trail import What
from portal.settings import Settings
from tests.support.people import Cast
from tests.support.sharing import Sharer
from tests.support.swedish_days import days_from_now
from tests.support.visitor import Visitor

DAY = 24 * 3600
OPENS = re.compile(r"Öppnas \d+ \w+ \d{4} kl\.\s\d\d\.\d\d")
SENTENCE = "har loggat in på samma telefon eller dator, tätt efter varandra"


@pytest.fixture
def settings(settings: Settings) -> Settings:
    """A portal for real people, where it is a day; the demo waits two minutes."""
    return replace(settings, is_demo=False)


@pytest.fixture
def they_share_a_browser(anna: Sharer, cast: Cast) -> Callable[[], None]:
    def share() -> None:
        with anna.database.transaction() as transaction:
            found = same_browser.notice(
                transaction,
                anna.sealer,
                person_id=cast["anna"].id,
                others=[cast["bertil"].id],
                wait=timedelta(days=1),
            )
            for patient_id, grant_id in found:
                trail.acted(
                    transaction,
                    What.GRANT_DELAYED,
                    patient_id=patient_id,
                    actor_id=cast["anna"].id,
                    grant_id=grant_id,
                )

    return share


def accepts(bertil: Visitor) -> None:
    bertil.opens("/delat-med-mig")
    bertil.presses("Ja, jag vill läsa: Anna")


def test_what_is_confirmed_in_a_shared_browser_opens_a_day_later(
    clock: time_machine.Traveller,
    anna: Sharer,
    signed_in: Callable[[str], Visitor],
    cast: Cast,
    they_share_a_browser: Callable[[], None],
):
    ref, bertil = anna.gives(cast["bertil"].number), signed_in("bertil")
    they_share_a_browser()
    accepts(bertil)
    page = anna.confirms()
    assert page.says(f"Öppnas {days_from_now(1)}", SENTENCE, "Pausa nu", "Avsluta delningen")
    assert anna.browser.opens("/delning").says(f"Öppnas {days_from_now(1)}")
    bertil.opens(f"/for/{ref}", status=404)
    clock.shift(DAY - 60)
    signed_in("bertil").opens(f"/for/{ref}", status=404)
    clock.shift(120)
    late = signed_in("bertil")
    late.foreign = frozenset()
    late.opens(f"/for/{ref}")


def test_what_was_opened_just_now_closes_again_for_a_day(
    anna: Sharer, bertil: Visitor, cast: Cast, they_share_a_browser: Callable[[], None]
):
    ref = anna.shares_with(bertil, cast["bertil"].number)
    bertil.opens(f"/for/{ref}")
    they_share_a_browser()
    bertil.opens(f"/for/{ref}", status=404)
    assert anna.browser.opens("/logg?vem=alla").says(
        "Du loggade in i samma webbläsare som den andra"
    )


def test_what_has_been_open_for_a_day_goes_on(
    clock: time_machine.Traveller,
    anna: Sharer,
    bertil: Visitor,
    cast: Cast,
    signed_in: Callable[[str], Visitor],
    they_share_a_browser: Callable[[], None],
):
    ref = anna.shares_with(bertil, cast["bertil"].number)
    clock.shift(DAY + 60)
    they_share_a_browser()
    late = signed_in("bertil")
    late.foreign = frozenset()
    late.opens(f"/for/{ref}")
    anna.signs_in_anew()
    assert not anna.browser.opens("/logg").says("i samma webbläsare")


def test_nothing_more_is_opened_for_a_day_either(
    clock: time_machine.Traveller,
    anna: Sharer,
    bertil: Visitor,
    cast: Cast,
    they_share_a_browser: Callable[[], None],
):
    ref = anna.shares_with(bertil, cast["bertil"].number)
    clock.shift(DAY + 60)
    anna.signs_in_anew()
    anna.presses("Pausa nu")
    anna.presses("Öppna igen")
    anna.signs_in_anew()
    page = anna.browser.opens(f"/delning/{ref}/godkann")
    they_share_a_browser()
    assert anna.browser.presses("Ja, öppna").headers["Location"] == f"/delning/{ref}/godkann"
    page = anna.browser.is_sent_on()
    assert page.says(f"Du kan öppna mer från {days_from_now(1)}", SENTENCE)
    assert "Ja, öppna" not in [button for form in page.forms for button in form.buttons]


def test_who_shares_a_tablet_every_day_can_open_more_a_day_after_she_asked(
    clock: time_machine.Traveller,
    anna: Sharer,
    bertil: Visitor,
    cast: Cast,
    they_share_a_browser: Callable[[], None],
):
    ref = anna.shares_with(bertil, cast["bertil"].number)
    clock.shift(DAY + 60)
    they_share_a_browser()
    anna.signs_in_anew()
    anna.presses("Pausa nu")
    anna.presses("Öppna igen")
    for _ in range(3):
        clock.shift(DAY // 3 + 60)
        they_share_a_browser()
    anna.signs_in_anew()
    anna.presses("Öppna igen")
    anna.browser.opens(f"/delning/{ref}/godkann")
    anna.browser.presses("Ja, öppna")
    assert anna.browser.is_sent_on().says("Öppen till")


def test_a_later_meeting_does_not_put_off_what_waits(
    clock: time_machine.Traveller,
    anna: Sharer,
    bertil: Visitor,
    cast: Cast,
    they_share_a_browser: Callable[[], None],
):
    anna.shares_with(bertil, cast["bertil"].number)
    they_share_a_browser()
    opens = OPENS.findall(anna.browser.opens(f"/delning/{anna.ref}").words)
    clock.shift(DAY // 2)
    they_share_a_browser()
    anna.signs_in_anew()
    assert opens
    assert OPENS.findall(anna.browser.opens(f"/delning/{anna.ref}").words) == opens


def test_the_other_one_meets_what_he_would_meet_if_she_had_said_no(
    anna: Sharer, bertil: Visitor, cast: Cast, they_share_a_browser: Callable[[], None]
):
    anna.gives(cast["bertil"].number)
    accepts(bertil)
    they_share_a_browser()
    anna.confirms()
    waiting = bertil.opens("/delat-med-mig").words
    anna.presses("Avsluta delningen")
    assert bertil.opens("/delat-med-mig").words == waiting


def test_a_browser_shared_with_somebody_else_delays_nothing(
    anna: Sharer, bertil: Visitor, cast: Cast
):
    with anna.database.transaction() as transaction:
        same_browser.notice(
            transaction,
            anna.sealer,
            person_id=cast["anna"].id,
            others=[cast["david"].id],
            wait=timedelta(days=1),
        )
    ref = anna.shares_with(bertil, cast["bertil"].number)
    bertil.opens(f"/for/{ref}")
