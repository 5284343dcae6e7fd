"""In which formats the door takes and gives: FHIR R4 in JSON, by both of its names."""

from flask import request
from werkzeug.datastructures import Accept
from werkzeug.http import parse_accept_header, parse_options_header

from portal.fhir.answers import FHIR, Refused

JSON = frozenset({FHIR, "application/json"})
ANY = frozenset({"*/*", "application/*"})
SHORT = frozenset({"json", "text/json"})
"""What `_format` may say besides."""
VERSION = "4.0"
UTF_8 = frozenset({"utf-8", "utf8"})


def refuse_other_answers() -> None:
    """406 for who takes no JSON of FHIR R4. `_format` beats `Accept`, as FHIR has it."""
    said = request.args.get("_format")
    if said is not None:
        # A plus in an address is read as a blank.
        is_taken = said.replace(" ", "+").partition(";")[0] in JSON | SHORT
    else:
        is_taken = _takes_json(request.headers.get("Accept", "*/*"))
    if not is_taken:
        raise Refused(406, f"The door answers in {FHIR} only, FHIR {VERSION}")


def refuse_other_bodies() -> None:
    """415 for a body that says it is something else than JSON in UTF-8."""
    kind, options = parse_options_header(request.headers.get("Content-Type", ""))
    if kind.lower() not in JSON or not _is_r4(options):
        raise Refused(415, f"Content-Type is to be {FHIR}, FHIR {VERSION}")
    if options.get("charset", "utf-8").lower() not in UTF_8:
        raise Refused(415, "JSON is in UTF-8")


def _takes_json(accept: str) -> bool:
    for said, quality in parse_accept_header(accept or "*/*", Accept):
        kind, options = parse_options_header(said)
        if quality > 0 and kind.lower() in JSON | ANY and _is_r4(options):
            return True
    return False


def _is_r4(options: dict[str, str]) -> bool:
    return options.get("fhirversion", VERSION) == VERSION
