"""One-time codes that a patient reads to a relative: 10 characters, no look-alikes."""

from portal.models.read_aloud import drawn

LENGTH = 10


def new_code() -> str:
    """49 random bits, to be typed within seven days at five tries an hour."""
    return drawn(LENGTH)


def grouped(code: str) -> str:
    """As it is shown and read aloud: `ABC DEF GHJK`."""
    return f"{code[:3]} {code[3:6]} {code[6:]}"


def typed(text: str) -> str:
    """What a person meant by what they typed: small letters, spaces and hyphens do not matter."""
    return "".join(text.upper().split()).replace("-", "")
