"""The whole way once more with PostgreSQL under it, as a region would run it."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser

from tests.journeys.steps import goes_to, reads, signs_in, signs_out
from tests.support.browser import is_open_to_everyone, looking
from tests.support.databases import PostgresqlCopies
from tests.support.log_scanner import LogScanner
from tests.support.postgres import Server
from tests.support.server import RunningPortal, running


@pytest.fixture
def portal(
    postgres_server: Server, tmp_path_factory: pytest.TempPathFactory, log_scanner: LogScanner
) -> Iterator[RunningPortal]:
    copies = PostgresqlCopies(postgres_server)
    url = copies.fresh()
    with running(tmp_path_factory.mktemp("portal"), log_scanner, database_url=url) as started:
        yield started
    copies.remove(url)


def test_anna_signs_in_reads_and_signs_out(browser: Browser, portal: RunningPortal):
    with looking(browser, portal.url, also=(portal.issuer,)) as page:
        signs_in(page, "Anna")
        reads(page, "Karin Lind", "Hjälp med dusch")
        goes_to(page, "Planen")
        reads(page, "få bo kvar hemma", "Trygghetslarm")
        goes_to(page, "Möten")
        reads(page, "Hembesök")
        is_open_to_everyone(page)
        signs_out(page)
