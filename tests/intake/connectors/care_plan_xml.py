"""Answers of GetCarePlans, written by us in the manner of RIV-TA."""

import base64
from xml.sax.saxutils import escape

from tests.intake.sending import ANNA, SOURCE

NUMBER_OID = "1.2.752.129.2.1.3.1"
UNIT = "SE2321000016-VC01"
RESPONDER = "urn:riv:clinicalprocess:logistics:logistics:GetCarePlansResponder:2"
TEXT = "Samordnad individuell plan\n\nVi kom överens om att Anna får hjälp med dusch."


def care_plan(**changes: str) -> str:
    """One `carePlan`; each leaf may be given another text, or none by the empty one."""
    said = {
        "documentId": "plan-1",
        "sourceSystemHSAId": SOURCE,
        "documentTitle": "SIP hösten 2026",
        "documentTime": "20261103",
        "root": NUMBER_OID,
        "extension": ANNA,
        "authorTime": "20261103091500",
        "healthcareProfessionalHSAId": "SE2321000016-P001",
        "healthcareProfessionalName": "Eva Ek",
        "orgUnitHSAId": UNIT,
        "orgUnitName": "Björkens hälsocentral",
        "orgUnitTelecom": "08-465 004 01",
        "healthcareProfessionalCareUnitHSAId": UNIT,
        "healthcareProfessionalCareGiverHSAId": "SE2321000016-VG01",
        "approvedForPatient": "true",
        "careContactId": "kontakt-1",
        "nullified": "",
        "typeOfCarePlan": "SIP",
        "participatingCareUnitHSAId": "SE2120000142-HT01",
        "mediaType": "text/plain",
        "value": base64.b64encode(TEXT.encode()).decode(),
        **changes,
    }

    def leaf(name: str) -> str:
        return f"<a:{name}>{escape(said[name])}</a:{name}>" if said[name] else ""

    return f"""
    <carePlan>
      <a:carePlanHeader>
        {leaf("documentId")}{leaf("sourceSystemHSAId")}
        {leaf("documentTitle")}{leaf("documentTime")}
        <a:patientId>{leaf("root")}{leaf("extension")}</a:patientId>
        <a:accountableHealthcareProfessional>
          {leaf("authorTime")}{leaf("healthcareProfessionalHSAId")}
          {leaf("healthcareProfessionalName")}
          <a:healthcareProfessionalOrgUnit>
            {leaf("orgUnitHSAId")}{leaf("orgUnitName")}{leaf("orgUnitTelecom")}
          </a:healthcareProfessionalOrgUnit>
          {leaf("healthcareProfessionalCareUnitHSAId")}
          {leaf("healthcareProfessionalCareGiverHSAId")}
        </a:accountableHealthcareProfessional>
        {leaf("approvedForPatient")}{leaf("careContactId")}{leaf("nullified")}
      </a:carePlanHeader>
      <a:carePlanBody>
        {leaf("typeOfCarePlan")}{leaf("participatingCareUnitHSAId")}
        <a:content>{leaf("mediaType")}{leaf("value")}</a:content>
      </a:carePlanBody>
    </carePlan>"""


def answer(*plans: str, before: str = "") -> bytes:
    """The whole SOAP envelope."""
    return f"""<?xml version="1.0" encoding="UTF-8"?>{before}
<s:Envelope xmlns:s="http://schemas.xmlsoap.org/soap/envelope/">
  <s:Body>
    <GetCarePlansResponse xmlns="{RESPONDER}"
        xmlns:a="urn:riv:clinicalprocess:logistics:logistics:2">
      {"".join(plans)}
      <result><a:resultCode>OK</a:resultCode></result>
    </GetCarePlansResponse>
  </s:Body>
</s:Envelope>""".encode()


def data(content: bytes) -> str:
    return base64.b64encode(content).decode()
