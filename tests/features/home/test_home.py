"""Home: what happens next, whom to ring, what is agreed, what is new."""

from collections.abc import Callable

import time_machine

from tests.support.visitor import Visitor

SignsIn = Callable[[str], Visitor]
QUESTIONS = [
    "Vad händer härnäst?",
    "Vem ringer jag?",
    "Vad har vi kommit överens om?",
    "Vad är nytt?",
]


def test_somebody_who_is_not_signed_in_reads_what_this_is_and_finds_the_way_in(visitor: Visitor):
    page = visitor.opens("/")
    assert page.links["Logga in"] == "/logga-in"


def test_the_four_questions_are_answered_in_their_order(signed_in: SignsIn):
    words = signed_in("anna").opens("/").words
    places = [words.index(question) for question in QUESTIONS]
    assert places == sorted(places)


def test_the_coordinating_contact_is_the_one_to_ring_first(signed_in: SignsIn):
    page = signed_in("anna").opens("/")
    assert page.says("Karin Lind", "samordnar allt")
    asked = page.words[page.words.index("Vem ringer jag?") :]
    assert asked.index("Karin Lind") < asked.index("Sara Holm")
    assert "tel:+46980319211" in page.links.values()


def test_without_a_contact_home_says_so_and_what_to_do(signed_in: SignsIn):
    page = signed_in("ines").opens("/")
    assert page.says("Ingen fast vårdkontakt är utsedd än.", "be att få en fast vårdkontakt")


def test_without_a_plan_home_says_how_to_get_one(signed_in: SignsIn):
    page = signed_in("david").opens("/")
    assert page.says("Det finns ingen plan här än.")
    assert page.links["Så får du en plan"] == "/plan"


def test_a_plan_that_cannot_be_shown_is_said_to_be_so(signed_in: SignsIn):
    assert signed_in("greta").opens("/").says("Planen kan inte visas just nu.")


def test_what_is_agreed_is_grouped_by_who_answers(signed_in: SignsIn):
    page = signed_in("anna").opens("/")
    assert page.says(
        "Vården i regionen svarar för",
        "Kommunen svarar för",
        "Det här gör du själv",
        "Det här gör dina närstående",
        "Det här gör andra",
    )


def test_the_first_time_nothing_is_new(signed_in: SignsIn):
    assert signed_in("anna").opens("/").says("Det här är första gången du är här.")


def test_the_next_time_home_says_since_when(signed_in: SignsIn, clock: time_machine.Traveller):
    signed_in("anna").opens("/")
    clock.shift(24 * 3600)
    assert signed_in("anna").opens("/").says("Inget nytt sedan du var här")
