"""Everyone the patient can ring."""

from collections.abc import Callable

from tests.support.visitor import Visitor

SignsIn = Callable[[str], Visitor]


def test_the_one_who_coordinates_comes_first(signed_in: SignsIn):
    words = signed_in("anna").opens("/kontakter").words
    assert words.index("Karin Lind") < words.index("Sara Holm")
    assert words.index("Karin Lind") < words.index("Johan Ek")


def test_each_has_a_number_that_can_be_rung_hours_and_who_answers_otherwise(signed_in: SignsIn):
    page = signed_in("anna").opens("/kontakter")
    numbers = {address for address in page.links.values() if address.startswith("tel:")}
    assert {"tel:+46980319211", "tel:+46980319212", "tel:+46701740621"} <= numbers
    assert page.says("måndag–fredag kl. 08.00–16.30", "Inget svar?")


def test_without_a_contact_the_page_says_what_to_do(signed_in: SignsIn):
    assert signed_in("david").opens("/kontakter").says("be att få en fast vårdkontakt")
