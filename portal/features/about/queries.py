"""What people who tried the portal have found, and nobody has mended yet."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Finding:
    """Something that was hard for somebody: on which page, what, and by which aid."""

    page: str
    what: str
    aid: str
    criterion: str = ""


def open_findings() -> tuple[Finding, ...]:
    """What patient councils found and is not mended; none while no council has been here."""
    return ()
