"""The press: whatever was written comes out as text, or not at all; and it can open nothing."""

import os
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest

from portal.web.pdf import press
from portal.web.pdf.outline import Outline, outline_of
from portal.web.pdf.press import CannotBeSet, PressBusy, pressed
from tests.support.pdf import Pdf

PAGE = (
    '<!doctype html><html lang="{lang}"><head><title>Papper</title></head><body><main>'
    "<h1>Papper</h1>{body}</main></body></html>"
)
HOSTILE = [
    '#import "@preview/example:0.1.0": *',
    '#read("/etc/passwd")',
    '$ sum $ *fet* _kursiv_ = rubrik #panic("x")',
    "\\u{41} \\ #{ } ] [ `kod`",
    "<script>alert(1)</script> </main><h1>två</h1>",
    '"}], "title": "annan", "x": "',
]


def outline(body: str, lang: str = "sv") -> Outline:
    return outline_of(PAGE.format(lang=lang, body=body))


def escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def test_whatever_somebody_wrote_is_text_and_nothing_else():
    body = "".join(f"<p>{escaped(text)}</p>" for text in HOSTILE)
    pdf = Pdf(pressed(outline(body)))
    assert pdf.all("P") == HOSTILE
    assert pdf.all("H1") == ["Papper"]
    assert pdf.title == "Papper"


def test_signs_that_turn_a_text_round_are_left_out():
    pdf = Pdf(pressed(outline("<p>Ring \u202e112\u202c \u2066nu\u2069\u200b</p>")))
    assert pdf.all("P") == ["Ring 112 nu"]


def test_arabic_and_northern_sami_are_set_in_letters_that_people_read():
    body = '<p>اتصل <bdi dir="ltr">0980-31 92 11</bdi></p><p lang="se">Ŋuovvamánnu, ŧ đ č š ž</p>'
    pdf = Pdf(pressed(outline(body, lang="ar")))
    assert pdf.language == "ar"
    fonts = {str(font["/BaseFont"]) for page in pdf.reader.pages for font in _fonts(page)}
    assert all("FiraGO" in font for font in fonts)
    # Where pypdf puts a blank beside text from right to left is its own matter.
    assert [text.replace(" ", "") for text in pdf.all("P")] == [
        "اتصل0980-319211",
        "Ŋuovvamánnu,ŧđčšž",
    ]
    assert [tag.text for tag in pdf.tags if tag.language == "se"]


def test_a_sign_that_no_typeface_has_is_refused_and_not_left_out():
    with pytest.raises(CannotBeSet) as refused:
        pressed(outline("<p>Glad \U0001f600</p>"))
    assert "Glad" not in f"{refused.value!r} {refused.value.__context__!r}"


def test_what_is_longer_than_a_page_is_split_and_never_lost():
    words = " ".join(f"ord{n}" for n in range(1500))
    pdf = Pdf(
        pressed(outline(f'<article class="activity"><h2>Insats</h2><p>{words}</p></article>'))
    )
    assert len(pdf.reader.pages) > 1
    assert pdf.words.endswith("ord1499")


def test_what_fits_on_a_page_is_never_split():
    one = '<article class="contact"><h2>Namn {n}</h2>' + "<p>rad</p>" * 12 + "</article>"
    pdf = Pdf(pressed(outline("".join(one.format(n=n) for n in range(7)))))
    for page in pdf.reader.pages:
        text = page.extract_text()
        assert text.count("rad") == 12 * text.count("Namn")


def test_the_pressman_can_open_nothing_and_knows_no_secret(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("PORTAL_SECRET_KEY", "a secret of the portal")
    with subprocess.Popen(
        [sys.executable, "-I", str(press.PRESSMAN), str(press.FONTS)],
        stdin=subprocess.PIPE, stdout=subprocess.DEVNULL, env={},
    ) as pressman:  # fmt: skip
        limits = _limits_once_set(pressman.pid)
        environment = Path(f"/proc/{pressman.pid}/environ").read_bytes()
        pressman.kill()
    assert limits["Max open files"] == "3"
    assert limits["Max file size"] == "0"
    assert limits["Max core file size"] == "0"
    assert int(limits["Max cpu time"]) <= 10
    assert int(limits["Max address space"]) <= 1 << 30
    assert b"secret" not in environment


def test_who_waits_too_long_for_a_press_is_told_so(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(press, "PATIENCE", 0.01)
    for _ in range(press.AT_ONCE):
        assert press._free.acquire(blocking=False)
    try:
        with pytest.raises(PressBusy):
            pressed(outline("<p>a</p>"))
    finally:
        for _ in range(press.AT_ONCE):
            press._free.release()
    assert pressed(outline("<p>a</p>")).startswith(b"%PDF-")


def test_a_press_that_takes_too_long_is_ended_and_leaves_nothing(monkeypatch: pytest.MonkeyPatch):
    left = _left_behind()
    monkeypatch.setattr(press, "TIME_LIMIT", 0.01)
    with pytest.raises(PressBusy):
        pressed(outline("<p>a</p>"))
    assert _left_behind() == left
    assert not list(Path(f"/proc/{os.getpid()}/task/{os.getpid()}").glob("children/*"))


def _left_behind() -> set[str]:
    """Our children, and what typst could have written down."""
    children = Path(f"/proc/{os.getpid()}/task/{os.getpid()}/children").read_text().split()
    return {*children, *(str(path) for path in Path("/tmp").glob("*typst*"))}


def _limits_once_set(pid: int) -> dict[str, str]:
    until = time.monotonic() + 10
    while time.monotonic() < until:
        lines = Path(f"/proc/{pid}/limits").read_text().splitlines()[1:]
        limits = {line[:25].strip(): line[25:].split()[0] for line in lines}
        if limits["Max open files"] == "3" and limits["Max address space"] != "unlimited":
            return limits
        time.sleep(0.01)
    raise AssertionError("the limits were never set")


def _fonts(page: Any) -> list[dict[str, object]]:
    return [font.get_object() for font in page["/Resources"]["/Font"].values()]
