"""What every page of sharing asks first: whose grant, by which rules, after which sign-in."""

from dataclasses import replace
from datetime import datetime
from typing import cast

from flask import abort, request
from flask_login import current_user

from portal.access import looking
from portal.access.grants import rights, same_browser
from portal.access.grants.limits import is_fresh
from portal.access.grants.values import GrantSeen
from portal.audit import trail
from portal.audit.trail import What
from portal.features.sharing import forms, queries
from portal.features.sharing.values import Shared
from portal.identity import keyring
from portal.identity.viewer import Viewer
from portal.models.grant import GrantKind
from portal.web import unit


class SharingOff(Exception):
    """This patient cannot share now; the page says the same whatever the reason is."""


def legal_basis() -> str:
    return looking.sharing_rules().legal_basis


def is_on(viewer: Viewer) -> bool:
    """Giving is possible."""
    rules = looking.sharing_rules()
    return rights.may_give(viewer.transaction, patient_id=viewer.patient_id, rules=rules)


def need_sharing_on(viewer: Viewer) -> None:
    """Raise `SharingOff` before anything is given or widened."""
    if not is_on(viewer):
        raise SharingOff


def need_ground(viewer: Viewer, seen: GrantSeen) -> None:
    """The same before something opens again; a mandate has a ground of its own."""
    if is_given(seen):
        need_sharing_on(viewer)


def grant(viewer: Viewer, ref: str) -> GrantSeen:
    """The patient's own grant as it is now, or 404."""
    return queries.grant(viewer, ref) or abort(404)


def grant_as_seen(viewer: Viewer, ref: str) -> GrantSeen:
    """The same, as the page that was sent had seen it: a change of what has changed is refused."""
    return replace(grant(viewer, ref), version=forms.version(request.form))


def is_given(seen: GrantSeen) -> bool:
    """By the patient herself; a mandate is as wide and as long as its decision, not as she says."""
    return seen.kind == GrantKind.CONSENT


def shared(viewer: Viewer, ref: str) -> Shared:
    """A grant in words and lists; the look is traced."""
    trail.looked(viewer, What.SHARING)
    return queries.shared(viewer, keyring.sealer(), grant(viewer, ref))


def waits_until(viewer: Viewer, seen: GrantSeen, asked_at: datetime) -> datetime | None:
    """Before when what she asked for may not open: the two have shared a browser. None: now."""
    return same_browser.waits_until(
        viewer.transaction,
        keyring.sealer(),
        patient_id=viewer.patient_id,
        relative_id=seen.relative_id,
        asked_at=asked_at,
        wait=same_browser.patience(is_demo=unit.settings().is_demo),
    )


def authenticated_at() -> datetime:
    """When the person last showed who they are."""
    return cast("datetime", current_user.authenticated_at)


def has_signed_in_for(viewer: Viewer, seen: GrantSeen) -> bool:
    """The fresh sign-in that this grant asked for has been done."""
    return is_fresh(seen, authenticated_at=authenticated_at(), now=viewer.now)
