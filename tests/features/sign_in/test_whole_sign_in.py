"""One person, all right."""

from tests.features.sign_in.signing_in import Guest


def test_anna_signs_in_and_is_at_home(guest: Guest):
    arrived = guest.signs_in()
    assert arrived.headers["Location"] == "/"
    assert guest.is_in


def test_a_new_phone_speaks_the_language_that_anna_has_chosen(guest: Guest):
    guest.client.set_cookie("__Host-lang", "fi", domain="localhost")
    guest.signs_in()
    other_phone = Guest(guest.app, guest.provider)
    other_phone.client.set_cookie("__Host-lang", "en", domain="localhost")
    arrived = other_phone.signs_in()
    assert "__Host-lang=fi; " in arrived.headers["Set-Cookie"]
    assert other_phone.is_sent_on().tree.get("lang") == "fi"
