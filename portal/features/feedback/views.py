"""The pages where anybody can say what is hard."""

import re

from flask import Blueprint, Response, request

from portal.access.guard import Door, opens_to
from portal.features.feedback import actions
from portal.features.feedback.actions import TooMuchFeedback
from portal.features.feedback.forms import KINDS, LONGEST, Written, written
from portal.identity import keyring
from portal.web import unit
from portal.web.pages import leave_to, page

views = Blueprint("feedback", __name__)

NUMBER = re.compile(r"[2-9A-Z]{6}")


@views.get("/synpunkter")
@opens_to(Door.EVERYONE)
def write() -> Response:
    """What is hard?"""
    return _form(Written())


@views.post("/synpunkter")
@opens_to(Door.EVERYONE)
def send() -> Response:
    """Keep what was written; what is missing is asked for again, with the rest still there."""
    told = written(request.form)
    if told.faults:
        return _form(told, status=422)
    sealer = keyring.sealer()
    kind = KINDS[told.kind]
    try:
        number = actions.keep(unit.transaction(), sealer, kind=kind, text=told.text)
    except TooMuchFeedback:
        return _form(Written(told.kind, told.text, ("mycket",)), status=429)
    answer = leave_to("feedback.thank", nr=number)
    actions.tell(unit.settings(), number)
    return answer


@views.get("/synpunkter/tack")
@opens_to(Door.EVERYONE)
def thank() -> Response:
    """Thank, and give the number to say on the telephone."""
    number = request.args.get("nr", "")
    return page("feedback/thanks.html", number=number if NUMBER.fullmatch(number) else "")


def _form(told: Written, *, status: int = 200) -> Response:
    return page("feedback/write.html", status=status, told=told, longest=LONGEST)
