"""One transaction for a request: whole or not at all, and given back whatever happens."""

import pytest
from flask import Flask
from sqlalchemy import insert, select

from portal import clock
from portal.models.person import Person
from portal.web import unit
from portal.web.pages import leave_to, page


def add_person() -> None:
    unit.transaction().execute(
        insert(Person), {"number_fingerprint": b"f" * 32, "number_sealed": b"s"}
    )


def people(app: Flask) -> int:
    with app.extensions["portal.database"].transaction() as transaction:
        return len(transaction.execute(select(Person.id)).all())


def connections_out(app: Flask) -> int:
    return int(app.extensions["portal.database"].engine.pool.checkedout())


def test_a_request_has_one_transaction_with_one_time(app: Flask):
    with app.test_request_context():
        first = unit.transaction()
        assert unit.transaction() is first
        assert abs(first.now - clock.now()).total_seconds() < 5


def test_what_is_finished_is_kept(app: Flask):
    with app.test_request_context():
        add_person()
        unit.finish()
        assert connections_out(app) == 0
    assert people(app) == 1


def test_what_is_not_finished_is_undone(app: Flask):
    with app.test_request_context():
        add_person()
    assert connections_out(app) == 0
    assert people(app) == 0


def test_after_finishing_the_next_use_is_a_new_transaction(app: Flask):
    with app.test_request_context():
        first = unit.transaction()
        unit.finish()
        assert unit.transaction() is not first


def test_finishing_without_having_begun_is_nothing(app: Flask):
    with app.test_request_context():
        unit.finish()
        unit.abandon()


def test_a_page_that_touches_nothing_opens_no_transaction(app: Flask, add_view, monkeypatch):
    monkeypatch.setattr(app.extensions["portal.database"], "begin", None)
    assert app.test_client().get("/om").status_code == 200


@pytest.mark.parametrize(
    "answer",
    [lambda: page("about/about.html"), lambda: leave_to("home.show")],
    ids=["a page", "a redirect"],
)
def test_an_answer_is_given_after_the_commit(app: Flask, add_view, answer):
    def add() -> object:
        add_person()
        return answer()

    add_view("/ny", add)
    assert app.test_client().get("/ny").status_code < 400
    assert people(app) == 1


def test_a_page_whose_commit_fails_is_not_shown(app: Flask, add_view):
    def add_twice() -> object:
        add_person()
        transaction = unit.transaction()
        transaction.touched.add(1)
        return page("about/about.html")

    add_view("/ospårad", add_twice)
    answer = app.test_client().get("/ospårad")
    assert answer.status_code == 500
    assert "Om Min plan</h1>" not in answer.text
    assert connections_out(app) == 0
    assert people(app) == 0
