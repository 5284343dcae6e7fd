"""What goes wrong before, beside or inside the views, told as an OperationOutcome."""

from http import HTTPStatus

from flask import Response

from portal.database.writing import DISK_IS_FULL, READ_ONLY, code_of
from portal.fhir.answers import IN_A_WHILE, Refused, refusal
from portal.web.bodies import NulInAddress, Packed
from portal.web.logs import also


def tell(error: Exception, status: int, incident: str | None) -> Response:
    """The outcome of an error: a sender's to repair below 500, ours and the same later above."""
    if isinstance(error, Refused):
        return refusal(error)
    kind = code_of(error)
    if kind in DISK_IS_FULL:
        status = 507
    elif kind in READ_ONLY:
        status = 503
    if isinstance(error, Packed):
        taken = {"Accept-Encoding": error.accept_encoding}
        return refusal(Refused(status, str(error.description), headers=taken))
    if isinstance(error, NulInAddress):
        return refusal(Refused(status, str(error.description), code="value"))
    headers = IN_A_WHILE if status == 507 else {}
    if incident:
        also(incident=incident)
    return refusal(Refused(status, _words(status, incident), headers=headers))


def _words(status: int, incident: str | None) -> str:
    words = HTTPStatus(status).phrase
    if status in (503, 507):
        words += ": nothing of it was kept, send the same again later"
    elif incident:
        words += ": nothing of it was kept, unless a repetition says that it was"
    return f"{words}. Incident {incident}" if incident else words
