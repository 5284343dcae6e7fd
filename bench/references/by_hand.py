"""Home and the plan as by hand: WSGI, the raw driver, and text with gaps. The floor."""

import secrets
import time
from collections.abc import Callable, Iterable
from datetime import timedelta
from typing import Any

from sqlalchemy.engine import URL

from bench.references import duties, gaps
from bench.references import statements as sql
from bench.references.drivers import Driver, connect
from bench.visits import Answer
from portal.models.noun import swedish_date

OPENS_BEFORE = timedelta(minutes=15)
COOKIE = "__Host-sid="


class ByHand:
    """A WSGI application that knows two pages."""

    def __init__(self, url: URL, *, secret_key: str) -> None:
        self._driver, self._secret_key = connect(url), secret_key
        self._pages: dict[str, gaps.Page] = {}

    def learn(self, path: str, token: str, answer: Answer) -> None:
        """Learn a page from the portal's answer to the person with this token."""
        _, _, *known = self._data(path, token)
        data = (answer.nonce, answer.form_token, *known)
        self._pages[path] = gaps.learned(answer.body.decode(), data)

    def __call__(self, environ: dict[str, Any], start: Callable[..., object]) -> Iterable[bytes]:
        began, path = time.perf_counter(), environ["PATH_INFO"]
        token = environ["HTTP_COOKIE"].partition(COOKIE)[2].partition(";")[0]
        data = self._data(path, token)
        body = self._pages[path].filled(data).encode()
        headers = [*duties.headers(data[0]), ("Content-Length", str(len(body)))]
        start("200 OK", headers)
        duties.log(path, began)
        return [body]

    def _data(self, path: str, token: str) -> tuple[Any, ...]:
        what, rows = READ[path]
        asking = duties.known(self._driver, token)
        duties.trace(self._driver, asking, what)
        found = rows(self._driver, asking)
        self._driver.commit()
        form_token = duties.form_token(self._secret_key, token)
        return secrets.token_urlsafe(18), form_token, asking.name, asking.since, found


def _home(driver: Driver, asking: duties.Asking) -> tuple[Any, ...]:
    now, since = driver.stored(asking.now), driver.stored(asking.since or asking.now)
    today = str(swedish_date(asking.now))
    meetings = driver.rows(sql.MEETINGS, (asking.person_id, now, since))
    contacts = driver.rows(sql.CONTACTS, (asking.person_id, today, today))
    plan = driver.rows(sql.PLAN_IN_SHORT, (asking.person_id,))
    return meetings[0], contacts, plan, meetings[0][2] - OPENS_BEFORE


def _plan(driver: Driver, asking: duties.Asking) -> tuple[Any, ...]:
    [plan] = driver.rows(sql.PLANS, (driver.stored(asking.now), asking.person_id))
    mine = (plan[-1], asking.person_id)
    parts = (sql.GOALS, sql.ACTIVITIES, sql.DOCUMENTS)
    return plan, *(driver.rows(part, mine) for part in parts)


READ = {"/": ("home", _home), "/plan": ("plan", _plan)}
