"""Read an authorization request, and refuse what does not follow the rules."""

import json
import re
from collections.abc import Mapping

from werkzeug.datastructures import MultiDict

from portal.demo.claims import LOA3
from portal.demo.desk import Desk, Question
from portal.demo.registration import Registration
from portal.demo.request_object import RequestObjectRefused, unpacked

_CHALLENGE = re.compile(r"[A-Za-z0-9_-]{43}")


class AskerUnknown(Exception):
    """No registered portal asks, or not for a registered address: the browser stays here."""


class QuestionRefused(Exception):
    """The portal made a mistake and is told so at its own address."""

    def __init__(self, error: str, description: str, *, redirect_uri: str, state: str) -> None:
        super().__init__(description)
        self.error = error
        self.redirect_uri = redirect_uri
        self.state = state


class _Fault(Exception):
    """An error code and a description, before it is known where to send them."""


def read_question(given: MultiDict[str, str], *, desk: Desk) -> Question:
    """The request as a Question (raises AskerUnknown, QuestionRefused)."""
    asker = desk.registrations.get(_single(given, "client_id"))
    if asker is None:
        raise AskerUnknown
    try:
        given = unpacked(given, asker=asker, issuer=desk.settings.issuer)
    except RequestObjectRefused as refused:
        error = "invalid_request_object", str(refused)
        raise _refusal(*error, redirect_uri=_home(given, asker), given=given) from refused
    redirect_uri = _home(given, asker)
    try:
        return _checked(given, asker=asker, redirect_uri=redirect_uri)
    except _Fault as fault:
        raise _refusal(*fault.args, redirect_uri=redirect_uri, given=given) from fault


def _home(given: MultiDict[str, str], asker: Registration) -> str:
    """Where the answer goes, whatever it is (raises AskerUnknown)."""
    redirect_uri = _single(given, "redirect_uri")
    if redirect_uri not in asker.redirect_uris:
        raise AskerUnknown
    return redirect_uri


def _refusal(
    error: str, description: str, *, redirect_uri: str, given: MultiDict[str, str]
) -> QuestionRefused:
    state = _single(given, "state")
    return QuestionRefused(error, description, redirect_uri=redirect_uri, state=state)


def _single(given: MultiDict[str, str], name: str) -> str:
    """The value of a parameter given once; otherwise empty, which nothing here accepts."""
    values = given.getlist(name)
    return values[0] if len(values) == 1 else ""


def _checked(given: MultiDict[str, str], *, asker: Registration, redirect_uri: str) -> Question:
    _check_form(given)
    asked = _claims(_single(given, "claims"))
    _check_level(asked)
    return Question(
        asker=asker,
        redirect_uri=redirect_uri,
        state=_single(given, "state"),
        scopes=_scopes(_single(given, "scope")),
        challenge=_challenge(given),
        nonce=_single(given, "nonce") or None,
        prompt=_prompt(_single(given, "prompt")),
        max_age=_max_age(_single(given, "max_age")),
        claims={place: frozenset(asked.get(place) or ()) for place in ("id_token", "userinfo")},
    )


def _check_form(given: MultiDict[str, str]) -> None:
    if any(len(values) > 1 for _, values in given.lists()):
        raise _Fault("invalid_request", "a parameter is given more than once")
    if "request_uri" in given:
        raise _Fault("request_uri_not_supported", "request_uri is not taken here")
    if given.get("response_type") != "code":
        raise _Fault("unsupported_response_type", "only response_type=code")
    if given.get("response_mode", "query") != "query":
        raise _Fault("invalid_request", "only response_mode=query")
    if not given.get("state"):
        raise _Fault("invalid_request", "state is required")


def _scopes(text: str) -> frozenset[str]:
    scopes = frozenset(text.split())
    if "openid" not in scopes:
        raise _Fault("invalid_scope", "scope must hold openid")
    return scopes


def _challenge(given: MultiDict[str, str]) -> str:
    challenge = _single(given, "code_challenge")
    if given.get("code_challenge_method") != "S256" or not _CHALLENGE.fullmatch(challenge):
        raise _Fault("invalid_request", "PKCE with S256 is required")
    return challenge


def _prompt(text: str) -> frozenset[str]:
    prompt = frozenset(text.split())
    if not prompt <= {"none", "login", "consent", "select_account"}:
        raise _Fault("invalid_request", "unknown prompt")
    if "none" in prompt and len(prompt) > 1:
        raise _Fault("invalid_request", "prompt=none stands alone")
    return prompt


def _max_age(text: str) -> int | None:
    if text and not (text.isascii() and text.isdigit()):
        raise _Fault("invalid_request", "max_age is a number of seconds")
    return int(text) if text else None


def _claims(text: str) -> Mapping[str, Mapping[str, object]]:
    try:
        asked = json.loads(text or "{}")
    except ValueError as broken:
        raise _Fault("invalid_request", "claims is not JSON") from broken
    places = [asked.get(place) for place in ("id_token", "userinfo")] if _is_object(asked) else [0]
    if not all(place is None or _is_object(place) for place in places):
        raise _Fault("invalid_request", "claims is not an object of objects")
    return dict(asked)


def _is_object(value: object) -> bool:
    return isinstance(value, dict)


def _check_level(asked: Mapping[str, Mapping[str, object]]) -> None:
    """Everybody here has level 3, so an essential acr without it cannot be met."""
    rule = (asked.get("id_token") or {}).get("acr")
    if not isinstance(rule, dict) or not rule.get("essential"):
        return
    values = rule.get("values", [rule.get("value", LOA3)])
    if not isinstance(values, list) or LOA3 not in values:
        raise _Fault("unmet_authentication_requirements", "only level 3 is offered")
