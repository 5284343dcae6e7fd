"""RIV-TA GetCarePlans 2.0: plans that are documents, one bundle for each.

What becomes what: docs/integrate-mapping.md. What this refuses, it refuses before the pipeline,
with the place in the source's own document.
"""

import re
from collections.abc import Iterator

from portal.intake import hashing
from portal.intake.connectors.care_plan_bundle import bundle_of
from portal.intake.connectors.care_plan_reading import CarePlanReading
from portal.intake.connectors.connector import Fetched
from portal.intake.connectors.safe_xml import BadXml, Element, read
from portal.intake.outcome import Fault, Remark

LARGEST = 20 * 1024 * 1024
CONTRACT = "urn:riv:clinicalprocess:logistics:logistics"
"""How the contract's namespaces begin, of whatever version; what is in others extends it."""
ANSWER = "GetCarePlansResponse"
GOOD, BAD = frozenset({"OK", "INFO"}), "ERROR"
ERROR_CODES = frozenset({"INVALID_REQUEST"})
LOG_ID = re.compile(r"[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}")


class GetCarePlans:
    """The connector."""

    @property
    def largest(self) -> int:
        return LARGEST

    def fetched(self, document: bytes) -> Iterator[Fetched]:
        """Each `carePlan` of an answer, in its order; of an answer that is an error, none."""
        try:
            root = read(document)
        except BadXml as bad:
            yield _refused(Fault(400, "structure", ANSWER, f"Not XML as wanted: {bad}"))
            return
        answers = [one for one in root.anywhere(ANSWER) if _is_of_contract(one)]
        if not answers:
            yield _refused(_no_answer(root))
        for answer in answers:
            yield from _of_answer(_without_extensions(answer))


def _of_answer(answer: Element) -> Iterator[Fetched]:
    fault = _fault_of_result(answer.first("result"))
    if fault:
        yield Fetched("result", faults=(fault,))
        return
    if answer.first("result", "resultCode").text == "INFO":
        told = Remark("informational", "result.resultCode", "The source answered INFO, not OK")
        yield Fetched("result", remarks=(told,))
    for position, plan in enumerate(answer.all("carePlan")):
        yield _of_plan(plan, f"carePlan[{position}]")


def _of_plan(plan: Element, at: str) -> Fetched:
    reading = CarePlanReading(plan, at)
    found = reading.plan()
    if reading.faults:
        return Fetched(at, faults=tuple(reading.faults))
    bundle = hashing.text(bundle_of(found)).encode()
    return Fetched(at, bundle=bundle, remarks=(*reading.remarks, *reading.unread()))


def _refused(fault: Fault) -> Fetched:
    return Fetched("document", faults=(fault,))


def _no_answer(root: Element) -> Fault:
    if any(root.anywhere("Fault")):
        why = "The source answered with a SOAP Fault: nothing was fetched"
        return Fault(422, "processing", "Fault", why)
    return Fault(400, "invalid", ANSWER, f"A {ANSWER} of {CONTRACT} is wanted")


def _fault_of_result(result: Element) -> Fault | None:
    """Whether the answer is one at all. Its `message` is anybody's text, and is never repeated."""
    code, at = result.first("resultCode").text, "result.resultCode"
    if code in GOOD:
        return None
    if not code:
        return Fault(422, "required", at, "Required, and missing: is this an answer, or an error?")
    if code != BAD:
        return Fault(422, "value", at, "Wanted: OK INFO ERROR")
    error, log_id = result.first("errorCode").text, result.first("logId").text
    why = " ".join(["The source answered ERROR", *(ERROR_CODES & {error})])
    return Fault(
        422, "processing", at, f"{why}, logId {log_id}" if LOG_ID.fullmatch(log_id) else why
    )


def _is_of_contract(element: Element) -> bool:
    return not element.namespace or f"{element.namespace}:".startswith(f"{CONTRACT}:")


def _without_extensions(element: Element) -> Element:
    """The element with nothing in it that another namespace than the contract's has added."""
    element.children = [
        _without_extensions(child) for child in element.children if _is_of_contract(child)
    ]
    return element
