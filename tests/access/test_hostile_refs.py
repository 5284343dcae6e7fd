"""What stands in an address where a reference should: an unknown page, and nothing to a database."""

import re

import pytest
from flask import Flask

from tests.support.fixtures import SignsIn

HOSTILE = ("a%00b", "a" * 65, "%E2%80%AE", "a.b")
VALUE = re.compile(r"<[^>]*>")


@pytest.mark.parametrize("database", ["postgresql"], indirect=True)
def test_no_page_is_there_under_what_cannot_be_a_reference(app: Flask, signed_in: SignsIn):
    """PostgreSQL takes no NUL and no text too long for its column: each was a fault of ours."""
    anna = signed_in("anna")
    rules = {rule.rule for rule in app.url_map.iter_rules() if rule.endpoint != "static"}
    pages = sorted(one for one in rules if "<" in one and not one.startswith("/fhir"))
    assert len(pages) > 20
    for page in pages:
        for ref in HOSTILE:
            answer = anna.client.open(VALUE.sub(ref, page))
            assert answer.status_code in (404, 405), page
