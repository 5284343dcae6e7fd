"""Ask axe-core what stands in the way of somebody on the page that is open."""

from dataclasses import dataclass
from functools import cache

from playwright.sync_api import Page

from tests.support.measuring import write_down
from tests.support.parts import npm_package

# WCAG 2.0 to 2.2, A and AA, and what axe calls best practice.
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22a", "wcag22aa", "best-practice"]
# Where scripts are switched off no timer fires, but promises are kept: axe may run on those.
TIMERS = """() => {
    const soon = (task, _, ...rest) => {
        if (typeof task === "function") Promise.resolve().then(() => task(...rest));
        return 0;
    };
    Object.assign(window, {
        setTimeout: soon, requestAnimationFrame: soon, requestIdleCallback: soon,
    });
}"""
RUN = """async ([tags, judgesColours]) => {
    const {violations} = await axe.run(document, {
        runOnly: {type: "tag", values: tags},
        resultTypes: ["violations"],
        rules: {
            "target-size": {enabled: true},
            "color-contrast": {enabled: judgesColours},
            "color-contrast-enhanced": {enabled: judgesColours},
        },
        preload: false,
    });
    return violations.map(({id, help, tags, nodes}) => ({
        id,
        help,
        tags,
        places: nodes.map(({target, failureSummary}) =>
            `${target.join(" ")} — ${failureSummary.replace(/\\s+/g, " ")}`),
    }));
}"""


@dataclass(frozen=True)
class Barrier:
    """One rule of axe that a page breaks, and where."""

    rule: str
    help: str
    places: tuple[str, ...]

    def __str__(self) -> str:
        return "\n      ".join((f"{self.rule}: {self.help}", *self.places))


@cache
def _source() -> str:
    return (npm_package("axe-core") / "axe.min.js").read_text(encoding="utf-8")


def barriers_on(page: Page, *, judges_colours: bool = True) -> list[Barrier]:
    """Run axe in the page: evaluated, because the page's own policy refuses foreign scripts.

    Text must reach 7:1. In forced colours the colours are the person's own, and axe misreads
    them: it asks for `-webkit-text-fill-color`, which Chromium tells as it was before.
    """
    if not page.evaluate("typeof axe === 'object'"):
        page.evaluate(_source())
        if page.evaluate("matchMedia('(scripting: none)').matches"):
            page.evaluate(TIMERS)
    is_forced = page.evaluate("matchMedia('(forced-colors: active)').matches")
    found = page.evaluate(RUN, [TAGS, judges_colours and not is_forced])
    write_down(page, ((one["id"], one["tags"]) for one in found))
    return [Barrier(one["id"], one["help"], tuple(one["places"])) for one in found]
