"""Tell portals, server to server, that a person has signed out at the provider."""

from http import HTTPStatus
from urllib.error import URLError
from urllib.parse import urlencode
from urllib.request import HTTPRedirectHandler, Request, build_opener

from portal.demo.desk import Desk, SignIn
from portal.demo.registration import Registration
from portal.demo.tokens import logout_token

_SECONDS = 3


class _StayHere(HTTPRedirectHandler):
    """A logout token goes to the registered address and nowhere else."""

    def redirect_request(self, *_: object) -> None:
        return None


def tell_portals(sign_in: SignIn, *, desk: Desk) -> list[str]:
    """Tell every portal of this sign-in; the names of those that did not take it."""
    told = [desk.registrations[client_id] for client_id in sorted(sign_in.portals)]
    return [asker.name for asker in told if not _took_it(asker, sign_in=sign_in, desk=desk)]


def _took_it(asker: Registration, *, sign_in: SignIn, desk: Desk) -> bool:
    if asker.backchannel_logout_uri is None:
        return False
    token = logout_token(asker, desk=desk, sub=sign_in.person.sub, sid=sign_in.sid)
    body = urlencode({"logout_token": token}).encode("ascii")
    try:
        with build_opener(_StayHere).open(
            Request(asker.backchannel_logout_uri, data=body), timeout=_SECONDS
        ) as answer:
            return answer.status in {HTTPStatus.OK, HTTPStatus.NO_CONTENT}
    except (URLError, TimeoutError, ConnectionError):
        return False
