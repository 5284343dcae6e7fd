"""What care sends about one thing of Anna's, told in order."""

from datetime import timedelta
from typing import Any

from tests.intake import sending
from tests.intake.sending import Raw, Sender, delete, to
from tests.support.fixtures import NOW
from tests.support.page import Page
from tests.support.sharing import Sharer
from tests.support.visitor import Visitor

NAME = "Samtal om hemligheten"


class Story:
    """What care sends about one thing of Anna's, in the order it is told."""

    def __init__(self, care: Sender, number: str) -> None:
        self.care, self.who, self.sent = care, number, 0

    def at(self) -> str:
        self.sent += 1
        return (NOW + timedelta(minutes=self.sent)).isoformat()

    def sends(self, *entries: Raw) -> None:
        meta = sending.OF_SOURCE
        stamp = (NOW + timedelta(minutes=self.sent)).isoformat()
        report = self.care.send(
            *entries, now=NOW + timedelta(minutes=self.sent), meta=meta, timestamp=stamp
        )
        assert report.is_accepted, list(report.lines())

    def meeting(self, **changes: Any) -> None:
        times = {"start": "2027-02-03T10:00:00+01:00", "end": "2027-02-03T11:00:00+01:00"}
        usual = {"description": NAME, "who": self.who, "at": self.at(), **times}
        entry = sending.meeting("hidden", **{**usual, **changes})
        resource = entry["resource"]
        entry["resource"] = {name: value for name, value in resource.items() if value is not None}
        self.sends(entry)

    def contact(self, **changes: Any) -> None:
        role = sending.role("hidden", practitioner={"display": NAME})
        member = {"participant": [_member("hidden")]}
        usual = {"who": self.who, "at": self.at(), **member}
        self.sends(role, sending.contact("hidden", **{**usual, **changes}))

    def plan(self, *parts: Raw, **changes: Any) -> None:
        name = changes.pop("name", "secret-plan")
        self.sends(sending.plan(name, who=self.who, at=self.at(), **changes), *parts)

    def gone(self, kind: str, name: str = "hidden") -> None:
        self.sent += 1
        self.sends(delete(kind, name))


def _member(name: str) -> Raw:
    system = (
        "https://terminologitjansten.inera.se/inera-kodverksforvaltning/kodverk/"
        "kv_typ_av_fast_kontakt"
    )
    return {
        "role": [{"coding": [{"system": system, "code": "1"}]}],
        "member": to("PractitionerRole", name),
    }


def buttons(page: Page) -> list[str]:
    return [button for form in page.forms for button in form.buttons]


def hides(anna: Sharer, words: str) -> Page:
    page = anna.browser.opens(f"/delning/{anna.ref}")
    [button] = [one for one in buttons(page) if one.startswith("Dölj:") and words in one]
    return anna.presses(button)


def all_pages(bertil: Visitor, ref: str) -> str:
    """What Bertil reads, as one text."""
    start = f"/for/{ref}"
    plan = bertil.opens(f"{start}/plan")
    others = sorted(one for one in plan.links.values() if one.startswith(f"{start}/plan?ref="))
    pages = (start, *others, f"{start}/moten", f"{start}/kontakter")
    return "\n".join([plan.words, *(bertil.opens(one).words for one in pages)])
