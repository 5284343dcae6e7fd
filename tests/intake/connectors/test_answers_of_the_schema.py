"""Each answer that the published schema of GetCarePlans allows is taken, and nothing of it is lost."""

import json
import re
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.intake import pipeline
from portal.intake.bundle_rules import entries_of
from portal.intake.connectors.by_name import CONNECTORS
from portal.intake.connectors.connector import Fetched
from portal.intake.rules import Rules
from tests.intake.connectors.care_plan_xml import (
    HOME_HELP,
    HSA_OID,
    LOG_ID,
    answer,
    care_plan,
    data,
    element,
    result,
    text_content,
    whole_plan,
)
from tests.intake.connectors.get_care_plans_schema import CORE, FACTS, RESPONDER
from tests.intake.sending import NOW, Sender, only_row

PDF = {"mediaType": "application/pdf", "value": data(b"%PDF-1.4 a plan")}
ELSEWHERE = {"mediaType": "application/pdf", "reference": "https://dokument.example/1"}
PICTURE = {"mediaType": "image/png", "value": data(b"PNG")}
HEADER, BODY = "carePlan[0].carePlanHeader", "carePlan[0].carePlanBody"


@pytest.fixture
def sender(senders: Callable[[], Sender]) -> Sender:
    return senders()


def fetched(*plans: str, **more: str) -> list[Fetched]:
    return list(CONNECTORS["get-care-plans"].fetched(answer(*plans, **more)))


def plan_in(one: Fetched) -> dict[str, Any]:
    assert not one.faults
    found: dict[str, Any] = json.loads(one.bundle)["entry"][0]["resource"]
    return found


def told(one: Fetched) -> list[str]:
    return [remark.expression for remark in one.remarks]


def plan_without_units(**changes: Any) -> str:
    return care_plan(participatingCareUnitHSAId=None, **changes)


def ways(type_: str = "CarePlan", way: tuple[str, ...] = ()) -> Iterator[tuple[str, ...]]:
    """Each element of a whole plan that may be missing, by its way."""
    for name, fact in FACTS[type_].items():
        if not fact.is_required:
            yield (*way, name)
        if fact.type in FACTS and not fact.is_list:
            yield from ways(fact.type, (*way, name))


def without(*left_out: tuple[str, ...]) -> dict[str, Any]:
    said = whole_plan()
    for way in left_out:
        place = said
        for step in way[:-1]:
            place = place.get(step) or {}
        place.pop(way[-1], None)
    return said


@given(st.sets(st.sampled_from(sorted(ways()))))
def test_whatever_may_be_missing_may_be_missing(left_out: set[tuple[str, ...]]):
    plan = element("carePlan", "CarePlan", without(*left_out), RESPONDER)
    (one,) = fetched(plan)
    assert not one.faults
    entries_of(pipeline.well_formed(one.bundle), rules=Rules(), now=NOW)


def test_what_the_source_did_not_say_is_not_in_the_bundle():
    missing = ["documentTitle", "documentTime", "content", "typeOfCarePlanEnum"]
    (one,) = fetched(care_plan(**dict.fromkeys(missing)))
    assert not plan_in(one).keys() & {"title", "created", "supportingInfo", "category"}


@pytest.mark.parametrize("empty", ["<c:documentTitle/>", '<c:documentTitle x:nil="true"/>'])
def test_an_element_with_nothing_in_it_is_as_one_that_is_not_there(empty: str):
    schema = "http://www.w3.org/2001/XMLSchema-instance"
    empty = empty.replace(" x:nil", f' xmlns:x="{schema}" x:nil')
    plan = re.sub("<c:documentTitle>.*</c:documentTitle>", empty, care_plan())
    (one,) = fetched(plan)
    assert "title" not in plan_in(one)


def test_several_documents_are_all_shown(sender: Sender):
    (one,) = fetched(care_plan(content=[text_content(), PDF]))
    assert sender.send_bytes(one.bundle).is_accepted
    kinds = [row["content_type"] for row in sender.rows("plan_document")]
    assert sorted(kinds) == ["application/pdf", "text/plain"]


def test_of_several_documents_those_that_cannot_be_shown_are_told():
    (one,) = fetched(plan_without_units(content=[PICTURE, PDF, ELSEWHERE]))
    assert len(plan_in(one)["supportingInfo"]) == 1
    assert told(one) == [f"{BODY}.content[0].mediaType", f"{BODY}.content[2].reference"]


def test_a_document_that_is_elsewhere_alone_is_refused_by_its_place():
    (one,) = fetched(care_plan(content=[ELSEWHERE]))
    (fault,) = one.faults
    assert (fault.code, fault.expression) == ("not-supported", f"{BODY}.content[0].reference")
    assert "reference" in fault.diagnostics


def test_the_units_that_take_part_are_known_by_root_and_extension():
    units = [
        {"root": HSA_OID, "extension": HOME_HELP},
        {"root": "1.2.3", "extension": "7"},
        {"root": HSA_OID},
    ]
    (one,) = fetched(care_plan(participatingCareUnitHSAId=units))
    found = [unit["identifier"] for unit in plan_in(one)["contributor"]]
    assert found == [
        {"system": f"urn:oid:{HSA_OID}", "value": HOME_HELP},
        {"system": "urn:oid:1.2.3", "value": "7"},
    ]
    at = f"{BODY}.participatingCareUnitHSAId"
    assert told(one) == [f"{at}[0]", f"{at}[1]", f"{at}[2]"]


