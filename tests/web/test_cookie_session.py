"""Flask's cookie session is closed to everybody."""

import flask
import pytest
from flask import Flask

from portal.web.no_cookie_session import CookieSessionWritten

WAYS_TO_WRITE = {
    "a value": lambda: flask.session.__setitem__("x", 1),
    "many values": lambda: flask.session.update(x=1),
    "a value that was missing": lambda: flask.session.setdefault("x", 1),
    "a message for later": lambda: flask.flash("hej"),
    "an attribute of a value": lambda: flask.session.__delitem__("x"),
}


@pytest.mark.parametrize("what", WAYS_TO_WRITE)
def test_nothing_can_be_written(app: Flask, what: str):
    with app.test_request_context(), pytest.raises(CookieSessionWritten):
        WAYS_TO_WRITE[what]()


def test_reading_finds_nothing_and_sets_no_cookie(app: Flask, add_view):
    add_view("/las", lambda: str(flask.session.get("x")))
    answer = app.test_client().get("/las", headers={"Cookie": "session=eyJ4IjoxfQ.aaaa.bbbb"})
    assert answer.text == "None"
    assert "Set-Cookie" not in answer.headers
