"""Tables for spreadsheets: what they open is words, whoever wrote them."""

import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.web.spreadsheet import read, safe, unmarked, written


@pytest.mark.parametrize(
    "cell",
    [
        *["=1+1", "+46", "-1", "@a", "\t=1", "\r=1", "\n=1", "\0", "  =1+1", "-", "'=1", "''+1"],
        *["\uff1d1", "\uff0b1", "\uff0d1", "\uff20a", "\u22121", "\u207b1", "\u207c1", "\ufe621"],
        *["\u3000=1", "\xa0\uff1d1", "\u200b=1", "\ufeff@a", "\u202e=1", " \x0b=1", "\x85=1"],
    ],
)
def test_a_cell_is_never_a_formula_and_is_read_back_as_it_was(cell: str):
    assert safe(cell) == "'" + cell
    (row,) = read(written(["a", "b"], [[cell, "c"]]))
    assert row == {"a": cell, "b": "c"}


@pytest.mark.parametrize("cell", ["min son", "'citat'", 'ett "ord"; två', "rad\noch rad", ""])
def test_other_words_stay_as_they_are(cell: str):
    assert safe(cell) == cell
    (row,) = read(written(["a", "b"], [[cell, "c"]]))
    assert row["a"] == cell


def test_a_table_that_a_spreadsheet_has_kept_with_commas_is_read_too():
    assert read('a,b\r\n"1,5",2\r\n') == [{"a": "1,5", "b": "2"}]


@given(st.text(alphabet=st.sampled_from("'=+-@ \t\r\n;,\"aå\uff1d\u2212\u200b\u3000"), max_size=8))
def test_whatever_is_written_comes_back(cell: str):
    assert unmarked(safe(cell)) == cell
    if "\r" not in cell:  # the file's own lines end so
        (row,) = read(written(["a", "b"], [[cell, "c"]]))
        assert row == {"a": cell, "b": "c"}


def test_a_program_that_parts_cells_by_commas_finds_no_formula_inside_a_cell():
    table = written(["a", "b"], [["ord,=1+1", "c\t=2"]])
    (_, row) = csv.reader(io.StringIO(table, newline=""), delimiter=",")
    assert not any(cell.strip('"').startswith("=") for cell in row)
