"""Telephone numbers as people write them: which parts of a text can be rung, and what to dial.

A number is dialled only when it is beyond doubt: as E.164, or a Swedish short number as it is. Of
extensions, hours, faxes and second numbers nothing is dialled along. Whatever else has digits in
it, or too few or too many, is text that people read and dial themselves (RFC 3966; numbering
plans: the `phonenumbers` library, from Google's libphonenumber).
"""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

import phonenumbers
from phonenumbers import NumberParseException, shortnumberinfo

REGION = "SE"
LONGEST = 200
"""Characters; nobody writes a number longer, and a longer text is not searched for one."""

NUMBER = re.compile(
    r"(?<![\d+])(?:\(\+\d{1,3}\)|\+ ?\d{1,3}|\(0\d{1,3}\)|\d+)(?:[ .\-]{0,3}(?:\(0\d{0,3}\)|\d+))*"
)
CLOCK = r"(?:[01]?\d|2[0-4])(?:[:.][0-5]\d|[0-5]\d)?"
HOURS = re.compile(
    rf"(?<![\d.:+\-])(?<!\d )(?:{CLOCK} ?-{{1,2}} ?{CLOCK}|(?<=kl ){CLOCK}|(?<=kl\. ){CLOCK}"
    r"|\d{1,2}:[0-5]\d)(?![\d:]|[.\-]\d| \d)",
    re.IGNORECASE,
)
EXTENSION = re.compile(
    r"(?:\b(?:ankn\w*|ext\w*|linje|knappval|menyval|val|tryck|slå|knapp)\b\.?:? ?|\bx ?|;ext=|#)\d{1,6}\b",
    re.IGNORECASE,
)
PLACE = re.compile(r"(?<=[^\W\d_]) \d{1,2}\b(?![ .]?[\d\-])")
"""A small number after a word, as in `avd 3`."""
AREA_AND_SLASH = re.compile(r"(?<=^)(0\d{1,3} ?)/(?= ?\d[\d \-]{4,}$)")
"""The old way to write 0980/31 92 60."""
FOR_VOICE = re.compile(r"(?:tel\w*|tfn)\W*$", re.IGNORECASE)
MACHINE = r"(?:tele)?fax\w*|sms|text-?tele\w*|texttfn|minicall\w*|personsök\w*|sökare"
MACHINE_BEFORE = re.compile(rf"\b(?:{MACHINE})(?:\W|\bnr\b|\bnummer\b)*$", re.IGNORECASE)
MACHINE_BEHIND = re.compile(rf" ?\((?:{MACHINE})\)| (?:{MACHINE})\W*$", re.IGNORECASE)
DASHES = frozenset("\u2010\u2011\u2012\u2013\u2014\u2015\u2212\ufe58\ufe63\uff0d~\u223c")


@dataclass(frozen=True, slots=True)
class Part:
    """A piece of a text; `dialled` is empty for what cannot be rung."""

    text: str
    dialled: str = ""

    @property
    def address(self) -> str:
        """Where a link leads to."""
        return f"tel:{self.dialled}" if self.dialled else ""


def dialled(text: str) -> str:
    """What to dial when a text holds one number beyond doubt, as `+46980319260` or `1177`; else ''."""
    found = {part.dialled for part in parts(text) if part.dialled}
    return found.pop() if len(found) == 1 else ""


@lru_cache(maxsize=4096)
def parts(text: str) -> tuple[Part, ...]:
    """The text, as it was written; of several numbers that can be rung each is a piece of its own.

    With any doubt it is one piece, and not rung.
    """
    if len(text) > LONGEST:
        return (Part(text),)
    visible = "".join(sign for sign in text if _is_visible(sign))
    plain = "".join(map(_plain, visible))
    found = list(_numbers(plain))
    voices = [one for one in found if one[2] and not _is_for_machines(plain, *one[:2])]
    if not voices or not all(number for _, _, number in found):
        return (Part(text),)
    if len({number for _, _, number in voices}) == 1:
        return (Part(text, voices[0][2]),)
    return tuple(_pieces(visible, voices))


def _is_visible(sign: str) -> bool:
    """Marks of direction and the like stand between digits, and are not to be seen."""
    return sign in "\n\t" or unicodedata.category(sign) not in ("Cf", "Cc")


def _plain(sign: str) -> str:
    """The same sign with digits, dashes and blanks of one kind each."""
    if sign.isdecimal():
        return str(unicodedata.decimal(sign))
    if sign in DASHES:
        return "-"
    folded = unicodedata.normalize("NFKC", sign)
    if folded.isspace():
        return " "
    return folded if len(folded) == 1 else sign


def _numbers(plain: str) -> Iterator[tuple[int, int, str]]:
    """Beginning, end and what to dial of all that has digits and is not hours or an extension."""
    left = AREA_AND_SLASH.sub(r"\1-", plain)
    for other in (EXTENSION, HOURS, PLACE):
        left = other.sub(lambda found: "_" * len(found[0]), left)
    for found in NUMBER.finditer(left):
        start, end = found.span()
        yield start, end, _e164(found[0]) if _stands_free(left, start, end) else ""


def _stands_free(plain: str, start: int, end: int) -> bool:
    """Tell if no letter touches it: that would be a name, or a number spelt in letters."""
    is_led = not plain[start - 1 : start].isalpha() or FOR_VOICE.search(plain[:start])
    return bool(is_led) and not plain[end : end + 1].isalpha()


def _is_for_machines(plain: str, start: int, end: int) -> bool:
    return bool(MACHINE_BEFORE.search(plain[:start]) or MACHINE_BEHIND.match(plain[end:]))


def _e164(written: str) -> str:
    digits = "".join(filter(str.isdigit, written))
    try:
        number = phonenumbers.parse(written, REGION)
    except NumberParseException:
        return ""
    if digits == written.replace(" ", "").replace("-", "") and _is_short(number):
        return digits
    is_whole = written.startswith(("+", "(+", "0", "(0"))
    if not is_whole or not phonenumbers.is_valid_number(number):
        return ""
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


def _is_short(number: phonenumbers.PhoneNumber) -> bool:
    return bool(shortnumberinfo.is_valid_short_number_for_region(number, REGION))


def _pieces(text: str, found: list[tuple[int, int, str]]) -> Iterator[Part]:
    at = 0
    for start, end, number in found:
        if start > at:
            yield Part(text[at:start])
        yield Part(text[start:end], number)
        at = end
    if at < len(text):
        yield Part(text[at:])
