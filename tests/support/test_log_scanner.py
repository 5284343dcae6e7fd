import logging

import pytest

from portal.demo.cast import cast
from tests.support.log_scanner import LogScanner, care_texts, scanning

NUMBER = cast()["anna"].number
LOGGER = logging.getLogger("tests.log_scanner")


@pytest.mark.logs_secrets_on_purpose
@pytest.mark.parametrize("level", [logging.DEBUG, logging.ERROR])
def test_an_identity_number_in_any_log_line_is_found(level: int):
    scanner = LogScanner()
    with scanning(scanner):
        LOGGER.log(level, "looking for %s", NUMBER)
        LOGGER.log(level, "looking", extra={"whom": NUMBER})
        try:
            raise ValueError(NUMBER)
        except ValueError:
            LOGGER.exception("failed")
    assert len(scanner.taken()) == 3


@pytest.mark.logs_secrets_on_purpose
def test_a_care_text_in_a_log_line_is_found():
    scanner = LogScanner()
    with scanning(scanner):
        LOGGER.info("plan: %s", min(care_texts()))
    assert scanner.taken()


def test_an_ordinary_line_is_let_through():
    scanner = LogScanner()
    with scanning(scanner):
        LOGGER.info("answered in 12 ms at 2026-11-24 09:30:00")
    assert not scanner.taken()
    assert scanner.lines == 1
