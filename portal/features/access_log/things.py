"""What the references in the log stand for, as far as the patient may see the thing herself."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import bindparam, or_, select

from portal.access import policy
from portal.access.plan_language import plan_language
from portal.identity.viewer import Viewer
from portal.models.activity import Activity
from portal.models.appointment import Appointment
from portal.models.care_manager import CareManager
from portal.models.care_plan import PlanVersion
from portal.models.goal import Goal
from portal.models.plan_document import PlanDocument

meeting = policy.visible(Appointment)
document = policy.visible(PlanDocument)
activity = policy.visible(Activity)
goal = policy.visible(Goal)
contact = policy.visible(CareManager)
version = policy.visible(PlanVersion)
MEETINGS = policy.narrowed(
    select(meeting.ref, meeting.title, meeting.starts_at).where(
        meeting.ref.in_(bindparam("refs", expanding=True))
    )
)
DOCUMENTS = policy.narrowed(
    select(document.ref, document.key, document.title, version.language)
    .join(version, version.id == document.version_id)
    .where(
        or_(
            document.ref.in_(bindparam("refs", expanding=True)),
            document.key.in_(bindparam("refs", expanding=True)),
        )
    )
    .order_by(version.id)
)
ACTIVITIES = policy.narrowed(
    select(activity.key, activity.title, version.language)
    .join(version, version.id == activity.version_id)
    .where(activity.key.in_(bindparam("refs", expanding=True)))
    .order_by(version.id)
)
GOALS = policy.narrowed(
    select(goal.key, goal.text, version.language)
    .join(version, version.id == goal.version_id)
    .where(goal.key.in_(bindparam("refs", expanding=True)))
    .order_by(version.id)
)
CONTACTS = policy.narrowed(
    select(contact.ref, contact.name, contact.function, contact.unit).where(
        contact.ref.in_(bindparam("refs", expanding=True))
    )
)


@dataclass(frozen=True, slots=True)
class LoggedThing:
    """A meeting, a document, an insats, a goal or a contact by its title; `is_meeting` tells a
    meeting, which is known by its day, too."""

    title: str
    language: str = "sv"
    is_meeting: bool = False
    at: datetime | None = None


def things(viewer: Viewer, refs: Iterable[str]) -> Mapping[str, LoggedThing]:
    """By reference. What is not there any more, or not the patient's to see, has no name."""
    wanted = sorted(set(refs))
    if not wanted:
        return {}
    found: dict[str, LoggedThing] = {}
    for row in policy.read(viewer, ACTIVITIES, refs=wanted):
        found[row.key] = LoggedThing(row.title, row.language)
    for row in policy.read(viewer, DOCUMENTS, refs=wanted):
        found[row.ref] = found[row.key] = LoggedThing(row.title, row.language)
    meetings = policy.read(viewer, MEETINGS, refs=wanted)
    language = plan_language(viewer) if meetings else ""
    for row in meetings:
        found[row.ref] = LoggedThing(row.title, language, is_meeting=True, at=row.starts_at)
    left = [ref for ref in wanted if ref not in found]
    return found | dict(_hidden(viewer, left)) if left else found


def _hidden(viewer: Viewer, refs: Sequence[str]) -> Iterator[tuple[str, LoggedThing]]:
    """What no line but one of hiding is about."""
    for row in policy.read(viewer, GOALS, refs=refs):
        yield row.key, LoggedThing(row.text, row.language)
    for row in policy.read(viewer, CONTACTS, refs=refs):
        yield row.ref, LoggedThing(row.name or row.function or row.unit)
