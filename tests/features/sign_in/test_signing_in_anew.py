"""A fresh sign-in, asked for by what only the person themselves may do."""

from tests.features.sign_in.signing_in import Guest, asked


def test_the_provider_is_asked_to_let_nobody_pass_on_an_earlier_sign_in(guest: Guest):
    said = asked(guest.begins("/logga-in?till=delning-ref-granska&ref=abc&nytt=ja"))
    assert (said["max_age"], said["prompt"]) == ("0", "login")


def test_an_ordinary_sign_in_does_not_ask_for_it(guest: Guest):
    assert "max_age" not in asked(guest.begins())


def test_one_comes_back_to_the_page_that_asked(guest: Guest):
    page = guest.signs_in(address="/logga-in?till=delning-ref-granska&ref=abc&nytt=ja")
    assert page.headers["Location"] == "/delning/abc/granska"


def test_what_was_asked_for_by_somebody_else_is_not_there(guest: Guest):
    guest.signs_in(address="/logga-in?till=delning-ref-granska&ref=abc&nytt=ja")
    guest.is_sent_on(status=404)
