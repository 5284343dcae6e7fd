"""Putting a world into the database; each has people of its own, so that none is cleaned away."""

import itertools
import secrets
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import insert

from portal.access.keeper import Keeper
from portal.audit import trail
from portal.audit.trail import What
from portal.database import Transaction
from portal.models.activity import Activity
from portal.models.appointment import Appointment, MeetingForm
from portal.models.care_manager import CareManager
from portal.models.care_plan import CarePlan, PlanVersion
from portal.models.goal import Goal
from portal.models.noun import swedish_date
from portal.models.person import Person
from portal.models.plan_document import PlanDocument
from portal.models.source_resource import SourceResource
from tests.support.world_granting import People, granted
from tests.support.worlds import Flags, World

COUNTER = itertools.count()
SOURCE = "SE2321000016-WORLD"
HOUR = timedelta(hours=1)
TOLD_AGO = 3 * HOUR
"""When something last changed that whoever sees the row sees; what some cannot see, later."""
PLACE_TOLD_AGO = (2 * HOUR, 4 * HOUR)
PARTICIPANT = {
    **dict.fromkeys(("name", "function", "unit", "kind", "answer"), "någon"),
    "with_patient": False,
}


@dataclass(frozen=True)
class Built:
    """A world in the database. `word(name)` is a canary as it stands on pages."""

    mark: str
    patient_id: int
    relative_id: int
    grant_ref: str
    beside_ref: str

    def word(self, name: str) -> str:
        return f"kanarie-{name}-{self.mark}"

    def address(self, path: str, ref: str = "") -> str:
        """A model's path as an address: the names of things are made references."""
        parts = [
            f"{part}-{self.mark}" if "-" in part and part[-1].isdigit() else part
            for part in path.split("/")
        ]
        return f"/for/{ref or self.grant_ref}{'/'.join(parts)}"


def build(transaction: Transaction, world: World, *, mark: str = "") -> Built:
    """Insert everything; one transaction, traced as sent by a care system."""
    mark = mark or f"{next(COUNTER)}{secrets.token_hex(4)}"
    year = swedish_date(transaction.now).year
    born = date(year - world.patient_age, 1, 1)
    patient_id = _person(transaction, "Pia Patientsson", world.patient, born)
    relative_born = date(year - world.relative_age, 1, 1)
    relative_id = _person(transaction, "Rut Relativ", world.relative, relative_born)
    stranger_id = _person(transaction, "Stina Stranger", Flags(), date(1960, 1, 1))
    keeper = Keeper(transaction, SOURCE, patient_id)
    builder = _Builder(keeper, mark, transaction.now)
    builder.plan(world)
    for number, one in enumerate(world.contacts):
        builder.contact(number, is_shown=one.is_shown)
    for number, meeting in enumerate(world.meetings):
        builder.meeting(number, meeting)
    trail.sent(transaction, patient_id=patient_id, source=SOURCE, what=What.SENT)
    other_id = _person(transaction, "Paul Patientsson", Flags(), born)
    people = People(patient_id, relative_id, stranger_id, other_id)
    ref, beside = granted(transaction, world, people, mark)
    return Built(mark, patient_id, relative_id, ref, beside)


