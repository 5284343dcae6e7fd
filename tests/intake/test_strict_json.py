"""The one reader of JSON that comes from outside."""

from decimal import Decimal

import pytest

from portal.intake.strict_json import BadJson, read
from tests.intake.sending import Sender, only_fault

HOSTILE = {
    "cut off": (b'{"a": ', "syntax"),
    "nothing": (b"", "syntax"),
    "two values": (b"{} {}", "syntax"),
    "a trailing comma": (b'{"a": 1,}', "syntax"),
    "a comment": (b"{} // hello", "syntax"),
    "a byte order mark": (b"\xef\xbb\xbf{}", "syntax"),
    "UTF-16": ('{"a": 1}'.encode("utf-16"), "encoding"),
    "Latin-1": ('{"a": "å"}'.encode("latin-1"), "encoding"),
    "the same key twice": (b'{"a": 1, "a": 2}', "duplicate-key"),
    "NaN": (b'{"a": NaN}', "number"),
    "Infinity": (b'{"a": -Infinity}', "number"),
    "a number without end": (b'{"a": 1e999}', "number"),
    "a number of 5000 digits": (b'{"a": ' + b"9" * 5000 + b"}", "number"),
    "an integer beyond 64 bits": (b'{"a": 9223372036854775808}', "number"),
    "40 levels": (b"[" * 40 + b"]" * 40, "depth"),
    "100 000 levels": (b"[" * 100_000 + b"]" * 100_000, "depth"),
    "100 000 objects": (b'{"a":' * 100_000 + b"1" + b"}" * 100_000, "depth"),
    "NUL": (b'{"a": "\\u0000"}', "character"),
    "a control character": (b'{"a": "\\u0007"}', "character"),
    "DEL": (b'{"a": "\x7f"}', "character"),
    "half a character": (b'{"a": "\\ud800"}', "character"),
    "a bad key": (b'{"\\u0001": 1}', "character"),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_body_is_refused_with_a_word_for_why(name: str):
    body, why = HOSTILE[name]
    with pytest.raises(BadJson) as refused:
        read(body)
    assert str(refused.value) == why


def test_32_levels_are_read_and_33_are_not():
    assert read(b"[" * 32 + b"]" * 32)
    with pytest.raises(BadJson, match="depth"):
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
    for body, _ in HOSTILE.values():
        report = sender.send_bytes(body)
        assert only_fault(report)[:2] == (400, "structure")
    assert sender.count() == before


def test_one_byte_over_a_mebibyte_is_too_long(sender: Sender):
    limit = 1024 * 1024
    assert only_fault(sender.send_bytes(b" " * (limit - 2) + b"{}"))[0] == 400
    assert only_fault(sender.send_bytes(b" " * (limit - 1) + b"{}"))[:2] == (413, "too-long")
