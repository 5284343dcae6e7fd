"""One person, all right."""

from tests.features.sign_in.signing_in import Guest


def test_anna_signs_in_and_is_at_home(guest: Guest):
    arrived = guest.signs_in()
    assert arrived.headers["Location"] == "/"
    assert guest.is_in
