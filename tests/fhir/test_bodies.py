"""What a body must be besides whole: JSON by name, not packed, and what its digest says."""

import base64
import hashlib

import pytest

from portal.intake.pipeline import LARGEST_BODY
from tests.fhir.calling import CareSystemAtTheDoor, issues, told
from tests.fhir.conftest import Registers
from tests.intake.sending import bundle, plan

pytestmark = pytest.mark.parametrize("database", ["sqlite"], indirect=True)
BODY = bundle(plan())


def digest(body: bytes, name: str = "sha-256") -> str:
    made = hashlib.new(name.replace("-", ""), body).digest()
    return f"{name}=:{base64.b64encode(made).decode()}:"


def test_json_is_taken_by_both_of_its_names(care_system: CareSystemAtTheDoor):
    for kind in [
        "application/fhir+json",
        "application/json",
        "Application/FHIR+JSON; charset=UTF-8",
        "application/fhir+json; fhirVersion=4.0",
    ]:
        assert care_system.calls("POST", "/fhir", BODY, content_type=kind).status_code == 200


def test_another_media_type_is_refused(care_system: CareSystemAtTheDoor):
    for kind in [
        "",
        "text/plain",
        "application/fhir+xml",
        "application/x-www-form-urlencoded",
        "application/json; charset=utf-16",
        "application/fhir+json; fhirVersion=5.0",
    ]:
        answer = care_system.calls("POST", "/fhir", BODY, content_type=kind)
        assert issues(answer) == [(415, "not-supported", "")]


def test_a_packed_body_is_refused(care_system: CareSystemAtTheDoor):
    for coding in ["gzip", "br", "deflate", "gzip, identity", "GZIP"]:
        answer = care_system.calls("POST", "/fhir", BODY, content_encoding=coding)
        assert issues(answer) == [(415, "not-supported", "")]
        assert "Content-Encoding" in told(answer)["issue"][0]["diagnostics"]
        assert answer.headers["Accept-Encoding"] == "identity"


def test_a_body_that_says_it_is_not_packed_is_taken(care_system: CareSystemAtTheDoor):
    for coding in ["identity", "Identity", "identity, identity"]:
        answer = care_system.calls("POST", "/fhir", BODY, content_encoding=coding)
        assert answer.status_code == 200


def test_a_fault_of_json_in_one_resource_is_told_where_it_stands(care_system: CareSystemAtTheDoor):
    body = b'{"resourceType": "CarePlan",\n "title": "Rad ett\\u000bRad tv\xc3\xa5"}'
    answer = care_system.calls("PUT", "/fhir/CarePlan?identifier=a:b|c", body)
    assert "U+000B" in told(answer)["issue"][0]["diagnostics"]
    assert "at line 2, column 19" in told(answer)["issue"][0]["diagnostics"]


def test_a_resource_that_is_too_deep_for_the_bundle_round_it_is_told_where(
    care_system: CareSystemAtTheDoor,
):
    body = b'{"resourceType":"CarePlan","a":' + b"[" * 29 + b"]" * 29 + b"}"
    answer = care_system.calls("PUT", "/fhir/CarePlan?identifier=a:b|c", body)
    assert "at line 1, column 60" in told(answer)["issue"][0]["diagnostics"]


def test_what_a_server_writes_round_its_answer_is_taken_and_told(care_system: CareSystemAtTheDoor):
    link = [{"relation": "self", "url": "https://planering.example/fhir"}]
    entry = {**plan(), "search": {"mode": "match", "score": 1}, "link": link}
    answer = care_system.sends(entry, link=link, total=1)
    (one,) = told(answer)["entry"]
    found = {
        place for issue in one["response"]["outcome"]["issue"] for place in issue["expression"]
    }
    assert found >= {
        "Bundle.link",
        "Bundle.total",
        "Bundle.entry[0].search",
        "Bundle.entry[0].link",
    }