class _Builder:
    """Inserts of one patient's things."""

    def __init__(self, keeper: Keeper, mark: str, now: datetime) -> None:
        self.keeper, self.mark, self.now = keeper, mark, now

    def plan(self, world: World) -> None:
        is_shown = world.plan_state == "shown"
        plan_id = self._put(
            CarePlan,
            ref=f"plan-{self.mark}",
            resource_id=self._resource("CarePlan", "0"),
            state=world.plan_state,
            state_at=self.now,
        )
        self._version(plan_id, "earlier", is_current=False, is_shown=is_shown)
        version_id = self._version(
            plan_id,
            "version",
            is_current=True,
            is_shown=is_shown,
            own_words=self._word("own-words"),
            notes=[{"text": self._word("note"), "by": "staff"}],
            lead={"name": self._word("lead"), "authority": "region", "unit": "", "phone": ""},
            units=[{"name": self._word("unit"), "authority": "region"}],
        )
        for number, one in enumerate(world.activities):
            self._put(
                Activity,
                version_id=version_id,
                key=self._ref("activity", number),
                name_key=f"name-{number}-{self.mark}",
                family=f"family-{self.mark}" if one.is_inline else None,
                seq=number,
                title=self._word(f"activity-{number}"),
                goal_keys=["none"],
                answered_by=one.answered_by,
                status="in-progress",
                change="added",
                changed_at=self.now - HOUR,
                others_change="changed",
                others_changed_at=self.now - TOLD_AGO,
                is_confidential=one.is_confidential,
                is_shown=one.is_shown and is_shown,
            )
        self._put(
            Activity,
            version_id=version_id,
            key=f"gone-{self.mark}",
            seq=len(world.activities),
            title="Borta",
            goal_keys=[],
            answered_by="region",
            status="completed",
            change="removed",
            changed_at=self.now - TOLD_AGO,
            is_shown=is_shown,
        )
        for number, goal in enumerate(world.goals):
            self._put(
                Goal,
                version_id=version_id,
                key=self._ref("goal", number),
                seq=number,
                text=self._word(f"goal-{number}"),
                status="active",
                is_confidential=goal.is_confidential,
                is_shown=goal.is_shown and is_shown,
            )
        for number, file in enumerate(world.documents):
            self._put(
                PlanDocument,
                ref=self._ref("document", number),
                key=self._ref("document", number),
                version_id=version_id,
                title=self._word(f"document-title-{number}"),
                content_type="application/pdf",
                content=f"%PDF-1.4 {self._word(f'document-text-{number}')}".encode(),
                is_confidential=file.is_confidential,
                is_shown=file.is_shown and is_shown,
            )

    def _version(self, plan_id: int, name: str, **values: Any) -> int:
        """A version of the plan; of an earlier one everything is a canary that nobody may see."""
        at = self.now - (HOUR if values["is_current"] else 2 * HOUR)
        usual = {
            "content_hash": name,
            "title": "Samordnad individuell plan",
            "kind": "SIP",
            "status": "active",
            "own_words": self._word("earlier-words"),
            "notes": [],
            "units": [],
            "lead": {},
            "description": "Mer om planen.",
            "not_shown": {"narrative": "additional", "activities": 1},
        }
        ref = f"{name}-{self.mark}"
        return self._put(
            PlanVersion,
            **{**usual, **values, "ref": ref, "plan_id": plan_id},
            source_at=at,
            received_at=at,
        )

    def contact(self, number: int, *, is_shown: bool) -> None:
        self._put(
            CareManager,
            ref=self._ref("contact", number),
            resource_id=self._resource("CareTeam", str(number)),
            role="1",
            name=self._word(f"contact-{number}"),
            phone="0980-31 92 11",
            changed_at=self.now - HOUR,
            is_shown=is_shown,
        )

    def meeting(self, number: int, drawn: Any) -> None:
        starts_at = self.now + drawn.starts_in * HOUR
        self._put(
            Appointment,
            ref=self._ref("meeting", number),
            resource_id=self._resource("Appointment", str(number)),
            status="booked",
            form=MeetingForm.TELEPHONE,
            title=self._word(f"meeting-{number}"),
            starts_at=starts_at,
            ends_at=starts_at + HOUR,
            place=self._word(f"place-{number}"),
            phone="0980-31 92 12",
            phone_code=self._word(f"code-{number}"),
            address="Storgatan 1",
            directions="Ring på klockan.",
            convener="Kommunen",
            convener_phone="0980-31 92 13",
            video_url="https://video.example/rum",
            help_url="https://video.example/prova",
            participants=[PARTICIPANT],
            changed_at=self.now - HOUR / 2,
            time_changed_at=self.now - TOLD_AGO,
            place_changed_at=self.now - PLACE_TOLD_AGO[number % 3 > 0],
            join_changed_at=self.now - HOUR,
            sequence=5,
            is_confidential=drawn.is_confidential,
            is_shown=drawn.is_shown,
        )

    def _word(self, name: str) -> str:
        return f"kanarie-{name}-{self.mark}"

    def _ref(self, kind: str, number: int) -> str:
        return f"{kind}-{number}-{self.mark}"

    def _resource(self, kind: str, name: str) -> int:
        made: int = self.keeper.transaction.execute(
            insert(SourceResource).returning(SourceResource.id),
            {
                "key": f"{kind}|{name}|{self.mark}",
                "source": SOURCE,
                "kind": kind,
                "identifier_system": "urn:world",
                "identifier_value": f"{name}-{self.mark}",
                "patient_id": self.keeper.patient_id,
            },
        ).scalar_one()
        return made

    def _put(self, noun: Any, **values: Any) -> int:
        values["patient_id"] = self.keeper.patient_id
        made: int = self.keeper.write(insert(noun).returning(noun.id), values).scalar_one()
        return made


def _person(transaction: Transaction, name: str, flags: Flags, born_on: date) -> int:
    made: int = transaction.execute(
        insert(Person).returning(Person.id),
        {
            "number_fingerprint": secrets.token_bytes(32),
            "number_sealed": b"",
            "name": name,
            "born_on": born_on,
            "is_protected": flags.is_protected,
            "is_deceased": flags.is_deceased,
            "is_sharing_blocked": flags.is_sharing_blocked,
        },
    ).scalar_one()
    return made
