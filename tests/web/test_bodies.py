"""Bodies are taken in when their length is known, they are small, and they are not packed."""

import pytest
from flask import Flask, Response, request

from portal.web.bodies import FORM_LIMIT
from portal.web.csrf import without_form_token
from tests.support.visitor import Visitor


@pytest.mark.parametrize("coding", ["chunked", "gzip, chunked", "identity"])
def test_a_body_of_unknown_length_is_refused(app: Flask, coding: str):
    answer = app.test_client().post("/sprak", headers={"Transfer-Encoding": coding})
    assert answer.status_code == 411


def test_a_read_with_a_body_of_unknown_length_is_refused_too(app: Flask):
    answer = app.test_client().get("/om", headers={"Transfer-Encoding": "chunked"})
    assert answer.status_code == 411


@pytest.mark.parametrize("coding", ["gzip", "br", "deflate"])
def test_a_packed_body_is_refused(app: Flask, coding: str):
    answer = app.test_client().post("/sprak", headers={"Content-Encoding": coding})
    assert answer.status_code == 415


def test_a_form_that_is_too_large_is_refused_and_nothing_is_cut_off(visitor: Visitor):
    page = visitor.sends("/sprak", {"language": "x" * (FORM_LIMIT + 1)}, status=413)
    assert page.heading == "Det var för mycket på en gång"


def test_a_form_with_too_many_fields_is_refused(app: Flask):
    fields = {f"field{number}": (None, "x") for number in range(300)}
    body = "".join(
        f'--b\r\nContent-Disposition: form-data; name="{name}"\r\n\r\nx\r\n' for name in fields
    )
    answer = app.test_client().post(
        "/sprak", data=body + "--b--\r\n", content_type="multipart/form-data; boundary=b"
    )
    assert answer.status_code == 413


def test_a_view_may_knowingly_take_more(app: Flask, add_view):
    def takes_more() -> Response:
        request.max_content_length = 2 * FORM_LIMIT
        return Response(str(len(request.get_data())))

    add_view("/mer", without_form_token(takes_more), methods=("POST",))
    answer = app.test_client().post("/mer", data=b"x" * (FORM_LIMIT + 1))
    assert answer.text == str(FORM_LIMIT + 1)
