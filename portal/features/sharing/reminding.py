"""Now and then, after a sign-in: is what you share still right?"""

from flask import Response, request

from portal.access.grants.values import Stage
from portal.access.guard import REF, Door, opens_to, way_on
from portal.audit import trail
from portal.audit.trail import What
from portal.features.sharing import actions, queries
from portal.features.sharing.blueprint import views
from portal.identity import keyring
from portal.identity.viewer import Viewer
from portal.web.pages import leave_to, page

OPEN = (Stage.ACTIVE, Stage.DELAYED)


@views.get("/delning/paminnelse")
@opens_to(Door.OWN_CARE)
def ask_to_look_through(viewer: Viewer) -> Response:
    """All that is open, and where the person was going."""
    trail.looked(viewer, What.SHARING)
    found = queries.all_shared(viewer, keyring.sealer())
    return page(
        "sharing/remind.html",
        open=tuple(one for one in found if one.stage in OPEN),
        going={name: request.args.get(name, "")[:64] for name in ("till", "ref")},
    )


@views.post("/delning/paminnelse")
@opens_to(Door.OWN_CARE)
def keep_all(viewer: Viewer) -> Response:
    """It is right; on to where the person was going."""
    actions.keep_all(viewer)
    ref = request.form.get("ref", "")
    endpoint, values = way_on(request.form.get("till", ""), ref if REF.fullmatch(ref) else None)
    return leave_to(endpoint, **values)
