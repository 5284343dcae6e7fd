"""UserInfo: what the person's claims are, signed where the portal is registered for that."""

from flask import Blueprint, jsonify, make_response, request
from werkzeug.wrappers import Response

from portal.demo.desk import the_desk
from portal.demo.tokens import signed_userinfo, userinfo_claims

userinfo = Blueprint("userinfo", __name__)


@userinfo.route("/userinfo", methods=["GET", "POST"])
def show() -> Response:
    desk = the_desk()
    answer = desk.tokens.look(_bearer())
    if answer is None:
        refusal = make_response("", 401)
        refusal.headers["WWW-Authenticate"] = 'Bearer error="invalid_token"'
        return refusal
    algorithm = answer.question.asker.userinfo_algorithm
    if algorithm is None:
        return jsonify(userinfo_claims(answer))
    response = make_response(signed_userinfo(answer, desk=desk, algorithm=algorithm))
    response.content_type = "application/jwt"
    return response


def _bearer() -> str | None:
    """The access token from the header; never from the address, where logs would keep it."""
    given = request.authorization
    return given.token if given and given.type == "bearer" else None
