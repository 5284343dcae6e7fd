"""One `carePlan` of GetCarePlans 2.0: what it says, what is wrong with it, what is not read of it.

Names and how often each may occur are those of the published schema
(clinicalprocess_logistics_logistics_3.0, CarePlanType).
"""

from collections.abc import Callable, Iterator
from typing import Any

from portal.intake.connectors.care_plan_bundle import CarePlan, Content, Unit
from portal.intake.connectors.safe_xml import Element
from portal.intake.connectors.swedish_time import day, moment
from portal.intake.outcome import Fault, Remark

KINDS = frozenset({"SIP", "SPLPTLRV", "SPU", "VP", "HP", "RP", "GP", "SVP"})
SHOWN = frozenset({"application/pdf", "text/plain"})
TRUTHS = {"true": True, "1": True, "false": False, "0": False}
HEADER, BODY = "carePlanHeader", "carePlanBody"
BY = "accountableHealthcareProfessional"
UNIT = "healthcareProfessionalOrgUnit"
LISTS = frozenset({"content", "participatingCareUnitHSAId"})
UNIT_BY_ID = "Shown by its name, and only when an Organization with this identifier has come"
MISSING = "Required, and missing"
NOT_SHOWN = "PDF or plain text: pictures cannot be read aloud, and pages may do things"
NOT_FETCHED = "The document itself is wanted: a reference to it is not followed"


