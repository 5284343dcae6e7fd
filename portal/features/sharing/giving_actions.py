"""What a patient does to give: begin, choose, give, and another code; done and traced at once."""

from datetime import datetime, timedelta

from portal.access.grants import changing, codes, reading
from portal.access.grants.values import GrantSeen, Stage
from portal.audit import trail
from portal.audit.trail import What
from portal.features.sharing import one_time_code
from portal.features.sharing.actions import again, trace
from portal.features.sharing.openable import openable
from portal.features.sharing.values import Who
from portal.identity.people import person_of
from portal.identity.sealing import Sealer
from portal.identity.viewer import Viewer
from portal.models.grant import Part, Scope

SAME_FORM = timedelta(minutes=15)
"""How soon the same first answer again is the same form sent twice."""


class Oneself(Exception):
    """The number is the patient's own."""


def begin(viewer: Viewer, sealer: Sealer, who: Who) -> str:
    """Begin a draft; gives its ref. Raises `Oneself`."""
    relative_id = None if who.is_by_code else person_of(viewer.transaction, sealer, who.number)
    if relative_id == viewer.patient_id:
        raise Oneself
    begun_already = _untouched(viewer, who, relative_id)
    if begun_already:
        trail.looked(viewer, What.SHARING)
        return begun_already
    ref = changing.begin(
        viewer.transaction,
        patient_id=viewer.patient_id,
        relation=who.relation,
        relative_id=relative_id,
        # Of a code that nobody has seen: the real one is made when the grant is given.
        code_hash=one_time_code.kept(sealer, codes.new_code()).hash if who.is_by_code else None,
    )
    begun = reading.grant_of(viewer.transaction, viewer.patient_id, ref)
    trace(viewer, begun, What.GRANT_BEGUN)
    return ref


def choose(
    viewer: Viewer, grant: GrantSeen, *, scopes: Scope, parts: Part, keys: frozenset[str]
) -> None:
    """Say what a draft shall open; insatser that the patient does not have are left out."""
    keys &= {one.key for one in openable(viewer).activities}
    if (grant.scopes, grant.parts, grant.chosen) == (scopes, parts, keys):
        trail.looked(viewer, What.SHARING)  # the same answer again
        return
    changing.choose(viewer.transaction, grant, scopes=scopes, parts=parts, keys=keys)
    trace(viewer, grant, What.GRANT_CHOSEN)


def choose_days(viewer: Viewer, grant: GrantSeen, days: int) -> None:
    """Say how long a draft shall last; from now on a fresh sign-in for it counts."""
    if grant.days == days and grant.step_up_at is not None:
        trail.looked(viewer, What.SHARING)  # the same answer again
        return
    changing.choose_days(viewer.transaction, grant, days)
    changing.ask_for_fresh_sign_in(viewer.transaction, again(viewer, grant))
    trace(viewer, grant, What.GRANT_CHOSEN)


def give(
    viewer: Viewer,
    sealer: Sealer,
    grant: GrantSeen,
    *,
    legal_basis: str,
    authenticated_at: datetime,
) -> str:
    """Give a draft; gives the one-time code, or nothing for one by number.

    Raises `NotFresh` or `GrantChanged`.
    """
    code = codes.new_code() if grant.is_by_code else ""
    changing.give(
        viewer.transaction,
        grant,
        legal_basis=legal_basis,
        authenticated_at=authenticated_at,
        code=one_time_code.kept(sealer, code) if code else None,
    )
    trace(viewer, grant, What.GRANT_GIVEN)
    return code


def ask_for_new_code(viewer: Viewer, grant: GrantSeen) -> None:
    """From now on a fresh sign-in for this grant counts."""
    changing.ask_for_fresh_sign_in(viewer.transaction, grant)
    trace(viewer, grant, What.GRANT_CODE_ASKED)


def renew_code(
    viewer: Viewer, sealer: Sealer, grant: GrantSeen, *, authenticated_at: datetime
) -> None:
    """Another code instead of the one before. Raises `NotFresh` or `GrantChanged`."""
    code = one_time_code.kept(sealer, codes.new_code())
    changing.renew_code(viewer.transaction, grant, code, authenticated_at=authenticated_at)
    trace(viewer, grant, What.GRANT_CODE_RENEWED)


def _untouched(viewer: Viewer, who: Who, relative_id: int | None) -> str | None:
    """The draft that the same form has begun just now, if it was sent twice."""
    since = viewer.now - SAME_FORM
    found = (
        one.ref
        for one in reading.grants_of(viewer.transaction, viewer.patient_id)
        if one.stage == Stage.DRAFT and one.version == 1 and one.created_at > since
        if (one.relation, one.relative_id, one.is_by_code)
        == (who.relation, relative_id, who.is_by_code)
    )
    return next(found, None)
