"""How somebody reads is theirs: it leaves the browser with them, and never becomes another's."""

from collections.abc import Iterator
from datetime import timedelta
from urllib.parse import urlencode

import pytest
from flask import Flask
from sqlalchemy import select, update

from portal import clock
from portal.demo.cast import cast
from portal.models.person import Person
from portal.models.signed_in_session import SignedInSession
from tests.features.sign_in.signing_in import Guest
from tests.support.identity_providers.faulty import FaultyProvider

CHOSEN = "fi.large-calm"


@pytest.fixture(autouse=True)
def nobody_has_chosen(app: Flask, provider: FaultyProvider) -> Iterator[None]:
    before = provider.person
    forget(app)
    yield
    provider.person = before
    forget(app)


def forget(app: Flask) -> None:
    with app.extensions["portal.database"].transaction() as transaction:
        transaction.execute(update(Person).values(language=None, display=None))


def choices(app: Flask) -> set[tuple[str | None, str | None]]:
    """What is kept with people."""
    with app.extensions["portal.database"].transaction() as transaction:
        rows = transaction.execute(select(Person.language, Person.display)).all()
    return {(row.language, row.display) for row in rows} - {(None, None)}


@pytest.fixture
def anna(guest: Guest) -> Guest:
    """A browser in which Anna has signed in and chosen how she reads."""
    guest.provider.person = cast()["anna"]
    guest.signs_in()
    guest.opens("/visning")
    guest.presses("Visa sidan så", text="large", mangd="calm")
    guest.opens("/sprak")
    guest.presses("Suomi")
    assert guest.cookie("__Host-lang") == CHOSEN
    return guest


def signs_out(browser: Guest) -> None:
    browser.opens("/logga-ut")
    browser.presses("Kirjaudu ulos täältä")


def let_a_quarter_pass(app: Flask) -> None:
    """Nobody has done anything for so long that everybody's time is up."""
    long_ago = clock.now() - timedelta(minutes=16)
    with app.extensions["portal.database"].transaction() as transaction:
        transaction.execute(update(SignedInSession).values(last_seen_at=long_ago))


def next_person(browser: Guest) -> None:
    browser.provider.person = cast()["bertil"]
    browser.signs_in()


def shown(browser: Guest) -> tuple[str | None, str | None]:
    """The language of a page, and how it looks."""
    tree = browser.opens("/om").tree
    return tree.get("lang"), tree.get("class") or None


def test_what_anna_chose_leaves_with_her_and_comes_back_with_her(anna: Guest, app: Flask):
    assert choices(app) == {("fi", "large-calm")}
    signs_out(anna)
    assert anna.cookie("__Host-lang") == ""
    assert anna.is_sent_on().tree.get("lang") == "fi"  # the page that says goodbye is still hers
    assert shown(anna) == ("sv", None)
    anna.signs_in()
    assert shown(anna) == ("fi", "large calm")


@pytest.mark.parametrize("way", ["out", "over", "time", "everywhere else"])
def test_the_next_person_in_the_browser_reads_as_they_choose(anna: Guest, app: Flask, way: str):
    match way:
        case "out":
            signs_out(anna)
        case "time":
            let_a_quarter_pass(app)
        case "everywhere else":
            other = Guest(app, anna.provider)
            other.signs_in()
            other.opens("/logga-ut")
            other.presses("Kirjaudu ulos kaikkialta")
    next_person(anna)
    assert shown(anna) == ("sv", None)
    assert choices(app) == {("fi", "large-calm")}


def test_what_somebody_chooses_before_they_sign_in_is_theirs(anna: Guest, app: Flask):
    signs_out(anna)
    anna.opens("/sprak")
    anna.presses("English")
    next_person(anna)
    assert shown(anna)[0] == "en"
    assert choices(app) == {("fi", "large-calm"), ("en", None)}


def test_so_it_is_when_nobody_has_signed_out(anna: Guest, app: Flask):
    """The last person's time was up: what is chosen then is chosen by somebody else."""
    let_a_quarter_pass(app)
    anna.opens("/sprak")
    anna.presses("English")
    next_person(anna)
    assert shown(anna)[0] == "en"
    assert ("en", "large-calm") in choices(app)


def test_a_persons_choice_lives_as_long_as_the_browser_is_open(guest: Guest):
    guest.opens("/sprak")
    assert "Max-Age=31536000" in guest.presses("Suomi").headers["Set-Cookie"]
    guest.provider.person = cast()["anna"]
    arrived = guest.signs_in()
    (line,) = [one for one in arrived.headers["Set-Cookie"].split("\n") if "__Host-lang" in one]
    assert "Max-Age" not in line


@pytest.mark.parametrize("som", ["xx", "../..", "fi.huge", "a" * 500, "<script>"])
def test_a_goodbye_in_a_language_that_is_none_is_in_swedish(guest: Guest, som: str):
    page = guest.opens(f"/utloggad?{urlencode({'nyss': 'ja', 'som': som})}")
    assert page.tree.get("lang") in ("sv", "fi")
    assert "script" not in page.text.partition("<main")[2]
