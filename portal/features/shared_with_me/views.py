"""The page of plans that others share with me."""

from flask import Blueprint, Response, abort, request
from flask_login import current_user

from portal.access.grants.redeeming import NoSuchInvitation, TooManyTries, count_try
from portal.access.guard import REF, Door, opens_to
from portal.access.looking import sharing_rules
from portal.features.shared_with_me import actions, queries
from portal.identity import keyring
from portal.web import unit
from portal.web.pages import leave_to, page

LONGEST_CODE = 40
AN_HOUR = "3600"

views = Blueprint("shared_with_me", __name__)


@views.get("/delat-med-mig")
@opens_to(Door.SIGNED_IN)
def show() -> Response:
    """What is shared, what waits, and where to type a code."""
    return _page()


@views.post("/delat-med-mig/ja")
@opens_to(Door.SIGNED_IN)
def accept() -> Response:
    """Say yes to an invitation."""
    try:
        _need_basis()
        ref = request.form.get("inbjudan", "")
        if not REF.fullmatch(ref):
            abort(404)
        actions.accept(unit.transaction(), _me(), ref, sharing_rules())
    except NoSuchInvitation:
        abort(404)
    return leave_to("shared_with_me.show", _anchor="svar")


@views.post("/delat-med-mig/kod")
@opens_to(Door.SIGNED_IN)
def redeem() -> Response:
    """Say yes by a code. One answer for every code that opens nothing, whatever the reason."""
    text = request.form.get("kod", "")[:LONGEST_CODE]
    sealer = keyring.sealer()
    try:
        if count_try(unit.transaction(), _me()):
            actions.tell_of_guessing(unit.transaction(), sealer, "")
    except TooManyTries as too_many:
        if too_many.is_first:
            actions.tell_of_guessing(unit.transaction(), sealer, text)
        return _too_many()
    unit.finish()  # the try is counted whatever comes of it
    try:
        _need_basis()
        actions.redeem(unit.transaction(), sealer, _me(), text, sharing_rules())
    except NoSuchInvitation:
        return _page(is_wrong=True, status=422)
    return leave_to("shared_with_me.show", _anchor="svar")


@views.post("/delat-med-mig/<ref>/lamna")
@opens_to(Door.SIGNED_IN)
def leave(ref: str) -> Response:
    """Stop reading somebody's plan, for good."""
    try:
        actions.leave(unit.transaction(), _me(), ref, sharing_rules())
    except NoSuchInvitation:
        abort(404)
    return leave_to("shared_with_me.show", _anchor="planer")


def _page(*, is_wrong: bool = False, status: int = 200) -> Response:
    transaction, rules = unit.transaction(), sharing_rules()
    return page(
        "shared_with_me/shared_with_me.html",
        status=status,
        received=queries.received(transaction, _me(), rules),
        waiting=queries.waiting(transaction, _me(), rules),
        waits_to_be_confirmed=queries.waits_to_be_confirmed(transaction, _me(), rules),
        is_on=bool(rules.legal_basis),
        is_wrong=is_wrong,
    )


def _too_many() -> Response:
    response = page("shared_with_me/too_many.html", status=429)
    response.headers["Retry-After"] = AN_HOUR
    return response


def _need_basis() -> None:
    if not sharing_rules().legal_basis:
        raise NoSuchInvitation


def _me() -> int:
    return int(current_user.person_id)
