"""Unpack the typeface of PDFs from the package it comes in, to where the press looks for it.

typst reads typefaces from files only. FiraGO has the letters of all our languages, Northern Sámi
and Arabic too; typst's own typefaces have no Arabic that a person would want to read.
"""

import pymupdf_fonts

from portal.web.pdf.press import FONTS

FACES = {"FiraGO-Regular.ttf": "figo", "FiraGO-Bold.ttf": "figbo"}


def main() -> None:
    FONTS.mkdir(parents=True, exist_ok=True)
    for name, code in FACES.items():
        (FONTS / name).write_bytes(pymupdf_fonts.myfont(code))


if __name__ == "__main__":
    main()
