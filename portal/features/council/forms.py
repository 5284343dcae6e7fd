"""What somebody found hard. Words of a form in, values out."""

from collections.abc import Mapping
from dataclasses import dataclass

from portal.web.logs import redacted

LONGEST = 2000
"""Letters; as much as one sheet of paper."""
SEVERITIES = {"lite": "a-bit", "mycket": "very", "stopp": "stopped"}
AIDS = {
    "inget": "none",
    "skarmlasare": "screen-reader",
    "forstoring": "magnifier",
    "kontakt": "switch",
    "rost": "voice",
    "annat": "other",
}
"""Both with words on templates/council/hard.html, and in `models.council_finding`."""


@dataclass(frozen=True, slots=True)
class Told:
    """What was filled in; `faults` name the fields to look at again."""

    what: str = ""
    severity: str = ""
    aid: str = ""
    faults: tuple[str, ...] = ()


def told(fields: Mapping[str, str]) -> Told:
    """What was filled in, without signs that nobody typed; it stays when something is missing."""
    typed = "".join(filter(_is_typed, fields.get("vad", "").replace("\r\n", "\n"))).strip()
    what = redacted(typed)  # it may be printed, and read aloud
    severity, aid = fields.get("hur", ""), fields.get("med", "")
    faults = []
    if not what:
        faults.append("vad")
    if len(what) > LONGEST:
        faults.append("langd")
    if severity not in SEVERITIES:
        faults.append("hur")
    if aid not in AIDS:
        faults.append("med")
    return Told(what, severity, aid, tuple(faults))


def number(text: str) -> int:
    """The number of a task; 0, which is none, for what is no number."""
    return int(text) if text.isascii() and text.isdigit() and len(text) < 4 else 0


def _is_typed(sign: str) -> bool:
    return sign.isprintable() or sign in "\n\t"
