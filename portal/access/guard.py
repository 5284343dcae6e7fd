"""Doors: each view says to whom it opens, and the portal does not start while one has not.

@contacts.get("/kontakter")
@opens_to(Door.OWN_CARE)
def show(viewer: Viewer) -> Response: …
"""

import ipaddress
import re
from collections.abc import Callable
from enum import Enum, auto
from functools import wraps
from typing import Any, TypeVar, cast

from flask import Flask, Response, abort, current_app, g, request
from werkzeug.routing import Rule

from portal.access import bearer, interrupted, looking
from portal.access.interrupted import Typed
from portal.access.manners import Manner
from portal.identity import login_manager
from portal.identity.care_systems.scopes import SCOPE
from portal.models.grant import NO_SCOPE, Scope
from portal.web import unit
from portal.web.addresses import url_for
from portal.web.csrf import without_form_token
from portal.web.pages import leave_to, page
from portal.web.reader import reader

Shown = TypeVar("Shown")
REF = re.compile(r"[A-Za-z0-9_-]{1,64}")


class Door(Enum):
    """To whom a view opens."""

    EVERYONE = auto()
    """Signed in or not; nothing is looked up unless the view asks."""
    SIGNED_IN = auto()
    """Whoever is signed in, about nobody's care."""
    OWN_CARE = auto()
    """Whoever is signed in, looking at themselves: the view gets a `Viewer` first."""
    CARE = auto()
    """The same, or by a grant: whose care it is stands in the address (`access.manners`)."""
    FRONT = auto()
    """As CARE for whoever is signed in; for others too, and then the view gets None."""
    IDENTITY_PROVIDER = auto()
    """The identity provider's server, which proves itself by what it sends."""
    CARE_SYSTEM_PROOF = auto()
    """A care system without a token, which proves itself by what it sends."""
    CARE_SYSTEM = auto()
    """A care system with a token: the view gets a `Sender` first. Cookies mean nothing here."""
    OPERATOR = auto()
    """This machine only; for others the address does not exist."""


FOR_CARE_SYSTEMS = frozenset({Door.CARE_SYSTEM, Door.CARE_SYSTEM_PROOF})
"""No browser comes through these, so there is no form whose token could be asked for."""


class UndeclaredDoor(Exception):
    """A view does not say to whom it opens; the message names it and the remedy."""


def opens_to(
    door: Door,
    *,
    keeps_awake: bool = True,
    needs: Scope = NO_SCOPE,
    scope: str = "",
    typed: Typed | None = None,
) -> Callable[[Callable[..., Shown]], Callable[..., Shown]]:
    """Declare a view's door; stands directly under the route.

    `keeps_awake=False` is for what pages ask by themselves: it does not put off the idle end.
    By a grant, a view that `needs` scopes is there only when one of them is open.
    `typed` is what is kept of a form that comes after its session has ended.
    A care system gets 403 from a view whose `scope`, "system/Bundle.c", its token does not hold.
    """
    if scope and not SCOPE.fullmatch(scope):
        raise ValueError(f"{scope} is no scope of a care system")

    def declare(view: Callable[..., Shown]) -> Callable[..., Shown]:
        if door in FOR_CARE_SYSTEMS:
            without_form_token(view)

        @wraps(view)
        def behind(*values: Any, **named: Any) -> Shown:
            match door:
                case Door.OWN_CARE:
                    return view(looking.own_viewer(), *values, **named)
                case Door.CARE | Door.FRONT:
                    viewer = looking.viewer(named, needs=needs)
                    return view(viewer, *values, **looking.without_manner(named))
                case Door.CARE_SYSTEM:
                    return view(g.sender, *values, **named)
                case _:
                    return view(*values, **named)

        vars(behind).update(door=door, keeps_awake=keeps_awake, scope=scope, typed=typed)
        return behind

    return declare


def stand(app: Flask) -> None:
    """Guard all views of an application, after the last is registered. Raises `UndeclaredDoor`."""
    rules = list(app.url_map.iter_rules())
    open_ended = sorted(
        {rule.endpoint for rule in rules if _door(app.view_functions[rule.endpoint]) is None}
    )
    if open_ended:
        raise UndeclaredDoor(_remedy(open_ended))
    app.extensions["portal.destinations"] = {
        _short_name(rule): rule for rule in rules if _is_destination(app, rule)
    }
    app.before_request(_let_in)


