"""Answers of GetCarePlans with fictional content, written from the table of the schema's facts.

A name that the schema does not have, an element too many and one too few are errors here, so what
these functions give is what a source gives; what a source must not give, a test spoils by itself.
"""

import base64
from typing import Any
from xml.sax.saxutils import escape

from tests.intake.connectors.get_care_plans_schema import CORE, FACTS, OWN_NAMESPACE, RESPONDER
from tests.intake.sending import ANNA, SOURCE

NUMBER_OID, HSA_OID = "1.2.752.129.2.1.3.1", "1.2.752.129.2.1.4.1"
UNIT, HOME_HELP = "SE2321000016-VC01", "SE2120000142-HT01"
TEXT = "Samordnad individuell plan\n\nVi kom överens om att Anna får hjälp med dusch."
LOG_ID = "0f4d0d0e-6a52-4d7c-9d0a-0d5f3c1e7a11"
ENVELOPE = "http://schemas.xmlsoap.org/soap/envelope/"

Said = dict[str, Any]


def data(content: bytes) -> str:
    return base64.b64encode(content).decode()


def text_content() -> Said:
    return {"mediaType": "text/plain", "value": data(TEXT.encode())}


def whole_plan() -> Said:
    """What one `carePlan` says, when it says what most do."""
    return {
        "carePlanHeader": {
            "documentId": "plan-1",
            "sourceSystemHSAId": SOURCE,
            "documentTitle": "SIP hösten 2026",
            "documentTime": "20261103000000",
            "patientId": {"id": ANNA, "type": NUMBER_OID},
            "accountableHealthcareProfessional": {
                "authorTime": "20261103091500",
                "healthcareProfessionalHSAId": "SE2321000016-P001",
                "healthcareProfessionalName": "Eva Ek",
                "healthcareProfessionalOrgUnit": {
                    "orgUnitHSAId": UNIT,
                    "orgUnitName": "Björkens hälsocentral",
                    "orgUnitTelecom": "08-465 004 01",
                },
                "healthcareProfessionalCareUnitHSAId": UNIT,
                "healthcareProfessionalCareGiverHSAId": "SE2321000016-VG01",
            },
            "approvedForPatient": "true",
            "careContactId": "kontakt-1",
        },
        "carePlanBody": {
            "content": [text_content()],
            "participatingCareUnitHSAId": [{"root": HSA_OID, "extension": HOME_HELP}],
            "typeOfCarePlanEnum": "SIP",
        },
    }


WAYS = {
    name: way
    for way, names in {
        ("carePlanHeader",): FACTS["Header"],
        ("carePlanHeader", "patientId"): FACTS["PersonId"],
        ("carePlanHeader", "accountableHealthcareProfessional"): FACTS["Professional"],
        (
            "carePlanHeader",
            "accountableHealthcareProfessional",
            "healthcareProfessionalOrgUnit",
        ): FACTS["OrgUnit"],
        ("carePlanBody",): FACTS["Body"],
    }.items()
    for name in names
}
"""Where in a plan the element of a name stands; none of these names stands in two places."""


def care_plan(**changes: Any) -> str:
    """One `carePlan`; each element may be given something else, or be left out by None."""
    said = whole_plan()
    for name, value in changes.items():
        place = said
        for step in WAYS[name]:
            place = place.setdefault(step, {})
        place[name] = value
    return element("carePlan", "CarePlan", said, RESPONDER)


def element(name: str, type_: str, said: Any, namespace: str = CORE) -> str:
    """An element with all that is in it, in the order of the schema."""
    prefix = "r" if namespace == RESPONDER else "c"
    inner = _inside(type_, said) if type_ in FACTS else escape(said)
    return f"<{prefix}:{name}>{inner}</{prefix}:{name}>"


def _inside(type_: str, said: Said) -> str:
    facts = FACTS[type_]
    assert said.keys() <= facts.keys(), f"{type_} has no {said.keys() - facts.keys()}"
    namespace = RESPONDER if type_ in OWN_NAMESPACE else CORE
    written = []
    for name, fact in facts.items():
        values = said.get(name)
        if not fact.is_list:
            values = [] if values is None else [values]
        assert not fact.is_required or values, f"{type_}.{name} is required"
        written += [element(name, fact.type, value, namespace) for value in values or []]
    return "".join(written)


def result(**said: str) -> str:
    """The `result`: OK, unless something else is said."""
    return element("result", "Result", {"resultCode": "OK", "logId": LOG_ID, **said}, RESPONDER)


def answer(*plans: str, before: str = "", result: str = result()) -> bytes:
    """The whole SOAP envelope."""
    return f"""<?xml version="1.0" encoding="UTF-8"?>{before}
<s:Envelope xmlns:s="{ENVELOPE}">
  <s:Header/>
  <s:Body>
    <r:GetCarePlansResponse xmlns:r="{RESPONDER}" xmlns:c="{CORE}">{"".join(plans)}{result}</r:GetCarePlansResponse>
  </s:Body>
</s:Envelope>""".encode()
