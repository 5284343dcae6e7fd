"""The log as a table for a spreadsheet."""

from collections.abc import Iterable

from portal.clock import STOCKHOLM
from portal.features.access_log.queries import Entry
from portal.features.access_log.things import LoggedThing
from portal.web.languages import gettext as _
from portal.web.spreadsheet import written


def csv_file(entries: Iterable[Entry]) -> str:
    """A line for each entry."""
    headings = [_("Dag"), _("Klockan"), _("Vem"), _("Vad"), _("Gäller"), _("Delning")]
    return written(headings, map(_row, entries))


def _row(one: Entry) -> list[str]:
    at = one.at.astimezone(STOCKHOLM)
    return [
        f"{at:%Y-%m-%d}",
        f"{at:%H:%M:%S}",
        _who(one),
        one.words,
        _what_about(one.thing),
        one.relation or one.grant_name,
    ]


def _what_about(thing: LoggedThing | None) -> str:
    if thing is None:
        return ""
    at = f"{thing.at.astimezone(STOCKHOLM):%Y-%m-%d %H:%M}" if thing.at else ""
    return ", ".join(filter(None, (at, thing.title)))


def _who(one: Entry) -> str:
    match one.kind:
        case "patient":
            return _("Du")
        case "care-system":
            return _("Ett system i vården, %(id)s", id=one.who)
        case _:
            return one.who
