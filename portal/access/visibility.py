"""The table of who may see which rows and columns of each private noun.

Deny beats allow: what is confidential, hidden or not shown stays so whatever else is open. Each
condition is SQL, so that counts, order and "is there anything" never know of what is not visible.
"""

from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, datetime
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
    func,
    literal,
    literal_column,
    not_,
    null,
    or_,
    select,
    true,
)
from sqlalchemy.orm import aliased

from portal.access.alone import Either
from portal.identity.viewer import Viewer
from portal.models.activity import AnsweredBy, Change
from portal.models.care_plan import PlanState
from portal.models.grant import PLAN, Grant, GrantItem, ItemState, Part, Scope
from portal.models.noun import Instant

ALONE = 1 << 16
"""A bit beside the scopes: the patient reads by herself, and not with somebody beside her."""


def _holds(bits: BindParameter[int], flag: int) -> ColumnElement[bool]:
    """One number for all rights: each value of its own would cost every statement time."""
    return bits.op("&")(literal_column(str(int(flag)))) != literal_column("0")


PATIENT_ID = bindparam("viewer_patient_id", type_=Integer)
GRANT_ID = bindparam("viewer_grant_id", type_=Integer)
RELATIVE_ID = bindparam("viewer_relative_id", type_=Integer)
IS_PATIENT = literal_column("0") == GRANT_ID
SCOPES = bindparam("viewer_scopes", type_=Integer)
PARTS = bindparam("viewer_parts", type_=Integer)
IS_ALONE = _holds(SCOPES, ALONE)
READS_ALONE = IS_PATIENT & IS_ALONE
"""The patient reads by herself: every shown row and column is open to her."""
OPEN = {scope: _holds(SCOPES, scope) for scope in Scope}
PART = {part: _holds(PARTS, part) for part in Part}

LONG_AGO = literal(datetime(1970, 1, 1, tzinfo=UTC), type_=Instant)

Rule = Callable[[Table], ColumnElement[bool]]


def parameters(viewer: Viewer) -> dict[str, Any]:
    """The viewer's rights, as every narrowed statement asks for them."""
    return {
        "viewer_patient_id": viewer.patient_id,
        "viewer_grant_id": viewer.grant_id,
        "viewer_relative_id": viewer.relative_id,
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
    told = TOLD_TO_OTHERS.get(table.name, {})
    for column in table.c:
        if column.name in told:
            anybody = case((READS_ALONE, column), else_=told[column.name](table))
            yield Either(alone=column, anybody=anybody).label(column.name)
        elif column.name in masks:
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
            OPEN[Scope.ACTIVITIES],
            and_(OPEN[Scope.CHOSEN_ACTIVITIES], _is_chosen(table.c.key)),
        ),
        not_(_is_hidden_part(table)),
    )


def _is_chosen(key: ColumnElement[str]) -> ColumnElement[bool]:
    chosen = GrantItem.state == ItemState.CHOSEN
    return exists().where(GrantItem.grant_id == GRANT_ID, GrantItem.key == key, chosen)


hider, hiding = aliased(Grant), aliased(GrantItem)
knower, knowing = aliased(Grant), aliased(GrantItem)


def _is_the_persons(grant: type[Grant]) -> ColumnElement[bool]:
    """By whichever grant something was hidden, it is for the person: also one that has ended."""
    return and_(
        grant.patient_id == PATIENT_ID,
        or_(
            grant.id == GRANT_ID,
            and_(grant.relative_id == RELATIVE_ID, grant.confirmed_at.is_not(None)),
        ),
    )


def _is_hidden(is_it: ColumnElement[bool]) -> ColumnElement[bool]:
    return exists().where(
        hider.id == hiding.grant_id,
        _is_the_persons(hider),
        hiding.state == ItemState.HIDDEN,
        is_it,
    )


def _is_hidden_part(table: Table) -> ColumnElement[bool]:
    """By its key, by its words if one of the two has no name of its own, or by what is new."""
    is_known = (
        exists()
        .where(
            knower.id == knowing.grant_id,
            _is_the_persons(knower),
            knowing.key == func.coalesce(table.c.name_key, table.c.key),
        )
        .correlate(table)  # by itself it would not, from within the other
    )
    is_nameless = func.coalesce(hiding.family, table.c.family).is_not(None)
    return _is_hidden(
        or_(
            hiding.key == table.c.key,
            and_(hiding.key == table.c.name_key, is_nameless),
            and_(hiding.family == table.c.family, not_(is_known)),
        )
    )


