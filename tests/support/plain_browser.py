"""A browser without scripts or pictures, for reading what a person of the demo is shown."""

import re
from http.cookiejar import CookieJar, DefaultCookiePolicy
from urllib.parse import urlencode
from urllib.request import HTTPCookieProcessor, ProxyHandler, build_opener

import html5lib

from tests.support.page import words_of


class PlainBrowser:
    """Signed in as somebody, at a demo that runs."""

    def __init__(self, portal: str, person: str) -> None:
        # A browser takes localhost for safe, and sends it the cookies that are for https only.
        safe = DefaultCookiePolicy(secure_protocols=("http", "https"))
        self.portal = portal
        self.opener = build_opener(ProxyHandler({}), HTTPCookieProcessor(CookieJar(safe)))
        with self.opener.open(f"{portal}/logga-in") as question:
            provider = question.url.partition("/authorize")[0]
            (handle,) = re.findall(r'name="question" value="([^"]+)"', question.read().decode())
        chosen = urlencode({"question": handle, "person": person}).encode()
        self.opener.open(f"{provider}/legitimera", chosen).close()

    def reads(self, path: str) -> str:
        """The words of the page's main part."""
        with self.opener.open(f"{self.portal}{path}") as answer:
            tree = html5lib.parse(answer.read(), namespaceHTMLElements=False)
        return words_of(tree.find(".//main"))
