"""The pages on the way in and out."""

import base64
import logging
import secrets
from dataclasses import replace
from datetime import timedelta

from flask import Blueprint, Response, current_app, request
from flask_login import current_user

from portal.access import interrupted
from portal.access.grants import same_browser
from portal.access.guard import REF, Door, opens_to, way_on
from portal.features.sign_in import actions
from portal.features.sign_in.actions import Arrival, AttemptGone, Before, Cancelled, House
from portal.identity import attempts, cookies, keyring, login_manager
from portal.identity.accounts import Deceased
from portal.identity.claims import NumberMissing, SignInRefused
from portal.identity.logout_tokens import LogoutRefused
from portal.identity.oidc.deadline import ProviderAway
from portal.identity.oidc.metadata import MetadataRefused
from portal.web import languages, reading, unit
from portal.web.csrf import is_from_here, without_form_token
from portal.web.pages import leave_to, page

ATTEMPT_SECONDS = 600
IN_SHARING = "delning-"
GOODBYE = "__Host-hejda"
PICTURE = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAQAAAC1HAwCAAAAC0lEQVR42mNkYAAAAAYAAjCB0C8AAAAASUVORK5CYII="
)
"""One transparent point."""

views = Blueprint("sign_in", __name__)
LEAVING = ("sign_in.leave", "sign_in.leave_everywhere")
log = logging.getLogger(__name__)


@views.get("/logga-in")
@opens_to(Door.EVERYONE)
def start() -> Response:
    """Send the browser to the identity provider. Only looking (HEAD) begins nothing."""
    if request.method == "HEAD":
        return Response()
    ref = request.args.get("ref", "")
    try:
        departure = actions.begin(
            _house(),
            browser=cookies.read(request, cookies.SIGNING_IN),
            return_to=request.args.get("till", "")[:64],
            return_ref=ref if REF.fullmatch(ref) else None,
            language=languages.current().html_lang,
            is_anew=request.args.get("nytt") == "ja",
        )
    except (ProviderAway, MetadataRefused) as away:
        return _away(away)
    response = Response(status=303, headers={"Location": departure.address})
    cookies.give(response, cookies.SIGNING_IN, departure.browser, seconds=ATTEMPT_SECONDS)
    return response


@views.get("/oidc/callback")
@opens_to(Door.EVERYONE)
def arrive() -> Response:
    """The identity provider has sent the browser back, with a code or with bad news."""
    if request.method == "HEAD":
        return Response()
    try:
        arrival = actions.finish(
            _house(),
            request.args.to_dict(flat=False),
            browser=cookies.read(request, cookies.SIGNING_IN),
            before=_before(),
        )
    except AttemptGone:
        return page("sign_in/begin_again.html", status=400)
    except Cancelled:
        return page("sign_in/cancelled.html")
    except (ProviderAway, MetadataRefused) as away:
        return _away(away)
    except SignInRefused as refused:
        return _refused(refused)
    response = _on_from(arrival)
    cookies.give(response, cookies.SIGNED_IN, arrival.token)
    if cookies.JUST_LEFT in request.cookies:
        cookies.take_away(response, cookies.JUST_LEFT)
    if arrival.chosen == reading.NOTHING:
        reading.forget(response)
    else:
        reading.remember(response, arrival.chosen, is_persons=True)
    return response


@views.get("/logga-ut")
@opens_to(Door.EVERYONE)
def ask_to_leave() -> Response:
    """Ask which way to sign out."""
    if not current_user.is_authenticated:
        return leave_to("sign_in.goodbye")
    return page("sign_in/leave.html")


@views.post("/logga-ut")
@opens_to(Door.EVERYONE)
def leave() -> Response:
    """Sign out here. Whose time is up already gets the same answer."""
    token = login_manager.token()
    if token is not None:
        actions.end(unit.transaction(), token)
    interrupted.forget()
    _forget_attempts()
    return _to_goodbye()


@views.post("/logga-ut/overallt")
@opens_to(Door.SIGNED_IN)
def leave_everywhere() -> Response:
    """Sign out on every device."""
    actions.end_everywhere(unit.transaction(), current_user.person_id)
    _forget_attempts()
    return _to_goodbye()


def _forget_attempts() -> None:
    browser = cookies.read(request, cookies.SIGNING_IN)
    if browser is not None:
        attempts.forget(unit.transaction(), browser)


def _to_goodbye() -> Response:
    """To a last page in the person's own language; the browser has forgotten it when it comes."""
    shown = reading.written(_chosen())
    return leave_to("sign_in.goodbye", nyss="ja", **({"som": shown} if shown else {}))


@views.after_request
def _forget(response: Response) -> Response:
    """Who signs out is out of this browser, also when the database could not be told: the next
    one at it may be somebody else."""
    is_asked = request.method == "POST" and request.endpoint in LEAVING and is_from_here()
    if is_asked and (response.status_code == 303 or response.status_code >= 500):
        login_manager.leave_trace(response)
        for mark in (cookies.INTERRUPTED, cookies.SIGNING_IN):
            cookies.take_away(response, mark)
        reading.forget(response)
        response.headers["Clear-Site-Data"] = '"cache", "storage"'
    return response


