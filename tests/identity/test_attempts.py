"""Sign-ins that have begun, in the database."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

from sqlalchemy import select

from portal.database import Database
from portal.identity import attempts
from portal.identity.attempts import Attempt, Begun
from portal.models.sign_in_attempt import SignInAttempt

NOON = datetime(2026, 11, 24, 12, tzinfo=UTC)
TEN_MINUTES = timedelta(minutes=10)


def begun(database: Database, *, at: datetime = NOON, browser: str | None = None) -> Begun:
    with database.transaction(at) as transaction:
        return attempts.begin(transaction, browser=browser, return_to="plan", return_ref="r-1")


def taken(database: Database, state: str, browser: str, *, at: datetime = NOON) -> Attempt | None:
    with database.transaction(at) as transaction:
        return attempts.take(transaction, state=state, browser=browser)


def test_what_was_remembered_is_given_back_once(database: Database):
    one = begun(database)
    expected = Attempt(one.nonce, one.code_verifier, "plan", "r-1", NOON)
    assert taken(database, one.state, one.browser) == expected
    assert taken(database, one.state, one.browser) is None


def test_another_browser_gets_nothing_and_uses_nothing_up(database: Database):
    one = begun(database)
    assert taken(database, one.state, "another-browser") is None
    assert taken(database, one.state, one.browser)


def test_one_browser_may_have_many(database: Database):
    one = begun(database)
    other = begun(database, browser=one.browser)
    assert one.browser == other.browser
    assert taken(database, other.state, one.browser)
    assert taken(database, one.state, one.browser)


def test_after_ten_minutes_it_is_gone(database: Database):
    one, other = begun(database), begun(database)
    last = NOON + TEN_MINUTES - timedelta(seconds=1)
    assert taken(database, one.state, one.browser, at=last)
    assert taken(database, other.state, other.browser, at=NOON + TEN_MINUTES) is None


def test_old_ones_are_swept_away_by_new_ones(database: Database):
    begun(database)
    new = begun(database, at=NOON + TEN_MINUTES)
    with database.transaction() as transaction:
        rows = transaction.execute(select(SignInAttempt.nonce)).scalars().all()
    assert rows == [new.nonce]


def test_of_many_at_once_one_gets_it(database: Database):
    one = begun(database)
    with ThreadPoolExecutor(4) as browsers:
        got = list(browsers.map(lambda _: taken(database, one.state, one.browser), range(12)))
    assert len([attempt for attempt in got if attempt]) == 1


def test_neither_state_nor_cookie_is_stored_or_shown(database: Database):
    one = begun(database)
    with database.transaction() as transaction:
        row = repr(transaction.execute(select(SignInAttempt.__table__)).one())
    assert one.state not in row
    assert one.browser not in row
    assert repr(one) == "Begun(…)"
    assert repr(taken(database, one.state, one.browser)) == "Attempt(…)"
