"""The rows of one plan: itself, its versions, and what stands in them."""

from collections.abc import Container, Iterable, Sequence
from typing import Any, cast

from sqlalchemy import Row as Found
from sqlalchemy import RowMapping, Table, bindparam, delete, insert, select, update

from portal.access.keeper import Keeper
from portal.intake.kept import Kept
from portal.intake.rows.recognising import recognised, with_refs
from portal.intake.rows.single import fitted, keep_single
from portal.intake.timeline import Version
from portal.models.activity import Activity
from portal.models.care_plan import CarePlan, PlanState, PlanVersion
from portal.models.goal import Goal
from portal.models.plan_document import PlanDocument
from portal.models.source_resource import new_ref

PLAN, VERSION, GOAL, ACTIVITY, DOCUMENT = (
    cast(Table, noun.__table__) for noun in (CarePlan, PlanVersion, Goal, Activity, PlanDocument)
)
PLAN_ID = select(PLAN.c.id).where(PLAN.c.resource_id == bindparam("resource_id"))
KEPT = (
    select(
        VERSION.c.id,
        VERSION.c.ref,
        VERSION.c.source_at,
        VERSION.c.received_at,
        VERSION.c.content_hash,
        VERSION.c.is_current,
        VERSION.c.is_shown,
    )
    .where(VERSION.c.plan_id == bindparam("plan_id"))
    .order_by(VERSION.c.source_at)
)
ADD_VERSION = insert(VERSION).returning(VERSION.c.id)

Row = dict[str, Any]
Parts = list[tuple[Table, list[Row]]]
Whole = tuple[Row, Parts]
"""The row of a version, and the rows of what stands in it."""


def keep_plan(
    keeper: Keeper,
    plan: Kept,
    versions: Sequence[Version],
    resources: Container[str],
    *,
    is_sent: bool = True,
) -> bool:
    """Bring the rows of a plan in line with its versions; tell if anything had to be written.

    `resources` are known by their keys. Versions that say what they said keep their rows and
    references; from the first one that differs on, all are written anew, because each says what
    changed since the one before. Unless something `is_sent`, every row is looked at: what a
    version was made of is the same, and it is our reading of it that may differ.
    """
    with_content = [version for version in versions if version.content is not None]
    if not with_content:
        return keep_single(keeper, PLAN, plan, None, is_sent=is_sent)
    row_of_plan = _plan_row(versions, with_content[-1])
    is_changed = keep_single(keeper, PLAN, plan, row_of_plan, is_sent=is_sent)
    plan_id = keeper.read(PLAN_ID, resource_id=plan.id).scalar_one()
    wanted = [_version_row(version, versions[-1].state) for version in with_content]
    wanted[-1]["is_current"] = True
    old = keeper.read(KEPT, plan_id=plan_id).all()

    def whole(start: int, end: int | None) -> list[Whole]:
        both = list(zip(with_content, wanted, strict=True))[start:end]
        return [(row, _parts(version, plan, resources)) for version, row in both]

    same = _same(old, wanted)
    if not is_sent:
        same = _standing(keeper, old, whole(0, same))
    new = whole(same, None)
    _replace(keeper, plan_id, old[same:], new)
    has_moved = _mark_current(keeper, old[:same], wanted)
    return is_changed or has_moved or bool(old[same:] or new)


def _mark_current(keeper: Keeper, old: Sequence[Found[Any]], wanted: Sequence[Row]) -> bool:
    """Let the versions that keep their rows say which one is current; tell if one did not."""
    wrong = [
        (found.id, row["is_current"])
        for found, row in zip(old, wanted, strict=False)
        if found.is_current != row["is_current"]
    ]
    for version_id, is_current in wrong:
        one = (VERSION.c.id == version_id) & (VERSION.c.patient_id == keeper.patient_id)
        keeper.write(update(VERSION).where(one), {"is_current": is_current})
    return bool(wrong)