def _part(scope: Scope) -> Rule:
    """A part of a plan that a scope opens, unless it is hidden."""
    return lambda table: and_(OPEN[scope], not_(_is_hidden_part(table)))


def _single(scope: Scope) -> Rule:
    """What has one row for one resource."""
    return lambda table: and_(OPEN[scope], not_(_is_hidden(hiding.key == table.c.ref)))


def _never(_: Table) -> ColumnElement[bool]:
    return false()


GRANTED: Mapping[str, Rule] = {
    "care_plan": _plan,
    "plan_version": _version,
    "goal": _part(Scope.GOALS),
    "activity": _activity,
    "plan_document": _part(Scope.WHOLE_PLAN),
    "care_manager": _single(Scope.CONTACTS),
    "appointment": _single(Scope.MEETING_TIME),
    "access_event": _never,
}
"""What a grant opens. A private noun that is not here cannot be made visible at all."""


def _later(one: ColumnElement[Any], other: ColumnElement[Any]) -> ColumnElement[Any]:
    return case((one > other, one), else_=other)


def _shown_at(key: ColumnElement[str]) -> ColumnElement[Any]:
    """When it was last shown again to this person, or long ago."""
    shown, shower = aliased(GrantItem), aliased(Grant)
    found = (
        select(func.max(shown.shown_at))
        .where(shower.id == shown.grant_id, _is_the_persons(shower), shown.key == key)
        .scalar_subquery()
    )
    return func.coalesce(found, LONG_AGO)


def _activity_changed_at(table: Table) -> ColumnElement[Any]:
    told = func.coalesce(table.c.others_changed_at, table.c.changed_at)
    return _later(_shown_at(table.c.key), told)


def _activity_change(table: Table) -> ColumnElement[Any]:
    told = func.coalesce(table.c.others_changed_at, table.c.changed_at)
    change = func.coalesce(table.c.others_change, table.c.change)
    is_new = and_(_shown_at(table.c.key) > told, change == Change.CHANGED)
    return case((is_new, literal(Change.ADDED)), else_=change)


def _contact_changed_at(table: Table) -> ColumnElement[Any]:
    told = func.coalesce(table.c.others_changed_at, table.c.changed_at)
    return _later(_shown_at(table.c.ref), told)


def _meeting_changed_at(table: Table) -> ColumnElement[Any]:
    """Of what each scope that is open opens, the latest."""
    latest = _later(
        _shown_at(table.c.ref), func.coalesce(table.c.time_changed_at, table.c.changed_at)
    )
    for scope, name in (
        (Scope.MEETING_PLACE, "place_changed_at"),
        (Scope.MEETING_JOIN, "join_changed_at"),
    ):
        moment = func.coalesce(table.c[name], table.c.changed_at)
        may_see = or_(IS_PATIENT, OPEN[scope])
        latest = case((and_(may_see, moment > latest), moment), else_=latest)
    return latest


TOLD_TO_OTHERS: Mapping[str, Mapping[str, Callable[[Table], ColumnElement[Any]]]] = {
    "activity": {"change": _activity_change, "changed_at": _activity_changed_at},
    "care_manager": {"changed_at": _contact_changed_at},
    "appointment": {"changed_at": _meeting_changed_at},
}
"""What changed, and when, for whoever does not read alone as the patient: only what the viewer
could and can see counts."""

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
        "sequence": (None, literal(0)),
    },
    "plan_version": {
        "own_words": (Scope.GOALS, EMPTY),
        "notes": (Scope.WHOLE_PLAN, NOTHING),
        "lead": (Scope.WHOLE_PLAN, NOTHING),
        "description": (Scope.WHOLE_PLAN, EMPTY),
        "not_shown": (None, NOTHING),
        "units": (Scope.WHOLE_PLAN, NOTHING),
        "source_at": (None, NOTHING),
        "received_at": (None, NOTHING),
    },
    "activity": {"goal_keys": (Scope.GOALS, NOTHING)},
}
"""Columns by the scope that opens them; None opens them to the patient alone."""