def test_what_is_no_strict_json_is_refused(care_system: CareSystemAtTheDoor):
    for body in [
        b"\xef\xbb\xbf" + BODY,
        BODY.decode().encode("utf-16"),
        BODY.replace(b"plan", b"pl\xffn"),
        BODY.replace(b"Samordnad", rb"\ud800"),
        BODY.replace(b"Samordnad", rb"\u0000"),
        BODY[:-1] + b', "type": "transaction"}',
        BODY.replace(b'"transaction"', b"NaN"),
        b"[" * 100_000,
        BODY[:-1],
        BODY + b"{}",
    ]:
        assert issues(care_system.calls("POST", "/fhir", body)) == [(400, "structure", "Bundle")]


def test_more_bytes_or_entries_than_are_taken_are_refused(care_system: CareSystemAtTheDoor):
    answer = care_system.calls("POST", "/fhir", b" " * (LARGEST_BODY + 1))
    assert issues(answer) == [(413, "too-long", "")]
    many = care_system.sends(*(plan(str(one)) for one in range(201)))
    assert issues(many) == [(413, "too-long", "Bundle.entry")]


def test_a_digest_that_is_right_is_taken(care_system: CareSystemAtTheDoor):
    for name in ["sha-256", "sha-512"]:
        said = f"{digest(BODY, name)}, md5=:AAAA:"
        assert care_system.calls("POST", "/fhir", BODY, content_digest=said).status_code == 200


def test_a_digest_that_is_wrong_in_any_way_is_refused(care_system: CareSystemAtTheDoor):
    for said in [
        digest(b"another"),
        digest(b"another", "sha-512"),
        f"{digest(BODY)}, {digest(b'another', 'sha-512')}",
        "sha-256=:AAAA:",
        "sha-256=abc",
        "sha-256=:not base64:",
        "sha-256",
        "sha-256=:\u00e5:",
    ]:
        answer = care_system.calls("POST", "/fhir", BODY, content_digest=said)
        assert issues(answer) == [(400, "invalid", "")]
        assert answer.headers["Want-Content-Digest"] == "sha-256=10, sha-512=9"


def test_a_sender_that_must_sign_for_its_bodies_may_not_leave_it_out(registers: Registers):
    careful = registers(demands_digest=True)
    for headers in ({}, {"content_digest": "md5=:AAAA:"}):
        answer = careful.calls("POST", "/fhir", BODY, **headers)
        assert issues(answer) == [(400, "required", "")]
    assert careful.calls("POST", "/fhir", BODY, content_digest=digest(BODY)).status_code == 200


def test_whoever_takes_json_gets_it(care_system: CareSystemAtTheDoor):
    for accept in [
        "*/*",
        "application/*",
        "application/json",
        "text/html, application/fhir+json;q=0.1",
        "",
    ]:
        assert told(care_system.calls("GET", "/fhir/metadata", accept=accept))


def test_whoever_takes_only_something_else_is_told_what_there_is(care_system: CareSystemAtTheDoor):
    for path, accept in [
        ("/fhir/metadata", "text/html"),
        ("/fhir/metadata", "application/fhir+xml"),
        ("/fhir/metadata", "application/fhir+json;q=0"),
        ("/fhir/metadata", "application/fhir+json; fhirVersion=5.0"),
        ("/fhir/metadata?_format=xml", "*/*"),
        ("/fhir/CarePlan/x", "application/xml"),
    ]:
        assert issues(care_system.calls("GET", path, accept=accept)) == [(406, "not-supported", "")]


def test_format_in_the_address_beats_the_header(care_system: CareSystemAtTheDoor):
    for said in ("json", "application/json", "application/fhir%2Bjson", "application/fhir+json"):
        answer = care_system.calls("GET", f"/fhir/metadata?_format={said}", accept="text/html")
        assert answer.status_code == 200


def test_nothing_is_taken_from_whoever_could_not_read_the_answer(care_system: CareSystemAtTheDoor):
    refused = care_system.calls("POST", "/fhir", BODY, accept="application/fhir+xml")
    assert refused.status_code == 406
    again = care_system.calls("POST", "/fhir", BODY)
    assert '"201"' in again.text