class CarePlanReading:
    """Reads one plan, and collects what is wrong with it and what of it is not used."""

    def __init__(self, plan: Element, at: str) -> None:
        self._plan, self._at = plan, at
        self._read: set[int] = set()
        self.faults: list[Fault] = list(_given_twice(plan, at))
        self.remarks: list[Remark] = []

    def plan(self) -> CarePlan:
        is_nullified = self._optional(TRUTHS.get, "true or false", HEADER, "nullified")
        is_for_patient = self._wanted(TRUTHS.get, "true or false", HEADER, "approvedForPatient")
        return CarePlan(
            document_id=self._wanted(str, "", HEADER, "documentId"),
            source=self._wanted(str, "", HEADER, "sourceSystemHSAId"),
            number_system=f"urn:oid:{self._either(HEADER, 'patientId', 'type', 'root')}",
            number=self._either(HEADER, "patientId", "id", "extension"),
            written_at=self._wanted(moment, "YYYYMMDDhhmmss", HEADER, BY, "authorTime"),
            made_on=self._optional(day, "YYYYMMDDhhmmss", HEADER, "documentTime") or "",
            title=self._text(HEADER, "documentTitle"),
            kind=self._optional(_kind, " ".join(sorted(KINDS)), BODY, "typeOfCarePlanEnum") or "",
            person=self._of_author("healthcareProfessionalName"),
            person_hsa=self._of_author("healthcareProfessionalHSAId"),
            role=self._role(),
            unit=self._of_author(UNIT, "orgUnitName"),
            unit_hsa=self._of_author(UNIT, "orgUnitHSAId"),
            unit_phone=self._of_author(UNIT, "orgUnitTelecom"),
            care_unit=self._of_author("healthcareProfessionalCareUnitHSAId"),
            care_giver=self._of_author("healthcareProfessionalCareGiverHSAId"),
            units=tuple(self._units()),
            contact=self._text(HEADER, "careContactId"),
            is_nullified=bool(is_nullified),
            is_for_patient=bool(is_for_patient),
            contents=self._contents(is_taken=bool(is_for_patient) and not is_nullified),
        )

    def unread(self) -> Iterator[Remark]:
        """One remark for each element that says something and of which nothing is used."""
        yield from self._unread(self._plan, self._at)

    def _unread(self, element: Element, at: str) -> Iterator[Remark]:
        for name, position, child in _numbered(element):
            inner = f"{at}.{name}{position}"
            if id(child) in self._read or not _says_something(child):
                continue
            if any(id(one) in self._read for one in _below(child)):
                yield from self._unread(child, inner)
            else:
                yield Remark("informational", inner, "Not used, and not shown to the patient")

    def _contents(self, *, is_taken: bool) -> tuple[Content, ...]:
        """The documents. What nobody will see is not even taken in."""
        found = self._plan.first(BODY).all("content")
        if not is_taken:
            self._read |= {id(one) for one in found}
            return ()
        read = [self._content(one, f"content[{place}]") for place, one in enumerate(found)]
        shown = tuple(one for one in read if isinstance(one, Content))
        refused = [one for one in read if isinstance(one, Fault)]
        if shown:
            why = ((one.expression, one.diagnostics) for one in refused)
            self.remarks += [Remark("informational", at, f"Not shown: {one}") for at, one in why]
        else:
            self.faults += refused
        return shown

    def _content(self, content: Element, name: str) -> Content | Fault:
        media, value = (self._of(content, one) for one in ("mediaType", "value"))
        media, at = media.partition(";")[0].strip().lower(), f"{self._at}.{BODY}.{name}"
        if media in SHOWN and value:
            return Content(media, "".join(value.split()))
        if content.first("reference").text and not value:
            self._of(content, "reference")
            return Fault(422, "not-supported", f"{at}.reference", NOT_FETCHED)
        if not media:
            return Fault(422, "required", f"{at}.mediaType", f"{MISSING}. {NOT_SHOWN}")
        if media not in SHOWN:
            return Fault(422, "not-supported", f"{at}.mediaType", NOT_SHOWN)
        return Fault(422, "required", f"{at}.value", MISSING)

    def _units(self) -> Iterator[Unit]:
        found = self._plan.first(BODY).all("participatingCareUnitHSAId")
        for position, one in enumerate(found):
            name = f"participatingCareUnitHSAId[{position}]"
            root, extension = one.first("root").text, one.first("extension").text
            if not root:
                self._fault("required", MISSING, BODY, name, "root")
            elif extension:
                self._read |= {id(one)}
                at = f"{self._at}.{BODY}.{name}"
                self.remarks.append(Remark("informational", at, UNIT_BY_ID))
                yield Unit(f"urn:oid:{root}" if root[:1].isdigit() else root, extension)

    def _role(self) -> tuple[str, str, str]:
        """System, code and words of the profession."""
        way = "healthcareProfessionalRoleCode"
        system, code = (self._of_author(way, one) for one in ("codeSystem", "code"))
        words = [self._of_author(way, one) for one in ("displayName", "originalText")]
        return system, code, next(filter(None, words), "")

    def _of_author(self, *way: str) -> str:
        return self._text(HEADER, BY, *way)

    def _either(self, parent: str, name: str, *leaves: str) -> str:
        """Answers of older versions name the parts of an identifier otherwise."""
        found = next(filter(None, (self._text(parent, name, leaf) for leaf in leaves)), "")
        if not found:
            self._fault("required", MISSING, parent, name, leaves[0])
        return found

    def _wanted(self, reader: Callable[[str], Any], form: str, *way: str) -> Any:
        """What the reader makes of a text; a fault when it is missing or makes nothing of it."""
        if not self._text(*way):
            self._fault("required", MISSING, *way)
        return self._optional(reader, form, *way)

    def _optional(self, reader: Callable[[str], Any], form: str, *way: str) -> Any:
        """What the reader makes of a text, None without one."""
        text = self._text(*way)
        found = reader(text) if text else None
        if text and found is None:
            self._fault("value", f"Wanted: {form}", *way)
        return found

    def _text(self, *way: str) -> str:
        return self._of(self._plan.first(*way[:-1]), way[-1])

    def _of(self, element: Element, name: str) -> str:
        self._read |= {id(one) for one in element.all(name)}
        return element.first(name).text

    def _fault(self, code: str, why: str, *way: str) -> None:
        self.faults.append(Fault(422, code, ".".join((self._at, *way)), why))


def _kind(text: str) -> str | None:
    return text if text in KINDS else None


def _given_twice(element: Element, at: str) -> Iterator[Fault]:
    """Which of two titles is right nobody can tell."""
    names = [child.name for child in element.children]
    for name in sorted({one for one in names if names.count(one) > 1} - LISTS):
        yield Fault(422, "structure", f"{at}.{name}", "May stand here once")
    for name, position, child in _numbered(element):
        yield from _given_twice(child, f"{at}.{name}{position}")


def _numbered(element: Element) -> Iterator[tuple[str, str, Element]]:
    """Each child with its name and, for those of lists, its position among them."""
    count: dict[str, int] = {}
    for child in element.children:
        position = count[child.name] = count.get(child.name, -1) + 1
        yield child.name, f"[{position}]" if child.name in LISTS else "", child


def _below(element: Element) -> Iterator[Element]:
    for child in element.children:
        yield child
        yield from _below(child)


def _says_something(element: Element) -> bool:
    return bool(element.text) or any(one.text for one in _below(element))
