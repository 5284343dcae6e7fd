"""Whether a right is paused, has ended or never was: the relative gets one answer, everywhere."""

import re

import pytest
from flask import Flask

from tests.support.people import Cast
from tests.support.sharing import Sharer
from tests.support.visitor import Visitor

UNKNOWN = "x" * 22
HTMX = {"HX-Request": "true", "HX-Target": "main"}
WAYS: tuple[tuple[str, dict[str, str]], ...] = (
    *(("GET", {}), ("HEAD", {}), ("OPTIONS", {}), ("POST", {})),
    *(("GET", HTMX), ("POST", HTMX), ("PUT", {}), ("DELETE", {})),
)
DRAWN_ANEW = re.compile(
    rb'(?<=nonce=")[^"]+|(?<=name="csrf" value=")[^"]+|(?<="X-CSRF-Token":")[^"]+'
    rb'|data-ends-at="[^"]+"'
)


def addresses(app: Flask, ref: str) -> list[str]:
    """Every address that a relative can put a grant's reference into."""
    found = []
    for rule in app.url_map.iter_rules():
        ours = {"grant", "preview"} & rule.arguments or (
            rule.arguments == {"ref"}
            and rule.endpoint.split(".")[0] in ("shared_with_me", "sharing")
        )
        if ours:
            address = re.sub("<(grant|preview)>", ref, rule.rule)
            found.append(re.sub("<[^>]+>", ref, address))
    assert len(found) > 30
    return sorted(set(found))


def answer(relative: Visitor, method: str, address: str, more: dict[str, str], token: str) -> str:
    """Status, headers and body, without the reference and what is drawn anew."""
    said = relative.client.open(
        address,
        method=method,
        base_url="http://localhost",
        headers={"Sec-Fetch-Site": "same-origin", **more},
        data={"csrf": token, "version": "1"} if method == "POST" else None,
    )
    headers = re.sub(r"'nonce-[^']+'", "", str(sorted(said.headers)))
    return f"{said.status_code} {headers} {DRAWN_ANEW.sub(b'', said.data)!r}"


@pytest.fixture
def refs(anna: Sharer, bertil: Visitor, cast: Cast, signed_in) -> dict[str, str]:
    """One right of each kind, all of them Bertil's but the last."""
    number = cast["bertil"].number
    found = {"paused": anna.shares_with(bertil, number)}
    anna.presses("Pausa nu")
    found["ended"] = anna.shares_with(bertil, number)
    anna.presses("Avsluta delningen")
    found["paused before it was confirmed"] = anna.gives(number)
    bertil.opens("/delat-med-mig")
    bertil.presses("Ja, jag vill läsa: Anna")
    anna.presses("Pausa nu")
    david = signed_in("david")
    david.foreign = frozenset()
    found["somebody else's"] = anna.shares_with(david, cast["david"].number)
    return found


def test_paused_ended_foreign_and_unknown_are_one_answer_whatever_is_asked(
    app: Flask, refs: dict[str, str], bertil: Visitor
):
    forms = bertil.opens("/sprak").forms
    token = next(form.fields["csrf"] for form in forms if "csrf" in form.fields)
    for method, more in WAYS:
        unknown = addresses(app, UNKNOWN)
        for kind, ref in refs.items():
            for address, never_was in zip(addresses(app, ref), unknown, strict=True):
                got = answer(bertil, method, address, more, token).replace(ref, UNKNOWN)
                assert got == answer(bertil, method, never_was, more, token), (
                    kind,
                    method,
                    address,
                )


def test_the_page_of_what_is_shared_does_not_tell_a_pause_from_an_end(
    anna: Sharer, bertil: Visitor, cast: Cast
):
    anna.gives(cast["bertil"].number)
    bertil.opens("/delat-med-mig")
    bertil.presses("Ja, jag vill läsa: Anna")
    anna.presses("Pausa nu")
    paused = bertil.opens("/delat-med-mig").words
    anna.presses("Avsluta delningen")
    assert bertil.opens("/delat-med-mig").words == paused
