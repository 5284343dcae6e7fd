"""Draw the icons of the home screen from static/favicon.svg: phones want points, git holds lines.

The drawing is rectangles, with round corners or without, on a square whose first one is the ground.
Nothing else of SVG is understood, so no library is needed where the portal is only to be run.
"""

import re
import struct
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

DRAWING = Path("static/favicon.svg")
ICONS = Path("static/build/icons")
SIDES = (192, 512)
FINE = 4
"""So many points by so many are asked for the colour of one, so that edges are smooth."""
CORNERS = ((0.01, 0.01), (0.99, 0.01), (0.01, 0.99), (0.99, 0.99))
TAG = re.compile(r"<(\w+)\s([^>]*)>")
ATTRIBUTE = re.compile(r'([\w-]+)="([^"]*)"')
Colour = tuple[int, int, int]


class DrawingNotUnderstood(Exception):
    """The drawing holds something other than rectangles of one colour on a square."""


@dataclass(frozen=True, slots=True)
class Rectangle:
    """In the drawing's own units; `round` is the radius of its corners."""

    x: float
    y: float
    width: float
    height: float
    round: float
    colour: Colour

    def holds(self, x: float, y: float) -> bool:
        """Whether the point lies in it, the corners cut round."""
        left, top = x - self.x, y - self.y
        if not (0 <= left <= self.width and 0 <= top <= self.height):
            return False
        out = max(self.round - left, left - self.width + self.round, 0)
        down = max(self.round - top, top - self.height + self.round, 0)
        return out * out + down * down <= self.round * self.round or not (out and down)


def read(drawing: str) -> tuple[float, list[Rectangle]]:
    """The side of the square, and what lies on it from below."""
    (outer, said), *inner = [
        (tag, dict(ATTRIBUTE.findall(rest))) for tag, rest in TAG.findall(drawing)
    ]
    _, _, width, height = map(float, said["viewBox"].split())
    if outer != "svg" or width != height or any(tag != "rect" for tag, _ in inner):
        raise DrawingNotUnderstood(f"{DRAWING}: draw it with <rect> alone, on a square")
    return width, [_rectangle(one) for _, one in inner]


def _rectangle(said: dict[str, str]) -> Rectangle:
    x, y, width, height, corner = (
        float(said.get(name, 0)) for name in ("x", "y", "width", "height", "rx")
    )
    red, green, blue = bytes.fromhex(said["fill"].removeprefix("#"))
    return Rectangle(x, y, width, height, corner, (red, green, blue))


def png(side: int, square: float, rectangles: list[Rectangle], *, is_maskable: bool) -> bytes:
    """The picture. A maskable one fills its square, for the phone cuts it into a shape of its own."""
    if is_maskable:
        ground = rectangles[0]
        whole = Rectangle(0, 0, square, square, 0, ground.colour)
        rectangles = [whole, *rectangles[1:]]
    rows = b"".join(b"\0" + row for row in _rows(side, square / side, rectangles))
    head = struct.pack(">IIBBBBB", side, side, 8, 6, 0, 0, 0)
    chunks = ((b"IHDR", head), (b"IDAT", zlib.compress(rows, 9)), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(_chunk(*chunk) for chunk in chunks)


def _rows(side: int, step: float, rectangles: list[Rectangle]) -> Iterator[bytes]:
    known: dict[tuple[Rectangle, ...], bytes] = {}
    for row in range(side):
        top, bottom = row * step, (row + 1) * step
        near = [one for one in rectangles if one.y <= bottom and top <= one.y + one.height]
        # Rows through nothing but straight sides look like the one before.
        is_straight = all(
            one.y + one.round <= top and bottom <= one.y + one.height - one.round for one in near
        )
        if not is_straight:
            yield _row(row, side, step, near)
            continue
        if tuple(near) not in known:
            known[tuple(near)] = _row(row, side, step, near)
        yield known[tuple(near)]


def _row(row: int, side: int, step: float, near: list[Rectangle]) -> bytes:
    return b"".join(_point(column, row, step, near) for column in range(side))


def _point(column: int, row: int, step: float, near: list[Rectangle]) -> bytes:
    corners = {_colour((column + x) * step, (row + y) * step, near) for x, y in CORNERS}
    if len(corners) == 1:
        [colour] = corners
        return bytes((*colour, 255)) if colour else bytes(4)
    fine = [(place + 0.5) / FINE for place in range(FINE)]
    seen = [_colour((column + x) * step, (row + y) * step, near) for y in fine for x in fine]
    found = [colour for colour in seen if colour]
    if not found:
        return bytes(4)
    mixed = (sum(colour[part] for colour in found) // len(found) for part in range(3))
    return bytes((*mixed, 255 * len(found) // len(seen)))


def _colour(x: float, y: float, near: list[Rectangle]) -> Colour | None:
    return next((one.colour for one in reversed(near) if one.holds(x, y)), None)


def _chunk(kind: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))


def main() -> None:
    square, rectangles = read(DRAWING.read_text())
    ICONS.mkdir(parents=True, exist_ok=True)
    for side in SIDES:
        for name, is_maskable in (("icon", False), ("maskable", True)):
            picture = png(side, square, rectangles, is_maskable=is_maskable)
            (ICONS / f"{name}-{side}.png").write_bytes(picture)


if __name__ == "__main__":
    main()