def test_the_profession_is_read(sender: Sender):
    role = {"code": "202010", "codeSystem": "1.2.752.129.2.2.1.4", "displayName": "Överläkare"}
    (one,) = fetched(care_plan(healthcareProfessionalRoleCode=role))
    author = plan_in(one)["contained"][0]
    assert author["code"][0]["text"] == "Överläkare"
    assert sender.send_bytes(one.bundle).is_accepted


def test_what_is_not_used_is_told_once_by_its_place():
    signed = {"signatureTime": "20261103091500", "legalAuthenticatorName": "Eva Ek"}
    (one,) = fetched(
        plan_without_units(
            legalAuthenticator=signed, orgUnitAddress="Björkvägen 4", nullifiedReason="fel"
        )
    )
    unit = f"{HEADER}.accountableHealthcareProfessional.healthcareProfessionalOrgUnit"
    assert told(one) == [
        f"{unit}.orgUnitAddress",
        f"{HEADER}.legalAuthenticator",
        f"{HEADER}.nullifiedReason",
    ]


def test_what_may_stand_once_is_refused_when_it_stands_twice():
    title = "<c:documentTitle>Två</c:documentTitle>"
    (one,) = fetched(care_plan().replace("<c:documentTime>", f"{title}<c:documentTime>"))
    assert [fault.expression for fault in one.faults] == [f"{HEADER}.documentTitle"]


def test_prefixes_and_versions_of_the_contract_do_not_matter():
    written = answer(care_plan()).decode()
    for other in (
        written.replace("<c:", "<hdr:").replace("</c:", "</hdr:").replace("xmlns:c=", "xmlns:hdr="),
        written.replace(CORE, "urn:riv:clinicalprocess:logistics:logistics:2"),
    ):
        (one,) = CONNECTORS["get-care-plans"].fetched(other.encode())
        assert plan_in(one)["title"] == "SIP hösten 2026"


def test_what_another_namespace_adds_is_not_taken_for_the_contracts():
    added = '<x:documentTitle xmlns:x="urn:annat">Annat</x:documentTitle>'
    plan = care_plan().replace("<c:documentId>", f"{added}<c:documentId>")
    (one,) = fetched(plan)
    assert plan_in(one)["title"] == "SIP hösten 2026"
    foreign = answer(care_plan()).replace(RESPONDER.encode(), b"urn:annat")
    (refused,) = CONNECTORS["get-care-plans"].fetched(foreign)
    assert [fault.code for fault in refused.faults] == ["invalid"]


RESULTS = {
    "an error": ({"resultCode": "ERROR"}, "processing", "The source answered ERROR"),
    "an error with its code": (
        {"resultCode": "ERROR", "errorCode": "INVALID_REQUEST", "message": "HEMLIGT"},
        "processing",
        f"The source answered ERROR INVALID_REQUEST, logId {LOG_ID}",
    ),
    "an error whose log id is free text": (
        {"resultCode": "ERROR", "logId": "HEMLIGT"},
        "processing",
        "The source answered ERROR",
    ),
    "a code that is none": ({"resultCode": "HEMLIGT"}, "value", "Wanted: OK INFO ERROR"),
    "an empty code": ({"resultCode": ""}, "required", "Required, and missing"),
}


@pytest.mark.parametrize("name", RESULTS)
def test_an_answer_that_is_an_error_is_an_error_and_nothing_of_it_is_taken(name: str):
    said, code, words = RESULTS[name]
    (one,) = fetched(care_plan(), result=result(**said))
    (fault,) = one.faults
    assert (fault.code, fault.expression) == (code, "result.resultCode")
    assert fault.diagnostics.startswith(words)
    assert "HEMLIGT" not in fault.diagnostics


def test_an_answer_without_a_result_is_not_taken_for_a_good_one():
    (one,) = fetched(care_plan(), result="")
    assert [fault.code for fault in one.faults] == ["required"]


def test_an_answer_with_information_is_taken_and_told():
    info, plan = fetched(care_plan(), result=result(resultCode="INFO", message="HEMLIGT"))
    assert (told(info), info.bundle, info.faults) == (["result.resultCode"], b"", ())
    assert plan_in(plan)["title"] == "SIP hösten 2026"


def test_a_soap_fault_is_said_to_be_one():
    fault = b"""<s:Envelope xmlns:s="http://schemas.xmlsoap.org/soap/envelope/"><s:Body><s:Fault>
        <faultcode>s:Server</faultcode><faultstring>HEMLIGT</faultstring></s:Fault></s:Body>
        </s:Envelope>"""
    (one,) = CONNECTORS["get-care-plans"].fetched(fault)
    assert "SOAP Fault" in one.faults[0].diagnostics
    assert "HEMLIGT" not in one.faults[0].diagnostics


def test_several_plans_are_each_taken_by_themselves(sender: Sender):
    plans = [care_plan(documentId=f"plan-{number}") for number in range(3)]
    for one in fetched(*plans):
        assert sender.send_bytes(one.bundle).is_accepted
    assert len(sender.rows("care_plan")) == 3


def test_a_plan_of_which_only_what_is_required_is_there_is_shown(sender: Sender):
    (one,) = fetched(element("carePlan", "CarePlan", without(*ways()), RESPONDER))
    assert sender.send_bytes(one.bundle).is_accepted
    assert only_row(sender, "care_plan")["state"] == "shown"
