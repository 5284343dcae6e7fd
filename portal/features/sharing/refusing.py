"""What is answered when something could not be done: nothing is lost, and nothing was changed."""

from flask import Response, abort, request

from portal.access import looking
from portal.access.grants.limits import GrantChanged, NotFresh
from portal.audit import trail
from portal.audit.trail import What
from portal.features.sharing import forms, queries
from portal.features.sharing.blueprint import views
from portal.features.sharing.finding import SharingOff
from portal.identity import keyring
from portal.web import unit
from portal.web.languages import gettext as _
from portal.web.pages import leave_to, page

MOST_TOLD = 20
NOT_SENT_AGAIN = ("csrf", "version")
TRIED = {
    "sharing.choose_what": lambda: _("Du valde vad personen ska få se."),
    "sharing.choose_which": lambda: _("Du valde insatser."),
    "sharing.choose_whose": lambda: _("Du valde vems insatser personen ska få se."),
    "sharing.choose_how_long": lambda: _("Du valde hur länge delningen ska gälla."),
    "sharing.give": lambda: _("Du ville ge personen rätt att läsa."),
    "sharing.confirm": lambda: _("Du ville bekräfta vem det är som får läsa."),
    "sharing.pause": lambda: _("Du ville pausa delningen."),
    "sharing.end": lambda: _("Du ville avsluta delningen."),
    "sharing.close": lambda: _("Du ville stänga något i delningen."),
    "sharing.hide": lambda: _("Du ville dölja en insats eller ett möte."),
    "sharing.shorten": lambda: _("Du ville att delningen ska sluta tidigare."),
    "sharing.resume": lambda: _("Du ville öppna delningen igen."),
    "sharing.show_again": lambda: _("Du ville visa något som är dolt."),
    "sharing.change": lambda: _("Du ville ändra delningen."),
    "sharing.widen": lambda: _("Du ville öppna mer i delningen."),
}


@views.errorhandler(GrantChanged)
def show_conflict(_error: GrantChanged) -> Response:
    """Say what happened in between, show what was tried, and offer to do it to what is now."""
    unit.abandon()
    viewer = looking.own_viewer()
    trail.looked(viewer, What.SHARING)
    seen = queries.grant(viewer, (request.view_args or {}).get("ref", "")) or abort(404)
    shown = forms.version(request.form) or seen.version
    happened = queries.latest(viewer, seen, most=min(seen.version - shown, MOST_TOLD))
    words = TRIED.get(request.endpoint or "")
    return page(
        "sharing/conflict.html",
        status=409,
        shared=queries.shared(viewer, keyring.sealer(), seen),
        happened=happened,
        tried=words() if words else "",
        chosen=queries.chosen_activities(viewer, forms.keys(request.form)),
        scopes=_scopes_tried(),
        action=request.path,
        fields=[
            (name, value)
            for name, value in request.form.items(multi=True)
            if name not in NOT_SENT_AGAIN
        ],
    )


@views.errorhandler(NotFresh)
def ask_to_sign_in(_error: NotFresh) -> Response:
    """Back to the page that asks for the fresh sign-in; it is asked for before anything is done."""
    ref = (request.view_args or {}).get("ref", "")
    is_giving = request.endpoint == "sharing.give"
    return leave_to("sharing.review" if is_giving else "sharing.ask_to_approve", ref=ref)


@views.errorhandler(SharingOff)
def show_off(_error: SharingOff) -> Response:
    """Say kindly that nobody can be let in now, and what there is instead."""
    unit.abandon()  # what was looked up for the question is not shown, and leaves no trace
    return page("sharing/off.html", status=403)


def _scopes_tried() -> tuple[str, ...]:
    if request.endpoint not in ("sharing.choose_what", "sharing.change"):
        return ()
    tried = forms.scopes(request.form)
    return tuple(str(scope.name) for scope in queries.LISTED if scope in tried)
