"""Care contacts as a viewer may see them, the one to ring first first."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import bindparam, case, or_, select

from portal.access import policy
from portal.identity.viewer import Viewer
from portal.models.care_manager import CareManager, CareManagerRole
from portal.models.noun import swedish_date

manager = policy.visible(CareManager)
FIRST = case(
    (manager.role == CareManagerRole.COORDINATING, 0),
    (manager.role == CareManagerRole.CARE_CONTACT, 1),
    (manager.role == CareManagerRole.HOME_CARE, 2),
    else_=3,
)
CONTACTS = policy.narrowed(
    select(
        manager.ref,
        manager.role,
        manager.name,
        manager.function,
        manager.unit,
        manager.authority,
        manager.phone,
        manager.unit_phone,
        manager.hours,
        manager.backup,
        manager.backup_phone,
        manager.note,
        manager.changed_at,
    )
    .where(
        or_(manager.starts_on.is_(None), manager.starts_on <= bindparam("today")),
        or_(manager.ends_on.is_(None), manager.ends_on >= bindparam("today")),
    )
    .order_by(FIRST, manager.id)
)


@dataclass(frozen=True, slots=True)
class Contact:
    """One contact; `is_first` is the one to ring when one does not know whom to ring."""

    ref: str
    role: str
    name: str
    function: str
    unit: str
    authority: str
    phone: str
    unit_phone: str
    hours: str
    backup: str
    backup_phone: str
    note: str
    changed_at: datetime
    is_first: bool
    is_new: bool


def contacts(viewer: Viewer) -> tuple[Contact, ...]:
    """Everyone who is a contact today. One statement."""
    today: date = swedish_date(viewer.now)
    rows = policy.read(viewer, CONTACTS, today=today)
    return tuple(
        Contact(**row._asdict(), is_first=row is rows[0], is_new=_is_new(row.changed_at, viewer))
        for row in rows
    )


def _is_new(changed_at: datetime, viewer: Viewer) -> bool:
    return viewer.since is not None and changed_at > viewer.since
