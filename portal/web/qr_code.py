"""A QR code as a shape to draw: the sign-in page's address, and never anything about a person."""

from dataclasses import dataclass
from functools import cache

import segno

QUIET = 4
"""Empty modules round the code, as the standard asks."""


@dataclass(frozen=True, slots=True)
class QrCode:
    """`path` draws the dark modules in a square of `size` units; `address` is what it leads to."""

    address: str
    size: int
    path: str


@cache
def qr_code(address: str) -> QrCode:
    """The code of an address, readable though a quarter of it is stained."""
    rows = segno.make_qr(address, error="q").matrix
    path = "".join(
        f"M{x + QUIET} {y + QUIET}h1v1h-1z"
        for y, row in enumerate(rows)
        for x, is_dark in enumerate(row)
        if is_dark
    )
    return QrCode(address, len(rows) + 2 * QUIET, path)
