"""The start-up gate, and each door in front of somebody who is not signed in."""

from collections.abc import Callable

import pytest
from flask import Flask, Response

from portal.access import guard
from portal.access.guard import Door, UndeclaredDoor, opens_to
from portal.identity.viewer import Viewer
from tests.support.visitor import HTMX, Visitor

METHODS = ("GET", "HEAD", "OPTIONS", "POST", "PUT", "DELETE", "PATCH")
PRIVATE = (Door.SIGNED_IN, Door.OWN_CARE, Door.CARE)


def bare(view: Callable[..., Response], *, methods: tuple[str, ...] = METHODS) -> Flask:
    app = Flask("bare", static_folder=None)
    app.add_url_rule("/", "home.show", opens_to(Door.EVERYONE)(Response))
    app.add_url_rule("/rum", "room", view, methods=methods)
    return app


def test_a_view_without_a_door_keeps_the_portal_from_starting():
    app = bare(Response)
    with pytest.raises(UndeclaredDoor, match=r"room: put @opens_to\(Door\.…\)"):
        guard.stand(app)


def test_a_view_that_came_after_the_guard_is_not_served():
    app = bare(opens_to(Door.EVERYONE)(Response))
    guard.stand(app)
    app.view_functions["room"] = Response
    app.testing = True
    with pytest.raises(UndeclaredDoor):
        app.test_client().get("/rum")


def test_every_view_of_the_portal_has_a_door(app: Flask):
    doors = {name: getattr(view, "door", None) for name, view in app.view_functions.items()}
    assert set(doors.values()) <= set(Door)
    assert doors["care_plan.show"] is Door.CARE
    assert doors["sign_in.end_from_provider"] is Door.IDENTITY_PROVIDER


def private_rules(app: Flask) -> list[tuple[str, str]]:
    """A path and a method for all that is behind a door for the signed in."""
    found = []
    for rule in app.url_map.iter_rules():
        if getattr(app.view_functions[rule.endpoint], "door", None) in PRIVATE:
            names = dict.fromkeys(rule.arguments, "00000000-0000-4000-8000-000000000000")
            with app.test_request_context(base_url="http://localhost"):
                path = app.url_map.bind("localhost").build(rule.endpoint, names)
            found += [(path, method) for method in sorted(rule.methods or ())]
    return found


def test_nobody_gets_behind_a_private_door_without_signing_in(app: Flask):
    """Whatever the method, and whatever a view would have said."""
    client = app.test_client()
    rules = private_rules(app)
    assert len(rules) > 20
    for path, method in rules:
        answer = client.open(path, method=method, base_url="http://localhost")
        expected = 303 if method in ("GET", "HEAD") else 401
        assert (path, method, answer.status_code) == (path, method, expected)
        if expected == 303:
            assert answer.headers["Location"].startswith("/logga-in")


def test_no_token_opens_a_private_door(app: Flask):
    client = app.test_client(use_cookies=False)
    for token in ("a" * 43, "", "å", "a" * 5000, "0", "a" * 42 + "\0"):
        headers = {"Cookie": f"__Host-sid={token}; remember_token=1|x"}
        answer = client.get("/kontakter", base_url="http://localhost", headers=headers)
        assert answer.status_code == 303


def test_signed_out_one_is_sent_to_sign_in_and_back_by_a_word(visitor: Visitor):
    sent = visitor.opens("/plan/versioner?a=http://evil.example", status=303)
    assert sent.headers["Location"] == "/logga-in?till=plan-versioner"


def test_a_reference_goes_with_the_word(visitor: Visitor):
    ref = "6f9619ff-8b86-4d01-b42d-00cf4fc964ff"
    sent = visitor.opens(f"/moten/{ref}", status=303)
    assert sent.headers["Location"] == f"/logga-in?till=moten-ref&ref={ref}"


def test_a_part_of_a_page_is_no_place_to_come_back_to(visitor: Visitor):
    assert visitor.opens("/inloggning/tid-kvar", status=303).headers["Location"] == "/logga-in"


@pytest.mark.parametrize("header", ["HX-Request", "HX-History-Restore-Request"])
def test_htmx_is_told_to_open_a_whole_page(app: Flask, header: str):
    answer = app.test_client().get(
        "/plan", base_url="http://localhost", headers={**HTMX, header: "true"}
    )
    assert answer.status_code == 401
    assert answer.headers["HX-Redirect"] == "/utloggad?varfor=tid"
    assert answer.text == ""


def test_a_form_of_somebody_signed_out_is_answered_with_what_happened(visitor: Visitor):
    page = visitor.sends("/logga-ut/overallt", {"text": "hemligt"}, status=401)
    assert page.heading == "Du hann bli utloggad"
    assert "hemligt" not in page.text
    assert page.links["Logga in igen"] == "/logga-in"


def test_a_form_sent_after_the_time_was_up_is_answered_the_same_way(signed_in, clock):
    anna: Visitor = signed_in("anna")
    anna.opens("/logga-ut")
    clock.shift(901)
    page = anna.presses("Logga ut överallt", status=401)
    assert page.heading == "Du hann bli utloggad"


def test_the_operators_door_opens_on_this_machine_only():
    app = bare(opens_to(Door.OPERATOR)(Response))
    guard.stand(app)
    client = app.test_client()
    for address, status in (("127.0.0.1", 200), ("::1", 200), ("203.0.113.7", 404), ("", 404)):
        answer = client.get("/rum", environ_overrides={"REMOTE_ADDR": address})
        assert (address, answer.status_code) == (address, status)


def test_a_view_of_own_care_gets_the_person_as_viewer(app: Flask, signed_in):
    seen: list[Viewer] = []

    def view(viewer: Viewer) -> Response:
        seen.append(viewer)
        return Response()

    anna = signed_in("anna")
    app.view_functions["contacts.show"] = opens_to(Door.OWN_CARE)(view)
    anna.client.get("/kontakter", base_url="http://localhost")
    (viewer,) = seen
    assert viewer.person_id == viewer.patient_id
    assert viewer.is_patient


def test_unknown_addresses_and_methods_meet_no_door(visitor: Visitor):
    visitor.opens("/finns-inte", status=404)
    visitor.sends("/kontakter", {}, status=405)
