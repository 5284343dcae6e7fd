"""Tables for spreadsheets: what they open is words, whoever wrote them."""

import pytest

from portal.web.spreadsheet import read, safe, written


@pytest.mark.parametrize(
    "cell", ["=1+1", "+46", "-1", "@a", "\t=1", "\r=1", "\n=1", "\0", "  =1+1", "-"]
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