def _plan_row(versions: Sequence[Version], last: Version) -> Row:
    state = versions[-1].state
    since = versions[-1].source_at
    for version in reversed(versions):
        if version.state != state:
            break
        since = version.source_at
    content = last.content
    return {
        "state": state,
        "state_at": since,
        "kept_by": content.kept_by if content else "",
        "kept_by_phone": content.kept_by_phone if content else "",
        "is_confidential": content is not None and content.values["is_confidential"],
    }


def _version_row(version: Version, plan_state: PlanState) -> Row:
    is_shown = plan_state == PlanState.SHOWN and version.state == PlanState.SHOWN
    values = version.content.values if version.content else {}
    return {
        **values,
        "source_at": version.source_at,
        "received_at": version.received_at,
        "content_hash": version.fingerprint,
        "is_current": False,
        "is_shown": is_shown,
    }


def _same(old: Sequence[Found[Any]], wanted: Sequence[Row]) -> int:
    """How many versions from the beginning are as they should be."""
    names = ("source_at", "received_at", "content_hash", "is_shown")
    for position, (found, row) in enumerate(zip(old, wanted, strict=False)):
        if any(getattr(found, name) != row[name] for name in names):
            return position
    return min(len(old), len(wanted))


def _standing(keeper: Keeper, old: Sequence[Found[Any]], wanted: Sequence[Whole]) -> int:
    """How many versions from the beginning stand in their rows, word by word."""
    for position, (found, (row, parts)) in enumerate(zip(old, wanted, strict=False)):
        tables = [(VERSION, VERSION.c.id, [fitted(VERSION, row)])]
        tables += [
            (table, table.c.version_id, _part_rows(table, rows, row)) for table, rows in parts
        ]
        for table, version_id, rows in tables:
            statement = select(table).where(version_id == found.id).order_by(table.c.id)
            if not _are(keeper.read(statement).mappings().all(), rows):
                return position
    return len(wanted)


def _are(found: Sequence[RowMapping], wanted: Sequence[Row]) -> bool:
    """Tell if rows say what they should; which version is current is seen to by itself."""
    return len(found) == len(wanted) and all(
        one[name] == value
        for one, row in zip(found, wanted, strict=True)
        for name, value in row.items()
        if name != "is_current"
    )


def _replace(keeper: Keeper, plan_id: int, old: Sequence[Found[Any]], new: list[Whole]) -> None:
    refs = {found.source_at: found.ref for found in old}
    if old:
        gone = VERSION.c.id.in_([found.id for found in old])
        keeper.write(delete(VERSION).where(gone, VERSION.c.patient_id == keeper.patient_id))
    for row, parts in new:
        named = {"plan_id": plan_id, "ref": refs.get(row["source_at"]) or new_ref()}
        values = {**fitted(VERSION, row), **named, "patient_id": keeper.patient_id}
        version_id = keeper.write(ADD_VERSION, values).scalar_one()
        _add_parts(keeper, version_id, row, parts)


def _parts(version: Version, plan: Kept, resources: Container[str]) -> Parts:
    """What stands in a version, by table, each row with the keys that it is recognised by."""
    content = version.content
    if content is None:
        return []

    def known(table: Table, name: str, rows: Iterable[Row]) -> list[Row]:
        return list(recognised(rows, table=table.name, name=name, plan=plan, resources=resources))

    return [
        (GOAL, known(GOAL, "text", content.goals)),
        (ACTIVITY, known(ACTIVITY, "title", version.activities)),
        (DOCUMENT, list(with_refs(known(DOCUMENT, "title", content.documents), plan))),
    ]


def _add_parts(keeper: Keeper, version_id: int, version_row: Row, parts: Parts) -> None:
    of_version = {"version_id": version_id, "patient_id": keeper.patient_id}
    for table, rows in parts:
        values = [{**row, **of_version} for row in _part_rows(table, rows, version_row)]
        if values:
            keeper.write(insert(table), values)


def _part_rows(table: Table, rows: Iterable[Row], version_row: Row) -> list[Row]:
    """The rows as they are written: hidden and confidential with their version."""
    return [
        {
            **fitted(table, row),
            "is_confidential": row["is_confidential"] or version_row["is_confidential"],
            "is_shown": row["is_shown"] and version_row["is_shown"],
        }
        for row in rows
    ]