def way_on(short_name: str, ref: str | None) -> tuple[str, dict[str, str]]:
    """The endpoint to go to after sign-in, and its values; home for whatever is not listed."""
    known: dict[str, Rule] = current_app.extensions["portal.destinations"]
    rule = known.get(short_name, known[""])
    if not rule.arguments:
        return rule.endpoint, {}
    return (known[""].endpoint, {}) if ref is None else (rule.endpoint, {_only(rule): ref})


def _let_in() -> Response | None:
    """Hold each request against its door, whatever its method. None lets it pass."""
    if request.endpoint is None:
        return None  # no such address or method: the error page answers
    view = current_app.view_functions[request.endpoint]
    match _door(view):
        case Door.EVERYONE | Door.IDENTITY_PROVIDER | Door.CARE_SYSTEM_PROOF:
            return None
        case Door.CARE_SYSTEM:
            return _let_in_care_system(getattr(view, "scope", ""))
        case Door.FRONT if not request.view_args:
            return None
        case Door.SIGNED_IN | Door.OWN_CARE | Door.CARE | Door.FRONT:
            return _let_in_signed_in(view)
        case Door.OPERATOR:
            return None if _is_from_this_machine() else abort(404)
        case _:
            raise UndeclaredDoor(_remedy([request.endpoint]))


def _let_in_signed_in(view: Callable[..., Any]) -> Response | None:
    if not getattr(view, "keeps_awake", True):
        login_manager.leave_asleep()
    if reader() is not None:
        return None if _is_plainly_named() else abort(404)
    is_kept = request.method == "POST" and interrupted.kept(getattr(view, "typed", None))
    if "HX-Request" in request.headers or "HX-History-Restore-Request" in request.headers:
        unit.finish()
        address = url_for("sign_in.goodbye", varfor="tid")
        return Response(status=401, headers={"HX-Redirect": address})
    if request.method in ("GET", "HEAD"):
        return leave_to("sign_in.start", **_way_back())
    return interrupted.mark(page("sign_in/ended.html", status=401, is_kept=is_kept))


def _is_plainly_named() -> bool:
    """What cannot be a reference of ours is asked of no database: some fail at what they are told."""
    return all(REF.fullmatch(str(value)) for value in (request.view_args or {}).values())


def _let_in_care_system(scope: str) -> Response | None:
    sender = bearer.sender()
    if sender is None:
        return bearer.unknown()
    wanted = SCOPE.fullmatch(scope)
    if wanted and not all(sender.may(letter, wanted[1]) for letter in wanted[2]):
        return bearer.beyond(scope)
    g.sender = sender
    return None


def _way_back() -> dict[str, str]:
    """Where to go on after sign-in: a listed word and a reference, never an address."""
    rule = cast("Rule", request.url_rule)
    short_name = _short_name(rule)
    if short_name not in current_app.extensions["portal.destinations"]:
        return {}
    refs = list((request.view_args or {}).values())
    return {"till": short_name, "ref": refs[0]} if refs else {"till": short_name}


def _only(rule: Rule) -> str:
    """The name of the one value in an address."""
    (name,) = rule.arguments
    return name


def _short_name(rule: Rule) -> str:
    """`/moten/<ref>` is called `moten-ref`."""
    return re.sub(r"<[^>]*>", "ref", rule.rule).strip("/").replace("/", "-")


def _is_destination(app: Flask, rule: Rule) -> bool:
    if rule.rule == "/":
        return True
    view = app.view_functions[rule.endpoint]
    return (
        _door(view) in (Door.SIGNED_IN, Door.OWN_CARE, Door.CARE)
        and getattr(view, "keeps_awake", True)
        and "GET" in (rule.methods or ())
        and rule.arguments in (set(), {"ref"}, {Manner.GRANTED})
    )


def _door(view: Callable[..., Any]) -> Door | None:
    return getattr(view, "door", None)


def _is_from_this_machine() -> bool:
    try:
        return ipaddress.ip_address(request.remote_addr or "").is_loopback
    except ValueError:
        return False


def _remedy(endpoints: list[str]) -> str:
    return (
        f"no door is declared for {', '.join(endpoints)}: put @opens_to(Door.…) from "
        "portal.access.guard directly under the route, and say whom it opens to"
    )
