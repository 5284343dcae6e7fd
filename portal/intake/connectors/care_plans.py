"""RIV-TA GetCarePlans 2.0: plans that are documents, one bundle for each.

What becomes what: docs/integrate.md. What this refuses, it refuses before the pipeline, with the
place in the source's own document.
"""

from collections.abc import Callable, Iterator
from typing import Any

from portal.intake import hashing
from portal.intake.connectors.care_plan_bundle import CarePlan, bundle_of
from portal.intake.connectors.connector import Fetched
from portal.intake.connectors.safe_xml import BadXml, Element, read
from portal.intake.connectors.swedish_time import day, moment
from portal.intake.outcome import Fault

LARGEST = 20 * 1024 * 1024
KINDS = frozenset({"SIP", "SPLPTLRV", "SPU", "VP", "HP", "RP", "GP", "SVP"})
SHOWN = frozenset({"application/pdf", "text/plain"})
TRUTHS = {"true": True, "1": True, "false": False, "0": False}
HEADER, BODY = "carePlanHeader", "carePlanBody"
BY = "accountableHealthcareProfessional"
UNIT = "healthcareProfessionalOrgUnit"


class GetCarePlans:
    """The connector."""

    @property
    def largest(self) -> int:
        return LARGEST

    def fetched(self, document: bytes) -> Iterator[Fetched]:
        """Each `carePlan` of an answer, in its order."""
        try:
            answer = read(document)
        except BadXml as bad:
            fault = Fault(400, "structure", "GetCarePlansResponse", f"Not XML as wanted: {bad}")
            yield Fetched("document", faults=(fault,))
            return
        plans = [one for one in answer.anywhere("carePlan") if one.children]
        if not plans and not any(answer.anywhere("GetCarePlansResponse")):
            why = "A GetCarePlansResponse is wanted"
            fault = Fault(400, "invalid", "GetCarePlansResponse", why)
            yield Fetched("document", faults=(fault,))
        for position, plan in enumerate(plans):
            yield _fetched(plan, f"carePlan[{position}]")


def _fetched(plan: Element, at: str) -> Fetched:
    reading = _Reading(plan, at)
    found = reading.plan()
    if reading.faults:
        return Fetched(at, faults=tuple(reading.faults))
    return Fetched(at, bundle=hashing.text(bundle_of(found)).encode())


class _Reading:
    """Reads one plan, and collects what is wrong with it."""

    def __init__(self, plan: Element, at: str) -> None:
        self._plan, self._at = plan, at
        self.faults: list[Fault] = []

    def plan(self) -> CarePlan:
        is_nullified = TRUTHS.get(self._text(HEADER, "nullified"), False)
        is_for_patient = self._wanted(TRUTHS.get, "true or false", HEADER, "approvedForPatient")
        title = self._text(HEADER, "documentTitle")
        return CarePlan(
            document_id=self._wanted(str, "", HEADER, "documentId"),
            source=self._wanted(str, "", HEADER, "sourceSystemHSAId"),
            number_system=f"urn:oid:{self._either(HEADER, 'patientId', 'root', 'type')}",
            number=self._either(HEADER, "patientId", "extension", "id"),
            written_at=self._wanted(moment, "YYYYMMDDhhmmss", HEADER, BY, "authorTime"),
            made_on=self._wanted(day, "YYYYMMDD", HEADER, "documentTime"),
            title=title,
            kind=self._wanted(_kind, " ".join(sorted(KINDS)), BODY, "typeOfCarePlan"),
            person=self._of_author("healthcareProfessionalName"),
            person_hsa=self._of_author("healthcareProfessionalHSAId"),
            unit=self._of_author(UNIT, "orgUnitName"),
            unit_hsa=self._of_author(UNIT, "orgUnitHSAId"),
            unit_phone=self._of_author(UNIT, "orgUnitTelecom"),
            care_unit=self._of_author("healthcareProfessionalCareUnitHSAId"),
            care_giver=self._of_author("healthcareProfessionalCareGiverHSAId"),
            units=self._units(),
            contact=self._text(HEADER, "careContactId"),
            is_nullified=is_nullified,
            is_for_patient=bool(is_for_patient),
            content=self._content() if is_for_patient and not is_nullified else None,
        )

    def _content(self) -> tuple[str, str] | None:
        """Media type and base64. What nobody will see is not even taken in."""
        way = (BODY, "content")
        media = self._text(*way, "mediaType").partition(";")[0].lower()
        if media not in SHOWN:
            why = "PDF or plain text: pictures cannot be read aloud, and pages may do things"
            code = "not-supported" if media else "required"
            self._fault(code, why, *way, "mediaType")
        return media, self._wanted(str, "", *way, "value")

    def _units(self) -> tuple[str, ...]:
        found = self._plan.first(BODY).all("participatingCareUnitHSAId")
        return tuple(one.text for one in found if one.text)

    def _of_author(self, *way: str) -> str:
        return self._text(HEADER, BY, *way)

    def _either(self, parent: str, name: str, *leaves: str) -> str:
        """Older answers name the parts of an identifier otherwise."""
        found = next(filter(None, (self._text(parent, name, leaf) for leaf in leaves)), "")
        if not found:
            self._fault("required", "Required, and missing", parent, name, leaves[0])
        return found

    def _wanted(self, reader: Callable[[str], Any], form: str, *way: str) -> Any:
        """What the reader makes of a text; a fault when it is missing or makes nothing of it."""
        text = self._text(*way)
        found = reader(text) if text else None
        if not text:
            self._fault("required", "Required, and missing", *way)
        elif found is None:
            self._fault("value", f"Wanted: {form}", *way)
        return found

    def _text(self, *way: str) -> str:
        return self._plan.first(*way).text

    def _fault(self, code: str, why: str, *way: str) -> None:
        self.faults.append(Fault(422, code, ".".join((self._at, *way)), why))


def _kind(text: str) -> str | None:
    return text if text in KINDS else None
