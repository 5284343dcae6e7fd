"""A guide in Markdown as a test follows it: what is typed, what answers, what a page then says.

A fenced block `sh` is typed, `answer` is what comes of the block before it (`…` is anything), and
`page NAME ADDRESS` holds lines that stand on a page when that person of the demo opens it.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

BLOCK = re.compile(r"^```(\w+)(?: ([^\n]*))?\n(.*?)^```$", re.DOTALL | re.MULTILINE)
KINDS = frozenset({"sh", "answer", "page"})


@dataclass(frozen=True)
class Block:
    """One fenced block; `at` is where it stands, as in `integrate.md:12`."""

    kind: str
    words: tuple[str, ...]
    text: str
    at: str

    def is_answered_by(self, said: str) -> bool:
        """Tell if this is what was said; blanks at the ends of lines mean nothing."""
        pattern = ".*".join(map(re.escape, self.text.strip().split("…")))
        tidy = "\n".join(line.rstrip() for line in said.strip().splitlines())
        return re.fullmatch(pattern, tidy, re.DOTALL) is not None


def blocks(*guides: Path) -> Iterator[Block]:
    """The blocks of some guides that are read one after the other."""
    for guide in guides:
        text = guide.read_text(encoding="utf-8")
        for found in BLOCK.finditer(text):
            kind, words, inner = found.groups(default="")
            assert kind in KINDS, f"{guide.name}: a block of {kind} is neither typed nor compared"
            line = text.count("\n", 0, found.start()) + 1
            yield Block(kind, tuple(words.split()), inner, f"{guide.name}:{line}")
