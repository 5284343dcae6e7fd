"""What stands after the question mark of an address: known names, each once, and nothing else."""

from collections.abc import Collection
from urllib.parse import unquote_to_bytes

from flask import request

from portal.fhir.answers import Refused
from portal.intake.identifiers import PEOPLE
from portal.intake.json_place import NOT_TEXT

FORMAT = "_format"


def query() -> str:
    """What stands after the question mark, as it was sent."""
    return _utf_8(request.query_string)


def parameters(known: Collection[str]) -> dict[str, str]:
    """The parameters of this request. A plus is a plus here, as in the addresses of a bundle.

    Raises `Refused` for one that is not known: to pass over what a sender asks would be to answer
    another question.
    """
    found: dict[str, str] = {}
    for part in filter(None, query().split("&")):
        name, _, value = part.partition("=")
        if name not in known and name != FORMAT:
            names = " ".join(sorted(known)) or "none"
            raise Refused(400, f"Parameters known here: {names}", code="not-supported")
        if name in found:
            raise Refused(400, f"{name} is given twice")
        found[name] = _text(value)
    found.pop(FORMAT, None)
    return found


def identifier(text: str) -> tuple[str, str]:
    """System and value of `system|value`. Raises `Refused`."""
    system, _, value = text.partition("|")
    if not system or not value or "|" in value:
        raise Refused(400, "identifier=system|value is wanted", code="value")
    if system in PEOPLE:
        raise Refused(400, "A person's number does not belong in an address", code="value")
    return system, value


def _text(value: str) -> str:
    text = _utf_8(unquote_to_bytes(value))
    if NOT_TEXT.search(text):
        raise Refused(400, "An address holds no control characters", code="value")
    return text


def _utf_8(said: bytes) -> str:
    try:
        return said.decode()
    except UnicodeDecodeError:
        raise Refused(400, "Addresses are in UTF-8", code="value") from None
