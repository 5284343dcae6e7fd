"""A view answers with a page, a part of one, or the way to another page."""

import pytest
from flask import Flask

from portal.web.addresses import url_for
from portal.web.environments import compile_all, environment
from portal.web.languages import SWEDISH
from portal.web.pages import leave_to, page

PAGE, PART = "about/about.html", "errors/_part.html"


@pytest.fixture
def in_parts(add_view) -> str:
    add_view("/delar", lambda: page(PAGE, fragment=PART, incident=None))
    return "/delar"


@pytest.mark.parametrize(
    ("headers", "is_whole"),
    [
        ({}, True),
        ({"HX-Request": "true"}, False),
        ({"HX-History-Restore-Request": "true"}, True),
        ({"HX-Request": "false"}, True),
    ],
)
def test_htmx_gets_the_part_and_everybody_else_the_page(app, in_parts, headers, is_whole):
    answer = app.test_client().get(in_parts, headers=headers)
    assert ("<!doctype html>" in answer.text) is is_whole
    assert "HX-Request" in answer.headers["Vary"]


def test_a_page_without_parts_is_always_whole(app: Flask):
    answer = app.test_client().get("/om", headers={"HX-Request": "true"})
    assert "<!doctype html>" in answer.text


def test_leaving_is_a_get_of_another_page_of_ours(app: Flask, add_view):
    add_view("/bort", lambda: leave_to("appointments.show_one", ref="b?c"))
    answer = app.test_client().get("/bort")
    assert answer.status_code == 303
    assert answer.headers["Location"] == "/moten/b%3Fc"


def test_an_address_is_a_path_and_an_unknown_page_is_refused(app: Flask):
    with app.test_request_context():
        assert url_for("home.show") == "/"
        assert url_for("appointments.show_one", ref="x") == "/moten/x"
        with pytest.raises(Exception, match=r"no\.such"):
            url_for("no.such")


def test_every_template_is_compiled_before_a_server_forks():
    compile_all()
    made = environment(SWEDISH)
    assert len(made.cache or ()) == len(made.list_templates())
