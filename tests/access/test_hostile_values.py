"""Whatever stands in a query or a form: an answer, and never a fault of ours."""

import re
from pathlib import Path

import pytest
from flask import Flask

import portal.features
from portal.access.guard import Door
from tests.support.fixtures import SignsIn

FEATURES = Path(portal.features.__file__).parent
READ = re.compile(r"\bget(?:list)?\(\"([a-z]+)\"")
GARBAGE = (
    "x\0y",
    "person",
    "9" * 30,
    "9999999999999999-999999999999999999",
    "9999-12-31",
    "\u202e\ud7ff\U0001f600%s%(n)s",
    "å" * 3000,
)
NEED_A_PROVIDER = ("/readyz", "/logga-in")
SIGNS_OUT = ("sign_in.leave", "sign_in.leave_everywhere")

pytestmark = pytest.mark.parametrize("database", ["sqlite", "postgresql"], indirect=True)


def read_somewhere() -> set[str]:
    """Every name that a view reads from a query or a form."""
    texts = [path.read_text() for path in FEATURES.rglob("*.py")]
    found = {name for text in texts for name in READ.findall(text)}
    assert {"vem", "fore", "dag", "till", "sak", "version"} <= found
    return found | {"finns_inte"}


def test_no_query_of_any_page_is_a_fault(app: Flask, signed_in: SignsIn):
    anna, read = signed_in("anna"), read_somewhere()
    pages = {
        rule.rule
        for rule in app.url_map.iter_rules()
        if not rule.arguments and "GET" in (rule.methods or ()) and rule.endpoint != "static"
    }
    assert len(pages) > 20
    for page in sorted(pages):
        for garbage in GARBAGE:
            query = dict.fromkeys(read, garbage)
            answer = anna.client.get(page, query_string=query, base_url="http://localhost")
            is_of_others = page in NEED_A_PROVIDER and answer.status_code == 503
            assert answer.status_code < 500 or is_of_others, (page, garbage)


def test_no_form_of_any_page_is_a_fault(app: Flask, signed_in: SignsIn):
    anna, read = signed_in("anna"), read_somewhere()
    anna.opens("/delning")
    token = anna.page.forms[0].fields["csrf"]
    changes = {
        re.sub(r"<[^>]*>", "x", rule.rule)
        for rule in app.url_map.iter_rules()
        if "POST" in (rule.methods or ())
        and rule.endpoint not in SIGNS_OUT
        and getattr(app.view_functions[rule.endpoint], "door", None)
        in (Door.EVERYONE, Door.SIGNED_IN, Door.OWN_CARE, Door.CARE)
    }
    assert len(changes) > 20
    for change in sorted(changes):
        for garbage in GARBAGE:
            fields = {**dict.fromkeys(read, garbage), "csrf": token}
            answer = anna.client.post(change, data=fields, base_url="http://localhost")
            assert answer.status_code < 500, (change, garbage)