@views.get("/utloggad")
@opens_to(Door.EVERYONE)
def goodbye() -> Response:
    """Say that nobody is signed in here. What the provider adds to the address does not matter."""
    if current_user.is_authenticated:
        return leave_to("home.show")
    if "som" in request.args:
        reading.show_as(request.args["som"])
    way_out = None
    if request.args.get("nyss") == "ja":
        address = unit.settings().public_url + "/utloggad"
        way_out = _house().identity_provider.way_out(
            return_address=address, state=cookies.new_token()
        )
    return page(
        "sign_in/goodbye.html", way_out=way_out, is_too_late=request.args.get("varfor") == "tid"
    )


@views.get("/hejda.png")
@opens_to(Door.EVERYONE)
def wave() -> Response:
    """Change a cookie after the goodbye page has come: only then do browsers drop the pages
    that their Back button keeps."""
    response = Response(PICTURE, content_type="image/png")
    cookies.give(response, GOODBYE, cookies.new_token(), seconds=60)
    return response


@views.get("/inloggning/tid-kvar")
@opens_to(Door.SIGNED_IN, keeps_awake=False)
def time_left() -> Response:
    """The part of a page that says when time is nearly up."""
    return _time_left()


@views.post("/inloggning/fortsatt")
@opens_to(Door.SIGNED_IN)
def stay() -> Response:
    """Stay signed in."""
    if "HX-Request" in request.headers:
        return _time_left()
    return leave_to("home.show")


@views.post("/oidc/backchannel-logout")
@opens_to(Door.IDENTITY_PROVIDER)
@without_form_token
def end_from_provider() -> tuple[dict[str, str], int]:
    """The identity provider says that a sign-in has ended."""
    try:
        actions.end_from_provider(_house(), request.form.get("logout_token", ""))
    except (LogoutRefused, SignInRefused, ProviderAway, MetadataRefused) as refused:
        log.warning("logout-refused", extra={"kind": str(refused)})
        return {"error": "invalid_request"}, 400
    return {}, 200


def _house() -> House:
    settings = unit.settings()
    return House(
        database=unit.database(),
        sealer=keyring.sealer(),
        identity_provider=current_app.extensions["portal.identity_provider"],
        callback_address=settings.public_url + "/oidc/callback",
        longest=timedelta(hours=settings.session_hours),
        patience=same_browser.patience(is_demo=settings.is_demo),
    )


def _before() -> Before:
    trace = cookies.read(request, cookies.JUST_LEFT)
    just_left = cookies.digest_in(trace) if trace else None
    token = login_manager.token()
    # A session that was not left: what is chosen here is that person's, and kept with them.
    chosen = reading.NOTHING if token else _chosen()
    return Before(token, just_left, chosen)


def _chosen() -> reading.Reading:
    """As it may be kept with a person: a language that is not offered is none."""
    language = languages.chosen()
    return replace(reading.kept(), language=language.code if language else None)


def _on_from(arrival: Arrival) -> Response:
    """Where the person wanted to go, or was when their time was up; now and then past the page that asks if it is still right.

    Not in the middle of sharing something, which has led to a sign-in of its own.
    """
    waiting = None if arrival.return_to else interrupted.waiting_page(arrival.person_id)
    if waiting is not None:
        return leave_to(waiting[0], **waiting[1])
    if arrival.is_to_look_through and not arrival.return_to.startswith(IN_SHARING):
        going = {"till": arrival.return_to, "ref": arrival.return_ref}
        return leave_to("sharing.ask_to_look_through", **{k: v for k, v in going.items() if v})
    endpoint, values = way_on(arrival.return_to, arrival.return_ref)
    return leave_to(endpoint, **values)


def _time_left() -> Response:
    return page(
        "sign_in/_time_left.html",
        seconds_left=current_user.seconds_left,
        is_final_stretch=current_user.is_final_stretch,
    )


def _away(away: Exception) -> Response:
    log.error("identity-provider-away", extra={"kind": str(away)})
    response = page("sign_in/away.html", status=503)
    response.headers["Retry-After"] = "30"
    return response


def _refused(refused: SignInRefused) -> Response:
    """A fixed text; what went wrong is for the operator, who finds it by the incident's id."""
    incident = secrets.token_hex(4)
    log.warning("sign-in-refused", extra={"incident": incident, "kind": str(refused)})
    if isinstance(refused, Deceased):
        return page("sign_in/deceased.html", status=403, incident=incident)
    if isinstance(refused, NumberMissing):
        return page("sign_in/number_missing.html", status=403, incident=incident)
    return page("sign_in/refused.html", status=403, incident=incident)
