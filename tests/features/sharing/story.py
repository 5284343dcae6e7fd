"""What care sends about one thing of Anna's, told in order."""

from datetime import timedelta
from typing import Any

from tests.intake import sending
from tests.intake.sending import Raw, Sender, delete, to
from tests.support.fixtures import NOW

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
