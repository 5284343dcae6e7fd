"""Whatever breaks while Anna closes something, nothing is open that was not, and she is not told
that it is closed when it is not. Each statement of each change is broken once.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count

import pytest
from sqlalchemy import Engine, event

from tests.support.people import Cast
from tests.support.sharing import Sharer
from tests.support.visitor import Visitor

CLOSING = {
    "an earlier end": "Sluta om en vecka",
    "less to see": "Stäng: Dina kontakter och deras telefonnummer",
    "a pause": "Pausa nu",
    "the end": "Ja, avsluta för gott",
}
PAGES = ("", "/kontakter", "/moten")


class Broken(Exception):
    """The database broke where the test said."""


@pytest.fixture
def shared(anna: Sharer, bertil: Visitor, cast: Cast) -> Sharer:
    anna.shares_with(bertil, cast["bertil"].number)
    return anna


@contextmanager
def breaking(engine: Engine, at: int) -> Iterator[None]:
    """Break the statement with this number, counted from nought, or nothing if there is none."""
    numbers = count()

    def execute(*_: object) -> None:
        if next(numbers) == at:
            raise Broken

    event.listen(engine, "before_cursor_execute", execute)
    try:
        yield
    finally:
        event.remove(engine, "before_cursor_execute", execute)


def seen_by(bertil: Visitor, ref: str) -> dict[str, bool]:
    return {path: bertil.opens(f"/for/{ref}{path}", status=None).status == 200 for path in PAGES}


@pytest.mark.parametrize("closing", CLOSING)
def test_a_change_that_breaks_is_not_told_as_done_and_opens_nothing(
    closing: str, shared: Sharer, bertil: Visitor
):
    engine = shared.browser.app.extensions["portal.database"].engine
    before = seen_by(bertil, shared.ref)
    after = before
    for number in count():
        asked = "/avsluta" if closing == "the end" else ""
        shared.browser.opens(f"/delning/{shared.ref}{asked}")
        with breaking(engine, number):
            shared.browser.presses(CLOSING[closing], status=None)
        told, after = shared.browser.page.status, seen_by(bertil, shared.ref)
        assert all(before[path] or not after[path] for path in PAGES)
        if told == 303:
            break
        assert told >= 500
        assert after == before
    assert number > 3, "nothing was broken"
    if closing != "an earlier end":
        assert after != before
