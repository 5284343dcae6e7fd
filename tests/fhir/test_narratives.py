"""A narrative (`text.div`) comes with what is sent, and is shown to nobody."""

import json
from datetime import timedelta

import pytest

from tests.fhir.calling import statuses
from tests.fhir.conftest import Registers
from tests.support.examples import SOURCE, example
from tests.support.fixtures import NOW, SignsIn

pytestmark = pytest.mark.parametrize("database", ["sqlite"], indirect=True)
DIV = '<div xmlns="http://www.w3.org/1999/xhtml">Sagan <script>om</script> ringen</div>'


@pytest.mark.usefixtures("clock")
def test_it_stands_on_no_page(registers: Registers, signed_in: SignsIn):
    sip = json.loads(example("structured-sip.json", at=NOW - timedelta(minutes=1)))
    for entry in sip["entry"]:
        entry["resource"]["text"] = {"status": "generated", "div": DIV}
    answer = registers(sources=(SOURCE,)).calls("POST", "/fhir", json.dumps(sip).encode())
    assert set(statuses(answer)) == {"201"}
    david = signed_in("david")
    pages = [david.opens(path).text for path in ("/", "/plan", "/kontakter", "/plan/skriv-ut")]
    assert "Träning i varm bassäng" in pages[1]
    assert not [page for page in pages if "Sagan" in page or "ringen</div>" in page]
