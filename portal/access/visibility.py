"""The table of who may see which rows and columns of each private noun.

Deny beats allow: what is confidential, hidden or not shown stays so whatever else is open. Each
condition is SQL, so that counts, order and "is there anything" never know of what is not visible.
"""

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from sqlalchemy import (
    BindParameter,
    ColumnElement,
    Integer,
    Table,
    and_,
    bindparam,
    case,
    exists,
    false,
    literal,
    literal_column,
    not_,
    null,
    or_,
    true,
)

from portal.access.alone import Either
from portal.identity.viewer import Viewer
from portal.models.activity import AnsweredBy
from portal.models.care_plan import PlanState
from portal.models.grant import PLAN, GrantItem, Part, Scope

ALONE = 1 << 16
"""A bit beside the scopes: the patient reads by herself, and not with somebody beside her."""


def _holds(bits: BindParameter[int], flag: int) -> ColumnElement[bool]:
    """One number for all rights: each value of its own would cost every statement time."""
    return bits.op("&")(literal_column(str(int(flag)))) != literal_column("0")


PATIENT_ID = bindparam("viewer_patient_id", type_=Integer)
GRANT_ID = bindparam("viewer_grant_id", type_=Integer)
IS_PATIENT = literal_column("0") == GRANT_ID
SCOPES = bindparam("viewer_scopes", type_=Integer)
PARTS = bindparam("viewer_parts", type_=Integer)
IS_ALONE = _holds(SCOPES, ALONE)
READS_ALONE = IS_PATIENT & IS_ALONE
"""The patient reads by herself: every shown row and column is open to her."""
OPEN = {scope: _holds(SCOPES, scope) for scope in Scope}
PART = {part: _holds(PARTS, part) for part in Part}

Rule = Callable[[Table], ColumnElement[bool]]


def parameters(viewer: Viewer) -> dict[str, Any]:
    """The viewer's rights, as every narrowed statement asks for them."""
    return {
        "viewer_patient_id": viewer.patient_id,
        "viewer_grant_id": viewer.grant_id,
        "viewer_scopes": int(viewer.scopes) | (ALONE if viewer.is_alone else 0),
        "viewer_parts": int(viewer.parts),
    }


def rows(table: Table) -> Iterator[ColumnElement[bool]]:
    """The conditions a row must meet to be visible."""
    yield table.c.patient_id == PATIENT_ID
    if "is_shown" in table.c:
        yield table.c.is_shown
    own, granted = IS_PATIENT, GRANTED[table.name](table)
    if "is_confidential" in table.c:
        own = and_(own, or_(not_(table.c.is_confidential), IS_ALONE))
        granted = and_(not_(table.c.is_confidential), granted)
    yield Either(alone=true(), anybody=or_(own, granted))


def columns(table: Table) -> Iterator[ColumnElement[Any]]:
    """The columns, each emptied in SQL for a viewer whose scope does not open it."""
    masks = MASKS.get(table.name, {})
    for column in table.c:
        if column.name in masks:
            scope, empty = masks[column.name]
            may_see = IS_PATIENT if scope is None else or_(IS_PATIENT, OPEN[scope])
            masked = case((may_see, column), else_=empty)
            yield Either(alone=column, anybody=masked).label(column.name)
        else:
            yield column


def _plan(table: Table) -> ColumnElement[bool]:
    return and_(table.c.state == PlanState.SHOWN, _any_of_the_plan())


def _version(table: Table) -> ColumnElement[bool]:
    """Earlier versions stay the patient's: when there were some tells of what was hidden."""
    return and_(table.c.is_current, _any_of_the_plan())


def _any_of_the_plan() -> ColumnElement[bool]:
    return _holds(SCOPES, PLAN)


def _activity(table: Table) -> ColumnElement[bool]:
    # Not `not_in`: SQLAlchemy writes a list into the SQL anew at each execution.
    others = and_(
        table.c.answered_by != AnsweredBy.REGION, table.c.answered_by != AnsweredBy.MUNICIPALITY
    )
    return and_(
        or_(
            and_(table.c.answered_by == AnsweredBy.REGION, PART[Part.REGION]),
            and_(table.c.answered_by == AnsweredBy.MUNICIPALITY, PART[Part.MUNICIPALITY]),
            and_(others, PART[Part.OTHERS]),
        ),
        or_(
            and_(OPEN[Scope.ACTIVITIES], not_(_item(table.c.key, is_hidden=True))),
            and_(OPEN[Scope.CHOSEN_ACTIVITIES], _item(table.c.key, is_hidden=False)),
        ),
    )


def _appointment(table: Table) -> ColumnElement[bool]:
    return and_(OPEN[Scope.MEETING_TIME], not_(_item(table.c.ref, is_hidden=True)))


def _item(key: ColumnElement[str], *, is_hidden: bool) -> ColumnElement[bool]:
    wanted = GrantItem.is_hidden if is_hidden else not_(GrantItem.is_hidden)
    return exists().where(GrantItem.grant_id == GRANT_ID, GrantItem.key == key, wanted)


def _of(scope: Scope) -> Rule:
    return lambda _: OPEN[scope]


def _never(_: Table) -> ColumnElement[bool]:
    return false()


GRANTED: Mapping[str, Rule] = {
    "care_plan": _plan,
    "plan_version": _version,
    "goal": _of(Scope.GOALS),
    "activity": _activity,
    "plan_document": _of(Scope.WHOLE_PLAN),
    "care_manager": _of(Scope.CONTACTS),
    "appointment": _appointment,
    "access_event": _never,
}
"""What a grant opens. A private noun that is not here cannot be made visible at all."""

EMPTY = literal("")
NOTHING = null()
MASKS: Mapping[str, Mapping[str, tuple[Scope | None, ColumnElement[Any]]]] = {
    "appointment": {
        "title": (Scope.MEETING_PLACE, EMPTY),
        "place": (Scope.MEETING_PLACE, EMPTY),
        "address": (Scope.MEETING_PLACE, EMPTY),
        "directions": (Scope.MEETING_PLACE, EMPTY),
        "convener": (Scope.MEETING_PLACE, EMPTY),
        "convener_phone": (Scope.MEETING_PLACE, EMPTY),
        "video_url": (Scope.MEETING_JOIN, EMPTY),
        "help_url": (Scope.MEETING_JOIN, EMPTY),
        "phone": (Scope.MEETING_JOIN, EMPTY),
        "phone_code": (Scope.MEETING_JOIN, EMPTY),
        "participants": (None, NOTHING),
    },
    "plan_version": {
        "own_words": (Scope.GOALS, EMPTY),
        "notes": (Scope.WHOLE_PLAN, NOTHING),
        "lead": (Scope.WHOLE_PLAN, NOTHING),
        "units": (Scope.WHOLE_PLAN, NOTHING),
        "follow_up_on": (Scope.GOALS, NOTHING),
        "source_at": (None, NOTHING),
        "received_at": (None, NOTHING),
    },
    "activity": {"goal_keys": (Scope.GOALS, NOTHING)},
}
"""Columns by the scope that opens them; None opens them to the patient alone."""
