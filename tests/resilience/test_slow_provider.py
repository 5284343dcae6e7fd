"""An identity provider that is slow costs nobody who is signed in anything: gunicorn as deployed."""

import time
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor, wait
from contextlib import contextmanager
from pathlib import Path
from statistics import median

import pytest
import requests

from tests.support.deployed import BY_THE_PROXY, Deployed, OverTheLine, deployed
from tests.support.identity_providers.fault import Fault
from tests.support.identity_providers.faults_on_the_way import stall
from tests.support.identity_providers.faulty import RIGHT
from tests.support.log_scanner import LogScanner

CALLBACKS = 10
"""More than a worker has threads."""
ROUNDS = 15
AT_ONCE = 2
"""Seconds; who waits for the provider does so for twice as long."""
MANY_TIMES = 10
"""As slow as pages may become: other processes may need the machine meanwhile. With every thread
waiting they become some hundred times as slow."""


@pytest.fixture(scope="module")
def here(
    tmp_path_factory: pytest.TempPathFactory,
    migrated: Callable[[str], str],
    log_scanner: LogScanner,
) -> Iterator[Deployed]:
    folder: Path = tmp_path_factory.mktemp("deployed")
    with deployed(folder, migrated("sqlite"), log_scanner) as running:
        yield running


Waiting = list[Future[requests.Response]]


@contextmanager
def callbacks_that_wait(here: Deployed) -> Iterator[tuple[list[OverTheLine], Waiting]]:
    """People who come back from a provider that then does not answer for the portal."""
    people = [here.browser() for _ in range(CALLBACKS)]
    paths = [person.comes_back() for person in people]
    here.provider.fault = Fault(bend={"token": stall})
    before = here.provider.calls["token"]
    with ThreadPoolExecutor(CALLBACKS) as pool:
        answers = [
            pool.submit(person.opens, path) for person, path in zip(people, paths, strict=True)
        ]
        until = time.monotonic() + 3
        while here.provider.calls["token"] == before and time.monotonic() < until:
            time.sleep(0.01)
        yield people, answers
        here.provider.fault = RIGHT


def test_a_slow_provider_is_felt_by_nobody_who_is_signed_in(here: Deployed):
    anna = here.browser()
    anna.signs_in()
    at_rest = [anna.seconds_for("/") for _ in range(ROUNDS)]
    with callbacks_that_wait(here) as (_, answers):
        meanwhile = [anna.seconds_for("/") for _ in range(ROUNDS)]
        assert not all(answer.done() for answer in answers), "nobody waited: nothing was tried"
        assert median(meanwhile) < MANY_TIMES * median(at_rest)
    statuses = [answer.result().status_code for answer in answers]
    assert statuses == [503] * CALLBACKS


def test_a_sign_out_at_the_provider_is_heard_meanwhile(here: Deployed):
    anna = here.browser()
    anna.signs_in()
    token = here.provider.logout_token()
    with callbacks_that_wait(here) as (_, answers):
        answer = requests.post(
            f"{here.portal.url}/oidc/backchannel-logout",
            data={"logout_token": token},
            headers=BY_THE_PROXY,
            timeout=20,
        )
        assert answer.status_code == 200
        assert not all(one.done() for one in answers), "nobody waited: nothing was tried"
        anna.opens("/logga-ut")
    assert anna.opens("/logga-ut").status_code == 303


def test_who_is_one_too_many_is_told_at_once_and_comes_in_later_by_the_same_address(
    here: Deployed,
):
    with callbacks_that_wait(here) as (people, answers):
        at_once, _ = wait(answers, timeout=AT_ONCE)
        turned_away = {place: one.result() for place, one in enumerate(answers) if one in at_once}
        assert len(turned_away) >= CALLBACKS // 2
    for place, answer in turned_away.items():
        assert (answer.status_code, answer.headers["Retry-After"]) == (503, "30")
        again = answer.request.path_url
        assert people[place].opens(again).status_code == 303
