"""Which rows of which patients have to follow what was just said, and making them follow."""

from collections.abc import Collection
from typing import Any, cast

from sqlalchemy import Table

from portal.access.keeper import Keeper
from portal.intake.chronicle import ALWAYS, Chronicle, chronicle_of
from portal.intake.kept import Kept
from portal.intake.project.appointment import appointment, plan_key
from portal.intake.project.care_manager import care_manager
from portal.intake.rows.plan import keep_plan
from portal.intake.rows.single import keep_single
from portal.intake.standing import Happened, Standing
from portal.intake.store import Store
from portal.intake.timeline import versions
from portal.models.appointment import Appointment
from portal.models.care_manager import CareManager
from portal.settings import Ages

CONTACT, MEETING = (cast(Table, noun.__table__) for noun in (CareManager, Appointment))
SHOWN_KINDS = ("CarePlan", "CareTeam", "Appointment")


def patients_behind(store: Store, changed: Collection[Kept]) -> set[int]:
    """Whose pages a change may reach: a unit's new telephone number reaches many."""
    found = {one.patient_id for one in changed if one.patient_id is not None}
    seen = {one.key for one in changed}
    todo = [one for one in changed if one.patient_id is None]
    while todo:
        linked = store.linked_to({one.key for one in todo})
        found |= {one.patient_id for one in linked if one.patient_id is not None}
        todo = [one for one in linked if one.patient_id is None and one.key not in seen]
        seen |= {one.key for one in todo}
    return found


def project(
    store: Store,
    patient_id: int,
    *,
    changed: Collection[str],
    confirmed: Collection[str],
    ages: Ages,
) -> list[Happened]:
    """Make the patient's rows follow, as far as the changed keys reach; gives what grants met."""
    chronicle = chronicle_of(store, patient_id)
    for kind in SHOWN_KINDS:
        for kept in chronicle.of_kind(kind):
            reached = chronicle.reach(kept.key)
            if not reached.isdisjoint(changed):
                chronicle.read_ahead(reached)
                keeper = Keeper(store.transaction, kept.source, patient_id)
                _follow(keeper, kept, chronicle)
    return Standing(chronicle, changed, confirmed, ages).follow()


def project_anew(store: Store, patient_id: int) -> bool:
    """Make all rows of the patient what our reading makes now of what was sent; tell if any differed.

    Nothing is sent, so nothing is new to anybody, and grants and flags stay as they are.
    """
    chronicle = chronicle_of(store, patient_id)
    chronicle.read_ahead(chronicle.kept)
    differed = [
        _follow(Keeper(store.transaction, kept.source, patient_id), kept, chronicle, is_sent=False)
        for kind in SHOWN_KINDS
        for kept in chronicle.of_kind(kind)
    ]
    return any(differed)


def _follow(keeper: Keeper, kept: Kept, chronicle: Chronicle, *, is_sent: bool = True) -> bool:
    """Make the rows of one resource follow; tell if they had to."""
    if kept.kind == "CarePlan":
        whole = versions(kept, chronicle)
        return keep_plan(keeper, kept, whole, chronicle.kept, is_sent=is_sent)
    table = CONTACT if kept.kind == "CareTeam" else MEETING
    return keep_single(keeper, table, kept, _single_row(kept, chronicle), is_sent=is_sent)


def _single_row(kept: Kept, chronicle: Chronicle) -> dict[str, Any] | None:
    """The row of a contact or a meeting; None when there is none to show."""
    around = chronicle.around(kept.source)
    body = chronicle.body_at(kept.key, ALWAYS, ALWAYS)
    if body is None:
        return None
    if kept.kind == "CareTeam":
        return care_manager(body, around)
    row = appointment(body, around, chronicle.earlier_bodies(kept.key))
    if row:
        row["sequence"] = len(chronicle.periods[kept.key])
        plan = chronicle.kept.get(plan_key(body, around) or "")
        row["plan_resource_id"] = plan.id if plan else None
    return row
