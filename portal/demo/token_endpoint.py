"""The token endpoint: a code, once, against an access token and an ID token."""

import hashlib
import secrets

from flask import Blueprint, jsonify, request
from werkzeug.wrappers import Response

from portal.demo.desk import TOKEN_SECONDS, Answer, Desk, the_desk
from portal.demo.proof import ProofRefused, proven
from portal.demo.registration import Registration
from portal.demo.tokens import base64url, id_token

token_endpoint = Blueprint("token_endpoint", __name__)


class _GrantRefused(Exception):
    """The code is not good for this portal; the message is for its developer."""


@token_endpoint.post("/token")
def token() -> Response:
    desk = the_desk()
    try:
        asker = proven(request, desk=desk)
        if request.form.get("grant_type") != "authorization_code":
            return _refusal("unsupported_grant_type", "only authorization_code", status=400)
        answer = _redeemed(asker, desk=desk)
    except ProofRefused as refused:
        return _refusal("invalid_client", str(refused), status=401)
    except _GrantRefused as refused:
        return _refusal("invalid_grant", str(refused), status=400)
    return jsonify(_tokens(answer, desk=desk))


def _redeemed(asker: Registration, *, desk: Desk) -> Answer:
    code = request.form.get("code", "")
    answer = desk.codes.take(code)
    if answer is None:
        desk.tokens.take(desk.spent_codes.look(code))
        raise _GrantRefused("the code is unknown, too old or already used")
    if answer.question.asker.client_id != asker.client_id:
        raise _GrantRefused("the code was given to another portal")
    if request.form.get("redirect_uri") != answer.question.redirect_uri:
        raise _GrantRefused("redirect_uri is not the one of the authorization request")
    verifier = request.form.get("code_verifier", "")
    if not _matches(verifier, challenge=answer.question.challenge):
        raise _GrantRefused("code_verifier does not match")
    return answer


def _matches(verifier: str, *, challenge: str) -> bool:
    digest = hashlib.sha256(verifier.encode()).digest()
    return 43 <= len(verifier) <= 128 and secrets.compare_digest(base64url(digest), challenge)


def _tokens(answer: Answer, *, desk: Desk) -> dict[str, object]:
    access_token = desk.tokens.put(answer)
    desk.spent_codes.put_once(request.form["code"], thing=access_token)
    return {
        "access_token": access_token,
        "token_type": "Bearer",
        "expires_in": TOKEN_SECONDS,
        "scope": " ".join(sorted(answer.question.scopes)),
        "id_token": id_token(answer, desk=desk, access_token=access_token),
    }


def _refusal(error: str, description: str, *, status: int) -> Response:
    response = jsonify(error=error, error_description=description)
    response.status_code = status
    if status == 401:
        response.headers["WWW-Authenticate"] = "Basic"
    return response
