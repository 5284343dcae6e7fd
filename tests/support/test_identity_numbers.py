import pytest

from portal.demo.cast import cast
from tests.support.identity_numbers import identity_numbers_in

ANNA = cast()["anna"].number


@pytest.mark.parametrize(
    "writing",
    [
        ANNA,
        ANNA[2:],
        f"{ANNA[:8]}-{ANNA[8:]}",
        f"{ANNA[2:8]}-{ANNA[8:]}",
        f"{ANNA[2:8]}+{ANNA[8:]}",
        f"{ANNA[2:8]} {ANNA[8:]}",
        f"/person/{ANNA}/plan",
        f"?who={ANNA[2:8]}%2B{ANNA[8:]}",
        f'{{"number": "{ANNA}"}}',
    ],
)
def test_a_number_is_found_in_every_writing_and_never_printed(writing: str):
    (found,) = identity_numbers_in(writing)
    assert ANNA[-4:] not in found


def test_a_number_of_nobody_we_know_is_found_by_its_form():
    assert identity_numbers_in("20170102-2384")
    assert identity_numbers_in("201701622384") == identity_numbers_in("2017-01-62")


@pytest.mark.parametrize(
    "text", ["090-123 45 67", "2026-11-24 09:30", "1764000000", "202611240930123456", "a1b2c3"]
)
def test_phone_numbers_and_times_are_none(text: str):
    assert not identity_numbers_in(text)
