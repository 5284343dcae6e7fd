"""What the published schema of RIV-TA GetCarePlans 2.0 says of an answer, as a table of facts.

Read from GetCarePlansResponder_2.0 and clinicalprocess_logistics_logistics_3.0, which are not kept
here: for each type its elements in their order, how often each may stand, and its type. The test
data is written from this table, so that no name or number in it is ours. (Decision 30.)
"""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

RESPONDER = "urn:riv:clinicalprocess:logistics:logistics:GetCarePlansResponder:2"
CORE = "urn:riv:clinicalprocess:logistics:logistics:3"
OWN_NAMESPACE = frozenset({"GetCarePlansResponse"})
"""The types whose elements are of the responder's namespace; all others are of the core's."""

TABLE = """
GetCarePlansResponse
  carePlan                              0..* CarePlan
  result                                1..1 Result
CarePlan
  carePlanHeader                        1..1 Header
  carePlanBody                          1..1 Body
Header
  documentId                            1..1 string
  sourceSystemHSAId                     1..1 string
  documentTitle                         0..1 string
  documentTime                          0..1 time
  patientId                             1..1 PersonId
  accountableHealthcareProfessional     1..1 Professional
  legalAuthenticator                    0..1 LegalAuthenticator
  approvedForPatient                    1..1 boolean
  nullified                             0..1 boolean
  nullifiedReason                       0..1 string
  careContactId                         0..1 string
PersonId
  id                                    1..1 string
  type                                  1..1 string
Professional
  authorTime                            1..1 time
  healthcareProfessionalHSAId           0..1 string
  healthcareProfessionalName            0..1 string
  healthcareProfessionalRoleCode        0..1 CV
  healthcareProfessionalOrgUnit         0..1 OrgUnit
  healthcareProfessionalCareUnitHSAId   0..1 string
  healthcareProfessionalCareGiverHSAId  0..1 string
CV
  code                                  0..1 string
  codeSystem                            0..1 string
  codeSystemName                        0..1 string
  codeSystemVersion                     0..1 string
  displayName                           0..1 string
  originalText                          0..1 string
OrgUnit
  orgUnitHSAId                          0..1 string
  orgUnitName                           0..1 string
  orgUnitTelecom                        0..1 string
  orgUnitEmail                          0..1 string
  orgUnitAddress                        0..1 string
  orgUnitLocation                       0..1 string
LegalAuthenticator
  signatureTime                         1..1 time
  legalAuthenticatorHSAId               0..1 string
  legalAuthenticatorName                0..1 string
Body
  content                               0..* Multimedia
  participatingCareUnitHSAId            0..* II
  typeOfCarePlanEnum                    0..1 SIP|SPLPTLRV|SPU|VP|HP|RP|GP|SVP
Multimedia
  id                                    0..1 string
  mediaType                             1..1 media
  value                                 0..1 base64
  reference                             0..1 uri
II
  root                                  1..1 string
  extension                             0..1 string
Result
  resultCode                            1..1 OK|ERROR|INFO
  errorCode                             0..1 INVALID_REQUEST
  logId                                 1..1 string
  subCode                               0..1 string
  message                               0..1 string
"""


@dataclass(frozen=True)
class Fact:
    """One element: may it be missing, may it stand more than once, and what is in it."""

    is_required: bool
    is_list: bool
    type: str


def _facts() -> Mapping[str, Mapping[str, Fact]]:
    found: dict[str, dict[str, Fact]] = {}
    type_ = ""
    for line in filter(None, TABLE.split("\n")):
        if line.startswith(" "):
            name, often, inner = line.split()
            found[type_][name] = Fact(often.startswith("1"), often.endswith("*"), inner)
        else:
            type_ = line
            found[type_] = {}
    return MappingProxyType(found)


FACTS = _facts()
