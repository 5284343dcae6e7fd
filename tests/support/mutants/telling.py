"""What the policy shows of each world near the open one, held against the model."""

import re
from collections.abc import Iterator, Sequence
from datetime import datetime

from sqlalchemy import select

from portal.access import policy
from portal.access.grants.rights import BY_REF, SharingRules, asked_now, right_of, rights_of
from portal.database import Database, Transaction
from portal.features.appointments import queries as appointments
from portal.features.care_plan import queries as care_plan
from portal.features.contacts.queries import contacts
from portal.features.home.queries import home
from portal.identity.viewer import Viewer
from portal.models.activity import Activity
from portal.models.appointment import Appointment
from portal.models.care_plan import CarePlan, PlanVersion
from portal.models.grant import Scope
from portal.models.private import Private
from tests.support import sharing_model
from tests.support.mutants.near_worlds import Near
from tests.support.world_building import Built
from tests.support.worlds import (
    World,
)

CANARY = re.compile(r"kanarie-([a-z0-9-]+?)-(?=\d+[0-9a-f]{8})")
PLANS = policy.narrowed(select(policy.visible(CarePlan).ref))
SHORT_PLANS = PLANS.get_execution_options()["short"]
VERSIONS = policy.narrowed(select(policy.visible(PlanVersion).ref))
OPENED_BY: dict[type[Private], dict[str, Scope | None]] = {
    Appointment: {
        **dict.fromkeys(("title", "place", "address", "directions"), Scope.MEETING_PLACE),
        **dict.fromkeys(("convener", "convener_phone"), Scope.MEETING_PLACE),
        **dict.fromkeys(("video_url", "help_url", "phone", "phone_code"), Scope.MEETING_JOIN),
        "participants": None,
        "sequence": None,
    },
    PlanVersion: {
        "own_words": Scope.GOALS,
        **dict.fromkeys(("notes", "lead", "units", "description"), Scope.WHOLE_PLAN),
        **dict.fromkeys(("source_at", "received_at", "not_shown")),
    },
    Activity: {"goal_keys": Scope.GOALS},
}
"""Once more, and not read from the policy: which scope opens a column; None for no scope."""
COLUMNS = {
    noun: policy.narrowed(select(*(getattr(seen, name) for name in names)))
    for noun, names in OPENED_BY.items()
    if (seen := policy.visible(noun))
}


seen_meeting, seen_activity = policy.visible(Appointment), policy.visible(Activity)
MEETING_NEWS = policy.narrowed(select(seen_meeting.ref, seen_meeting.changed_at))
ACTIVITY_NEWS = policy.narrowed(select(seen_activity.key, seen_activity.change))


def differs(url: str, near: Sequence[Near]) -> bool:
    """Tell whether any world shows something else than the model says, or cannot be shown."""
    database = Database(url)
    try:
        return _shows_beside(database, *near[0]) or any(
            _seen(database, world, built) != _expected(world) for world, built in near
        )
    except Exception:  # noqa: BLE001 (a mutant that breaks is noticed, however it breaks)
        return True


def _shows_beside(database: Database, world: World, built: Built) -> bool:
    """Tell whether a patient who shows the plan to somebody beside her shows what is hers alone."""
    transaction = database.begin()
    try:
        anna = Viewer(transaction, built.patient_id, built.patient_id, is_alone=False)
        if policy.read(anna, SHORT_PLANS):
            return True
        seen = set(CANARY.findall(repr(list(_answers(anna, world, built)))))
    finally:
        transaction.connection.close()
    secret = {f"activity-{n}" for n, one in enumerate(world.activities) if one.is_confidential}
    secret |= {f"meeting-{n}" for n, one in enumerate(world.meetings) if one.is_confidential}
    return bool(seen & secret) or not seen


def _expected(world: World) -> set[str]:
    seen: set[str] = set()
    for _, page in sharing_model.pages(world):
        seen |= page or set()
    return {word for word in seen if not word.startswith("code")}


def _seen(database: Database, world: World, built: Built) -> set[str]:
    """Everything the queries give by the grant; nothing is committed, so nothing is traced."""
    transaction = database.begin()
    try:
        rules = SharingRules("en grund" if world.basis_is_stated else "")
        right = right_of(transaction, ref=built.grant_ref, person_id=built.relative_id, rules=rules)
        listed = rights_of(transaction, person_id=built.relative_id, rules=rules)
        if {one.relative_id for one in listed} - {built.relative_id}:
            return {"somebody else's grant"}
        asked = {"ref": built.grant_ref, "person": built.relative_id}
        if _is_held(transaction, rules, asked) != (right is not None):
            return {"a grant that only the second look refuses"}
        if right is None:
            return set()
        if policy.read(right.viewer(transaction), SHORT_PLANS):
            return {"what is the patient's who reads alone"}
        if _shows_masked(right.viewer(transaction)):
            return {"a column that is not open"}
        if not _tells_what_is_seen(right.viewer(transaction), world, built):
            return {"something new that cannot be seen"}
        if _plans(right.viewer(transaction)) != sharing_model.plans(world):
            return {"another plan, or another version of it"}
        found = list(_answers(right.viewer(transaction), world, built))
    finally:
        transaction.connection.close()
    return {word for word in CANARY.findall(repr(found)) if not word.startswith("code")}


def _shows_masked(viewer: Viewer) -> bool:
    """Tell whether a column that no scope of the viewer's opens holds anything."""
    return any(
        value
        for table, statement in COLUMNS.items()
        for row in policy.read(viewer, statement)
        for name, value in row._mapping.items()
        if (scope := OPENED_BY[table][name]) is None or not viewer.sees(scope)
    )


def _tells_what_is_seen(viewer: Viewer, world: World, built: Built) -> bool:
    """What changed, and when, is told of what the viewer can see, and since it was shown."""
    found = policy.read(viewer, MEETING_NEWS)
    told = {row.ref.split("-")[1]: _ago(viewer, row.changed_at) for row in found}
    wanted = {number: sharing_model.told_ago(world, int(number)) for number in told}
    changes = {row.key: row.change for row in policy.read(viewer, ACTIVITY_NEWS)}
    right = {
        key: sharing_model.change(world, int(key.split("-")[1]))
        for key in changes
        if key.startswith("activity-")
    }
    right |= {key: "removed" for key in changes if key == f"gone-{built.mark}"}
    return told == wanted and changes == right


def _ago(viewer: Viewer, moment: datetime) -> float:
    return round((viewer.now - moment).total_seconds() / 3600, 1)


def _is_held(transaction: Transaction, rules: SharingRules, asked: dict[str, object]) -> bool:
    """By the statement alone, before the clock is looked at once more."""
    held = transaction.execute(BY_REF, {**asked, **asked_now(transaction, rules)})
    return held.first() is not None


def _plans(viewer: Viewer) -> set[str]:
    """The plans and versions that exist for the viewer, asked past the pages' own conditions."""
    rows = [*policy.read(viewer, PLANS), *policy.read(viewer, VERSIONS)]
    return {row.ref.partition("-")[0] for row in rows}


def _answers(viewer: Viewer, world: World, built: Built) -> Iterator[object]:
    yield home(viewer)
    yield care_plan.current_plan(viewer)
    yield appointments.coming_meetings(viewer)
    yield appointments.past_meetings(viewer)
    yield contacts(viewer)
    for number in range(len(world.documents)):
        yield care_plan.file(viewer, f"document-{number}-{built.mark}")
