"""Run by the press, as a process: reads an outline (JSON), writes a PDF, and ends.

It fetches what it needs first, typst and its typefaces. Then it gives up the right to open anything
more: a limit of three open files, which are its pipes, also rules out connections and folders.
Only then it reads what somebody wrote, which typst gets as data and never as code.
"""

import resource
import sys
from pathlib import Path
from typing import cast

import typst

SHEET = Path(__file__).with_name("sheet.typ")
TRIAL = '{"title": "a", "language": "ar", "blocks": [{"kind": "trial", "words": [], "items": []}]}'
"""Uses each typeface once, so that typst has read them all."""
MEGABYTE = 1 << 20
LIMITS = {
    resource.RLIMIT_NOFILE: 3,
    resource.RLIMIT_FSIZE: 0,
    resource.RLIMIT_CORE: 0,
    resource.RLIMIT_CPU: 8,
    resource.RLIMIT_AS: 768 * MEGABYTE,
}
CANNOT_BE_SET = 3


def main(fonts: str) -> int:
    sheet = SHEET.read_bytes()
    compiler = typst.Compiler(
        sheet,
        root=fonts,
        font_paths=typst.Fonts(include_system_fonts=False, font_paths=[fonts]),
    )
    _set(compiler, sheet, TRIAL)
    for limit, most in LIMITS.items():
        resource.setrlimit(limit, (most, most))
    try:
        pdf = _set(compiler, sheet, sys.stdin.buffer.read().decode())
    except typst.TypstError:
        return CANNOT_BE_SET  # what it says quotes the text
    sys.stdout.buffer.write(pdf)
    return 0


def _set(compiler: typst.Compiler, sheet: bytes, outline: str) -> bytes:
    given = {"outline": outline}
    return cast(
        "bytes", compiler.compile(sheet, sys_inputs=given, format="pdf", pdf_standards=["ua-1"])
    )


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
