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
PICTURES = {"icon-192": 192, "icon-512": 512, "maskable-512": 512}
FINE = 4
"""So many points by so many are asked for the colour of one, so that edges are smooth."""
CORNERS = ((0.01, 0.01), (0.99, 0.01), (0.01, 0.99), (0.99, 0.99))
TAG = re.compile(r"<(\w+)\s([^>]*)>")
ATTRIBUTE = re.compile(r'([\w-]+)="([^"]*)"')
Colour = tuple[int, int, int]
Point = tuple[int, int, int, int]
CLEAR: Point = (0, 0, 0, 0)


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
    rows = list(_rows(side, square / side, rectangles))
    palette = sorted({point for row in rows for point in row})
    number = {point: bytes((index,)) for index, point in enumerate(palette)}
    numbered = b"".join(b"\0" + b"".join(map(number.__getitem__, row)) for row in rows)
    chunks = (
        (b"IHDR", struct.pack(">IIBBBBB", side, side, 8, 3, 0, 0, 0)),
        (b"PLTE", b"".join(bytes(point[:3]) for point in palette)),
        (b"tRNS", bytes(point[3] for point in palette)),
        (b"IDAT", zlib.compress(numbered, 9)),
        (b"IEND", b""),
    )
    return b"\x89PNG\r\n\x1a\n" + b"".join(_chunk(*chunk) for chunk in chunks)


def _rows(side: int, step: float, rectangles: list[Rectangle]) -> Iterator[list[Point]]:
    known: dict[tuple[Rectangle, ...], list[Point]] = {}
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


def _row(row: int, side: int, step: float, near: list[Rectangle]) -> list[Point]:
    return [_point(column, row, step, near) for column in range(side)]


def _point(column: int, row: int, step: float, near: list[Rectangle]) -> Point:
    corners = {_colour((column + x) * step, (row + y) * step, near) for x, y in CORNERS}
    if len(corners) == 1:
        [colour] = corners
        return (*colour, 255) if colour else CLEAR
    fine = [(place + 0.5) / FINE for place in range(FINE)]
    seen = [_colour((column + x) * step, (row + y) * step, near) for y in fine for x in fine]
    found = [colour for colour in seen if colour]
    if not found:
        return CLEAR
    red, green, blue = (sum(colour[part] for colour in found) // len(found) for part in range(3))
    return red, green, blue, 255 * len(found) // len(seen)


def _colour(x: float, y: float, near: list[Rectangle]) -> Colour | None:
    return next((one.colour for one in reversed(near) if one.holds(x, y)), None)


def _chunk(kind: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))


def main() -> None:
    square, rectangles = read(DRAWING.read_text())
    ICONS.mkdir(parents=True, exist_ok=True)
    for name, side in PICTURES.items():
        picture = png(side, square, rectangles, is_maskable=name.startswith("maskable"))
        (ICONS / f"{name}.png").write_bytes(picture)


if __name__ == "__main__":
    main()
