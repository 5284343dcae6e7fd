"""One entry of a bundle, once the rules have found nothing wrong with it."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from portal.intake.identifiers import Key


@dataclass(frozen=True)
class Entry:
    """A resource to keep, or (`resource` is None) one to delete."""

    at: str
    """The expression of the entry, as in `Bundle.entry[3]`."""
    key: Key
    source_at: datetime
    source_version: str | None = None
    resource: dict[str, Any] | None = None
    full_url: str = ""
    number: str | None = field(default=None, repr=False)
    """Whose it is: an identity number in the portal's form. None: it is about nobody."""
    relative_number: str | None = field(default=None, repr=False)
    """Who decides for that person, when it is a mandate."""
    if_match: int | None = None
