"""The authorization endpoint and the sign-in page with a button for each person."""

import secrets
import uuid
from urllib.parse import urlencode

from flask import Blueprint, make_response, redirect, render_template, request
from werkzeug.wrappers import Response

from portal import clock
from portal.demo.desk import COOKIE, SIGN_IN_SECONDS, Answer, Desk, Question, SignIn, the_desk
from portal.demo.headers import allow_forms_to
from portal.demo.question import AskerUnknown, QuestionRefused, read_question

authorization = Blueprint("authorization", __name__)


@authorization.route("/authorize", methods=["GET", "POST"])
def authorize() -> Response:
    desk = the_desk()
    try:
        question = read_question(request.values, desk=desk)
    except AskerUnknown:
        return refusal_page("Vi känner inte igen sidan som skickade dig hit.")
    except QuestionRefused as refused:
        return _back(
            refused.redirect_uri,
            state=refused.state,
            error=refused.error,
            error_description=str(refused),
        )
    known = desk.sign_ins.look(request.cookies.get(COOKIE))
    if known and _may_reuse(known, question=question):
        return _answered(question, sign_in=known, desk=desk)
    if "none" in question.prompt:
        return _back(question.redirect_uri, state=question.state, error="login_required")
    return _sign_in_page(question, desk=desk)


@authorization.post("/legitimera")
def choose() -> Response:
    """A button was pressed: a person, or Avbryt."""
    desk = the_desk()
    question = desk.questions.look(request.form.get("question"))
    person = desk.people.get(request.form.get("person", ""))
    if question is None:
        return refusal_page("Sidan har stått öppen för länge, eller har redan använts.")
    if "cancel" not in request.form and person is None:
        return refusal_page("Den personen finns inte här.")
    if not desk.questions.take(request.form.get("question")):
        return refusal_page("Sidan har redan använts.")
    if person is None:
        return _back(
            question.redirect_uri,
            state=question.state,
            error="access_denied",
            error_description="the person cancelled",
        )
    sign_in = SignIn(person=person, sid=secrets.token_urlsafe(16), auth_time=clock.epoch())
    desk.sign_ins.take(request.cookies.get(COOKIE))
    response = _answered(question, sign_in=sign_in, desk=desk)
    response.set_cookie(
        COOKIE,
        desk.sign_ins.put(sign_in),
        max_age=SIGN_IN_SECONDS,
        httponly=True,
        samesite="Lax",
        secure=desk.settings.issuer.startswith("https:"),
    )
    return response


def refusal_page(reason: str) -> Response:
    return make_response(render_template("demo/refusal.html", reason=reason), 400)


def _may_reuse(sign_in: SignIn, *, question: Question) -> bool:
    """An earlier sign-in counts unless a new or a younger one was asked for."""
    if question.prompt & {"login", "select_account"}:
        return False
    age = clock.now().timestamp() - sign_in.auth_time
    return question.max_age is None or age <= question.max_age


def _sign_in_page(question: Question, *, desk: Desk) -> Response:
    page = render_template(
        "demo/sign_in.html",
        asker=question.asker.name,
        people=list(desk.people.values()),
        question=desk.questions.put(question),
    )
    return allow_forms_to(make_response(page), origins=question.asker.origins)


def _answered(question: Question, *, sign_in: SignIn, desk: Desk) -> Response:
    sign_in.portals.add(question.asker.client_id)
    answer = Answer(question=question, sign_in=sign_in, txn=str(uuid.uuid4()))
    return _back(question.redirect_uri, state=question.state, code=desk.codes.put(answer))


def _back(redirect_uri: str, *, state: str, **parameters: str) -> Response:
    """To the portal, always with the issuer beside the answer (RFC 9207)."""
    if state:
        parameters["state"] = state
    parameters["iss"] = the_desk().settings.issuer
    mark = "&" if "?" in redirect_uri else "?"
    return redirect(redirect_uri + mark + urlencode(parameters), 303)
