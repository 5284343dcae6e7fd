"""Which part of what people write as a telephone number is dialled: one right number, or nothing."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.telephone import dialled, parts

SURGERY, WARD, JOUR = "+46980319260", "+4681234567", "+46701740610"
ONE = {
    "0980-31 92 60": SURGERY,
    "+46 (0)980-31 92 60": SURGERY,
    "+46(0)980-319260": SURGERY,
    "+46 0980 31 92 60": SURGERY,
    "(+46) 980-31 92 60": SURGERY,
    "0046-980 31 92 60": SURGERY,
    "tel:+46-980-31-92-60": SURGERY,
    "0980/31 92 60": SURGERY,
    "0980 - 31 92 60.": SURGERY,
    "(0980) 31 92 60": SURGERY,
    "0980.31.92.60": SURGERY,
    "0980\u201131\u00a092\u00a060": SURGERY,
    "\u200e0980-31\u200f 92 60": SURGERY,
    "\uff10\uff19\uff18\uff10\uff0d\uff13\uff11 \uff19\uff12 \uff16\uff10": SURGERY,
    "\u0660\u0669\u0668\u0660-\u0663\u0661 \u0669\u0662 \u0666\u0660": SURGERY,
    "0980-31 92 60 ankn. 123": SURGERY,
    "0980-31 92 60 anknytning: 4455": SURGERY,
    "0980-31 92 60 x12": SURGERY,
    "+46980319260;ext=12": SURGERY,
    "V\u00e4xel 0980-31 92 60, val 3": SURGERY,
    "0980-31 92 60 vx": SURGERY,
    "Avd 3, 0980-31 92 60": SURGERY,
    "0980-31 92 60 (m\u00e5n-fre 8-16)": SURGERY,
    "0980-31 92 60 (kl 8\u201316)": SURGERY,
    "0980-31 92 60, 08:00-16:30": SURGERY,
    "0980-31 92 60 m\u00e5n\u2013fre kl. 8.00\u201316.30, lunch 12\u201313": SURGERY,
    "0980-31 92 60, 0980-31 92 60": SURGERY,
    "08-123 45 67": WARD,
    "08-123 45 67 dygnet runt": WARD,
    "Tel 08-123 45 67, fax 08-765 43 21": WARD,
    "070-174 06 10 (jour)": JOUR,
    "112": "112",
    "1177": "1177",
    "113 13": "11313",
    "116 117": "116117",
    "+47 77 62 60 00": "+4777626000",
    "0047 77 62 60 00": "+4777626000",
    "+358 16 322 1234": "+358163221234",
}
NONE = [
    "",
    "ring mig",
    "08-1 / 08-2",
    "31 92 60",
    "0980-31 92",
    "0980-31 92 60-65",
    "0980-31 92 60 (4455)",
    "0980-31 92 60 0980-31 92 61",
    "08-123 45 67/68",
    "08-123 45 67 8-16",
    "08-123 45 67,,12#",
    "046-980 31 92 60",
    "0771-K\u00d6R NU",
    "ID0980319260",
    "fax 0980-31 92 60",
    "0980-31 92 60 (fax)",
    "Texttelefon 0980-31 92 60",
    "sms 070-174 06 10",
    "kl 8-16",
    "189002029800",
    "+46 112",
    "javascript:alert(1)",
    "1" * 10_000,
]
SEVERAL = {
    "08-123 45 67 / 070-174 06 10": [WARD, JOUR],
    "08-123 45 67 (jour 070-174 06 10)": [WARD, JOUR],
    "1177 eller 112": ["1177", "112"],
    "08-123 45 67, kv\u00e4ll 070-174 06 10 (kl 17\u201322), fax 0980-31 92 60": [WARD, JOUR],
}


@pytest.mark.parametrize("text", ONE)
def test_one_clear_number_is_dialled(text: str):
    assert dialled(text) == ONE[text]


@pytest.mark.parametrize("text", NONE)
def test_what_is_not_one_clear_number_is_not_dialled(text: str):
    assert dialled(text) == ""
    assert [(part.text, part.address) for part in parts(text)] == [(text, "")]


@pytest.mark.parametrize("text", SEVERAL)
def test_several_clear_numbers_are_each_dialled_and_the_text_stays(text: str):
    assert dialled(text) == ""
    assert [part.dialled for part in parts(text) if part.dialled] == SEVERAL[text]
    assert "".join(part.text for part in parts(text)) == text


@given(st.text(alphabet="0123456789 +-/().,;:#kl\u2013\u200e\uff11", max_size=40))
def test_nothing_is_dialled_that_does_not_stand_there_in_one_piece(text: str):
    written = re.sub(r"\D", "", text.replace("\uff11", "1"))
    for part in parts(text):
        if part.dialled:
            own = part.dialled.removeprefix("+46").removeprefix("+")
            assert own in written


@given(st.integers(200, 299), st.sampled_from(["0980-31 9{}", "+46 (0)980 319{}", "0980/319{}"]))
def test_each_way_to_write_a_number_dials_the_same(last: int, form: str):
    assert dialled(form.format(f"{last}"[-2:])) == f"+469803 19{last % 100:02}".replace(" ", "")
