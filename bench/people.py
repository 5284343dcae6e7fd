"""Fictional patients for the bench, each with a plan, 8 activities, 4 contacts and 3 meetings.

All their texts, numbers and times differ, so that a page made of another patient's row is seen.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from portal.clock import STOCKHOLM
from portal.models.activity import Activity
from portal.models.appointment import Appointment
from portal.models.care_manager import CareManager
from portal.models.care_plan import CarePlan, PlanVersion
from portal.models.goal import Goal
from portal.models.noun import Noun

RESOURCES = 8
"""What a patient's data came in: the plan, 4 contacts and 3 meetings."""
ANSWERED_BY = ("region", "region", "region", "municipality", "municipality", "patient", "relative")
NEW = 2
"""So many of the activities have changed since the patient was last here."""
FORMS = ("video", "health-centre", "home")

Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Patient:
    """The `number` makes everything theirs differ; it is also the id of the person."""

    number: int
    now: datetime

    @property
    def name(self) -> str:
        return f"Anna Alm {self.number:04}"

    @property
    def was_here(self) -> datetime:
        return self.now - timedelta(days=3 + self.number % 20)

    @property
    def resource_ids(self) -> range:
        return range(self.number * RESOURCES, (self.number + 1) * RESOURCES)

    def rows(self) -> Iterator[tuple[type[Noun], list[Row]]]:
        """Everything about them, in an order that the foreign keys allow."""
        yield CarePlan, [self._plan()]
        yield PlanVersion, [self._version()]
        yield Goal, [self._goal(place) for place in range(3)]
        yield Activity, [self._activity(place) for place in range(8)]
        yield CareManager, [self._contact(place) for place in range(4)]
        yield Appointment, [self._meeting(place) for place in range(3)]

    def _plan(self) -> Row:
        return {
            "id": self.number,
            "ref": f"bench-plan-{self.number:06}",
            "resource_id": self.resource_ids[0],
            "state": "shown",
            "state_at": self._before,
            "kept_by": f"Hälsocentralen Eken {self.number:04}",
            "kept_by_phone": self._phone(1),
        }

    def _version(self) -> Row:
        return {
            "id": self.number,
            "ref": f"bench-version-{self.number:06}",
            "plan_id": self.number,
            "source_at": self._before,
            "received_at": self._before + timedelta(days=1, minutes=3),
            "is_current": True,
            "is_shown": True,
            "content_hash": f"{self.number:064}",
            "title": f"Trygg hemma efter sjukhuset {self.number:04}",
            "kind": "SIP",
            "status": "active",
            "made_on": self._day(-60),
            "starts_on": self._day(-50),
            "own_words": f"Jag vill gå till brevlådan själv, {self.number:04} steg dit.",
            "notes": [{"text": f"Vi oroar oss för trappan, {self.number:04}.", "by": "relative"}],
            "lead": {
                "name": f"Eva Ekberg {self.number:04}",
                "authority": "region",
                "unit": f"Mottagningen Eken {self.number:04}",
                "phone": self._phone(2),
            },
            "units": [
                {"name": f"Sjukhuset Björken {self.number:04}", "authority": "region"},
                {"name": f"Hemtjänsten Norr {self.number:04}", "authority": "municipality"},
            ],
        }

    def _goal(self, place: int) -> Row:
        return {
            "version_id": self.number,
            "key": f"goal-{place}",
            "seq": place,
            "text": f"Mål {place}: gå ute varje dag, runda {self.number:04}",
            "status": "active",
            "achievement": "improving",
            "due_on": self._day(70 + place),
            "is_shown": True,
        }

    def _activity(self, place: int) -> Row:
        return {
            "version_id": self.number,
            "key": f"activity-{place}",
            "seq": place,
            "title": f"Insats {place}: träna gång med stöd, slinga {self.number:04}",
            "reason": f"För att bli säkrare på benen, skäl {place} av {self.number:04}",
            "goal_keys": [f"goal-{place % 3}"],
            "answered_by": ANSWERED_BY[place % len(ANSWERED_BY)],
            "authority": f"Huvudman {place} i Demo {self.number:04}",
            "unit": f"Enhet {place} för rehab {self.number:04}",
            "person": f"Sjukgymnast {place} Lund {self.number:04}",
            "phone": self._phone(10 + place),
            "how_often": f"{place + 1} gånger i veckan, pass {self.number:04}",
            "starts_on": self._day(-40 + place),
            "status": "in-progress",
            "change": "changed",
            "changed_at": self._after(place) if place < NEW else self._before,
            "is_shown": True,
        }

    def _contact(self, place: int) -> Row:
        return {
            "ref": f"bench-contact-{place}-{self.number:06}",
            "resource_id": self.resource_ids[1 + place],
            "role": str(4 - place),
            "name": f"Kontakt {place} Berg {self.number:04}",
            "function": f"Distriktssköterska {place} {self.number:04}",
            "unit": f"Mottagning {place} Eken {self.number:04}",
            "authority": "region",
            "phone": self._phone(20 + place),
            "hours": f"vardagar 8–16, lucka {place} {self.number:04}",
            "backup": f"Ersättare {place} Dal {self.number:04}",
            "backup_phone": self._phone(30 + place),
            "changed_at": self._before,
            "is_shown": True,
        }

    def _meeting(self, place: int) -> Row:
        starts_at = self._in_the_morning(4 + 9 * place)
        return {
            "ref": f"bench-meeting-{place}-{self.number:06}",
            "resource_id": self.resource_ids[5 + place],
            "plan_resource_id": self.resource_ids[0] if place == 2 else None,
            "status": "booked",
            "form": FORMS[place],
            "title": f"Möte {place} om planen {self.number:04}",
            "starts_at": starts_at,
            "ends_at": starts_at + timedelta(minutes=20),
            "place": f"Rum {place} på Eken {self.number:04}",
            "video_url": f"https://video.example/{place}/{self.number}" if place == 0 else "",
            "phone": self._phone(40 + place),
            "phone_code": f"{place}{self.number:05}",
            "convener": f"Kallar {place} Ek {self.number:04}",
            "convener_phone": self._phone(50 + place),
            "participants": [
                self._participant("Patient Alm", place, "patient"),
                self._participant("Dotter Alm", place, "relative"),
                self._participant("Eva Ekberg", place, "staff"),
                self._participant("Ali Norén", place, "staff"),
            ],
            "changed_at": self._after(NEW) if place == 0 else self._before,
            "is_shown": True,
        }

    def _participant(self, name: str, place: int, kind: str) -> Row:
        return {
            "name": f"{name} {place} {self.number:04}",
            "function": "",
            "unit": f"Enheten {place} {self.number:04}",
            "kind": kind,
            "answer": "accepted",
            "with_patient": kind == "relative",
        }

    @property
    def _before(self) -> datetime:
        return self.was_here - timedelta(days=100)

    def _after(self, days: int) -> datetime:
        return self.was_here + timedelta(hours=1 + 24 * days, minutes=self.number % 60)

    def _moment(self, days: int) -> datetime:
        return self.now + timedelta(days=days + self.number % 5, minutes=self.number % 60)

    def _in_the_morning(self, days: int) -> datetime:
        """Never across midnight, nor in the hour that comes twice: each says the same words."""
        day = self._moment(days).astimezone(STOCKHOLM)
        return day.replace(hour=10, minute=self.number % 60, second=0, microsecond=0)

    def _day(self, days: int) -> date:
        return self._moment(days).date()

    def _phone(self, line: int) -> str:
        return f"070-{line:02}{self.number:05}"
