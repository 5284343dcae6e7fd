"""The one reader of JSON that comes from outside."""

import json
import re
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.intake.json_place import BadJson
from portal.intake.strict_json import read
from tests.intake.sending import Sender, only_fault

HOSTILE = {
    "cut off": (b'{"a": ', "syntax", (1, 7)),
    "two values": (b"{} {}", "syntax", (1, 4)),
    "a trailing comma": (b'{"a": 1,}', "syntax", (1, 9)),
    "a comment": (b'{\n  // hello\n"a": 1}', "syntax", (2, 3)),
    "a byte order mark": (b"\xef\xbb\xbf{}", "syntax", (1, 1)),
    "single quotes": (b"{'a': 1}", "syntax", (1, 2)),
    "an escape that is none": (b'{"a":\n "b\\x"}', "syntax", (2, 4)),
    "half an escape": (b'{"a": "\\u12"}', "syntax", (1, 9)),
    "a text without an end": (b'{"a": "b}', "syntax", (1, 7)),
    "a line break in a text": (b'{"a": "b\n"}', "syntax", (1, 9)),
    "a number with a nought before it": (b'{"a": 01}', "syntax", (1, 8)),
    "NUL behind the end": (b"{}\x00", "syntax", (1, 3)),
    "UTF-16": ('{"a": 1}'.encode("utf-16"), "encoding", (1, 1)),
    "Latin-1": ('{"å":\n"å"}'.encode() + "å".encode("latin-1"), "encoding", (2, 5)),
    "the same key twice": (b'{"a": 1,\n "a": 2}', "duplicate-key", (2, 2)),
    "the same key twice deep inside": (b'[{"a": {"b": 1, "b": 2}}]', "duplicate-key", (1, 17)),
    "the same key spelt otherwise": (b'{"a": 1, "\\u0061": 2}', "duplicate-key", (1, 10)),
    "NaN": (b'{"a": NaN}', "number", (1, 7)),
    "Infinity": (b'{"a":\n\n -Infinity}', "number", (3, 2)),
    "a number without end": (b'{"a": 1e999}', "number", (1, 7)),
    "a number of 5000 digits": (b'{"a": ' + b"9" * 5000 + b"}", "number", (1, 7)),
    "an integer beyond 64 bits": (b'{"a": 9223372036854775808}', "number", (1, 7)),
    "40 levels": (b"[" * 40 + b"]" * 40, "depth", (1, 33)),
    "100 000 levels": (b"[\n" * 100_000 + b"]" * 100_000, "depth", (33, 1)),
    "100 000 objects": (b'{"a":' * 100_000 + b"1" + b"}" * 100_000, "depth", (1, 161)),
    "NUL": (b'{"a": "b\\u0000"}', "character", (1, 9)),
    "a vertical tab": (b'{"a": "\\u000b"}', "character", (1, 8)),
    "DEL": (b'{"a": "\x7f"}', "character", (1, 8)),
    "half a character": (b'{"a": "\\ud83d\\ude00\\ud800"}', "character", (1, 20)),
    "a bad key": (b'{"\\u0001": 1}', "character", (1, 3)),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_body_is_refused_with_why_and_where(name: str):
    body, why, (line, column) = HOSTILE[name]
    with pytest.raises(BadJson) as refused:
        read(body)
    assert refused.value.why == why
    assert str(refused.value).endswith(f", at line {line}, column {column}")


def refusal(body: bytes) -> str:
    """What a body is refused with; empty when it is read as Python's own reader reads it."""
    try:
        assert read(body) == json.loads(body, parse_float=Decimal)
    except BadJson as bad:
        return str(bad)
    return ""


@given(st.text(alphabet='{}[]:,"\\au01 \n.-eN', max_size=40))
def test_whatever_is_refused_is_refused_with_a_place_in_it(text: str):
    told = refusal(text.encode())
    place = re.search(r"at line (\d+), column (\d+)$", told)
    assert bool(place) == (told not in ("", "The body is empty"))
    assert not place or int(place[1]) <= text.count("\n") + 1


@pytest.mark.parametrize("body", [b"", b" \n\t"])
def test_an_empty_body_is_said_to_be_empty(body: bytes):
    with pytest.raises(BadJson, match=r"^The body is empty$"):
        read(body)


def test_only_what_is_no_json_is_called_so():
    for body, why, _ in HOSTILE.values():
        with pytest.raises(BadJson) as refused:
            read(body)
        assert str(refused.value).startswith("Not JSON: ") == (why in ("syntax", "encoding"))


def test_what_stands_in_a_list_is_no_key():
    assert read(b'["a", "a", {"b": ["c"], "c": "b"}]') == ["a", "a", {"b": ["c"], "c": "b"}]


def test_32_levels_are_read_and_33_are_not():
    assert read(b"[" * 32 + b"]" * 32)
    with pytest.raises(BadJson, match="nested more than 32 deep"):
        read(b"[" * 33 + b"]" * 33)


def test_decimals_keep_their_digits():
    assert [str(one) for one in read(b"[1.0, 1.00]")] == ["1.0", "1.00"]
    assert read(b"[1.5]") == [Decimal("1.5")]


def test_swedish_text_and_line_ends_are_fine():
    assert read('{"a": "Åsa\\r\\n\\tÖberg 👵"}'.encode()) == {"a": "Åsa\r\n\tÖberg 👵"}


@pytest.mark.parametrize("body", [b"[]", b"null", b'"Bundle"', b"{}", b'{"resourceType": 3}'])
def test_json_that_is_no_bundle_is_told_so(sender: Sender, body: bytes):
    assert only_fault(sender.send_bytes(body)) == (400, "invalid", "Bundle")


def test_a_hostile_body_through_the_whole_pipeline_leaves_nothing(sender: Sender):
    before = sender.count()
    for body, _, _ in HOSTILE.values():
        report = sender.send_bytes(body)
        assert only_fault(report)[:2] == (400, "structure")
    assert sender.count() == before


def test_one_byte_over_a_mebibyte_is_too_long(sender: Sender):
    limit = 1024 * 1024
    assert only_fault(sender.send_bytes(b" " * (limit - 2) + b"{}"))[0] == 400
    assert only_fault(sender.send_bytes(b" " * (limit - 1) + b"{}"))[:2] == (413, "too-long")
