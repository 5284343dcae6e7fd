"""Signing out: asked for by a portal, or by the person at the provider."""

from urllib.parse import urlencode

from flask import Blueprint, make_response, redirect, render_template, request, url_for
from joserfc import jwt
from joserfc.errors import JoseError
from werkzeug.wrappers import Response

from portal.demo.authorization import refusal_page
from portal.demo.backchannel import tell_portals
from portal.demo.desk import COOKIE, Desk, SignIn, the_desk

logout = Blueprint("logout", __name__)


@logout.get("/avsluta")
def ask() -> str:
    sign_in = the_desk().sign_ins.look(request.cookies.get(COOKIE))
    return render_template("demo/sign_out.html", person=sign_in.person if sign_in else None)


@logout.post("/avsluta")
def end_here() -> Response:
    """The person signs out at the provider, which tells the portals server to server."""
    desk = the_desk()
    sign_in = desk.sign_ins.take(request.cookies.get(COOKIE))
    silent = tell_portals(sign_in, desk=desk) if sign_in else []
    return _without_cookie(redirect(url_for("logout.ended", missed=len(silent) or None), 303))


@logout.get("/avslutad")
def ended() -> str:
    return render_template("demo/ended.html", missed=request.args.get("missed", type=int))


@logout.route("/logout", methods=["GET", "POST"])
def end_for_portal() -> Response:
    """RP-initiated logout: by POST with an ID token, or by client_id alone."""
    desk = the_desk()
    hint = request.values.get("id_token_hint")
    told = _from_hint(hint, desk=desk) if hint else {}
    client_id = request.values.get("client_id") or told.get("aud")
    if hint and (not told or client_id != told["aud"]):
        return refusal_page("Utloggningen som begärdes hör inte hit.")
    if request.method == "POST" and not hint and COOKIE not in request.cookies:
        # A browser sends no cookie with another site's POST, but does with the GET that follows.
        again = url_for("logout.end_for_portal")
        return redirect(f"{again}?{urlencode(request.form.to_dict())}", 303)
    return _ended(client_id or "", sid=told.get("sid"), desk=desk)


def _from_hint(hint: str, *, desk: Desk) -> dict[str, str]:
    """aud and sid of an ID token that we signed; it may be old. Empty when it is not ours."""
    for key in (desk.keys.rs256, desk.keys.es256):
        try:
            claims = jwt.decode(hint, key, algorithms=[str(key.alg)]).claims
        except (JoseError, ValueError):
            continue
        return {"aud": str(claims.get("aud")), "sid": str(claims.get("sid"))}
    return {}


def _ended(client_id: str, *, sid: str | None, desk: Desk) -> Response:
    asker = desk.registrations.get(client_id)
    after = request.values.get("post_logout_redirect_uri")
    if after and (asker is None or after not in asker.after_logout):
        return refusal_page("Adressen att gå tillbaka till är inte anmäld hit.")
    for handle, sign_in in _meant(sid, desk=desk):
        desk.sign_ins.take(handle)
        tell_portals(sign_in, desk=desk)
    if not after:
        return _without_cookie(redirect(url_for("logout.ended"), 303))
    state = request.values.get("state")
    return _without_cookie(
        redirect(f"{after}?{urlencode({'state': state})}" if state else after, 303)
    )


def _meant(sid: str | None, *, desk: Desk) -> list[tuple[str, SignIn]]:
    """The sign-in that the ID token names, else the one of this browser."""
    if sid is not None:
        return [(handle, sign_in) for handle, sign_in in desk.sign_ins if sign_in.sid == sid]
    handle = request.cookies.get(COOKIE, "")
    sign_in = desk.sign_ins.look(handle)
    return [(handle, sign_in)] if sign_in else []


def _without_cookie(response: Response) -> Response:
    made = make_response(response)
    made.delete_cookie(COOKIE)
    return made
