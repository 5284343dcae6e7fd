"""Tell portals, server to server, that a person has signed out at the provider."""

import requests

from portal.demo.desk import Desk, SignIn
from portal.demo.registration import Registration
from portal.demo.tokens import logout_token
from portal.settings import is_loopback

_SECONDS = 3


def tell_portals(sign_in: SignIn, *, desk: Desk) -> list[str]:
    """Tell every portal of this sign-in; the names of those that did not take it."""
    told = [desk.registrations[client_id] for client_id in sorted(sign_in.portals)]
    return [asker.name for asker in told if not _took_it(asker, sign_in=sign_in, desk=desk)]


def _took_it(asker: Registration, *, sign_in: SignIn, desk: Desk) -> bool:
    """The token goes to the registered address and nowhere else: redirects are not followed."""
    if asker.backchannel_logout_uri is None:
        return False
    token = logout_token(asker, desk=desk, sub=sign_in.person.sub, sid=sign_in.sid)
    with requests.Session() as browser:
        browser.trust_env = not is_loopback(asker.backchannel_logout_uri)
        try:
            answer = browser.post(
                asker.backchannel_logout_uri,
                data={"logout_token": token},
                timeout=_SECONDS,
                allow_redirects=False,
            )
        except requests.RequestException:
            return False
    return answer.status_code in {requests.codes.ok, requests.codes.no_content}
