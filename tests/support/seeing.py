"""What an eye needs of the open page: nothing lost, nothing covered, nothing pale, in one order."""

from collections.abc import Iterator

from playwright.sync_api import Page, ViewportSize

from tests.support.measuring import write_down

PALEST = 7.0
"""WCAG 2.2, 1.4.6 (AAA)."""
BARELY = 4.5
"""1.4.3 (AA), which the law asks for."""
# Every line of text that is seen: its element, where it is, and what it begins with.
LINES = """const lines = () => {
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    const found = [];
    for (let node = walker.nextNode(); node; node = walker.nextNode()) {
        const element = node.parentElement;
        const text = node.data.trim();
        if (!text || !element.checkVisibility({visibilityProperty: true})) continue;
        if (element.closest("noscript, script, .skip-link, select, textarea")) continue;
        const range = document.createRange();
        range.selectNodeContents(node);
        for (const box of range.getClientRects())
            if (box.width > 1 && box.height > 1) found.push({element, box, text: text.slice(0, 40)});
    }
    return found;
};"""
# 1.4.10 and 1.4.12: no line beyond the edge, cut off by its box, or under another line.
LOST = f"""() => {{ {LINES}
    const wide = document.documentElement.clientWidth;
    const faults = [];
    const surplus = document.scrollingElement.scrollWidth - wide;
    if (surplus > 0) faults.push(`the page is ${{surplus}} px too wide`);
    const all = lines();
    const still = all.filter(({{element}}) => !element.closest(".leave, .time-left"));
    for (const {{element, box, text}} of all) {{
        if (box.left < -1 || box.right > wide + 1) faults.push(`beyond the edge: "${{text}}"`);
        for (let part = element; part; part = part.parentElement) {{
            const hides = getComputedStyle(part).overflow !== "visible";
            if (!hides || part === document.body || part === document.documentElement) continue;
            const edge = part.getBoundingClientRect();
            if (box.bottom > edge.bottom + 1 || box.right > edge.right + 1)
                faults.push(`cut off: "${{text}}"`);
        }}
    }}
    still.sort((one, other) => one.box.top - other.box.top);
    still.forEach((one, at) => {{
        for (const other of still.slice(at + 1)) {{
            if (other.box.top >= one.box.bottom) break;
            const high = Math.min(one.box.bottom, other.box.bottom) - other.box.top;
            const broad = Math.min(one.box.right, other.box.right)
                - Math.max(one.box.left, other.box.left);
            if (broad > 3 && high > one.box.height / 2 && one.element !== other.element)
                faults.push(`"${{one.text}}" is under "${{other.text}}"`);
        }}
    }});
    return [...new Set(faults)];
}}"""
# Text against the nearest painted ground, both as they are computed.
PALE = f"""(least) => {{ {LINES}
    const parts = (colour) => colour.match(/[\\d.]+/g).map(Number);
    const light = (colour) => {{
        const [red, green, blue] = parts(colour).map((part) => part / 255)
            .map((part) => part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4);
        return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
    }};
    const ground = (element) => {{
        for (let part = element; part; part = part.parentElement) {{
            const colour = getComputedStyle(part).backgroundColor;
            if ((parts(colour)[3] ?? 1) === 1) return colour;
        }}
        return "rgb(255, 255, 255)";
    }};
    const faults = new Set();
    for (const element of new Set(lines().map((line) => line.element))) {{
        const ink = light(getComputedStyle(element).color), paper = light(ground(element));
        const contrast = (Math.max(ink, paper) + 0.05) / (Math.min(ink, paper) + 0.05);
        if (contrast < least)
            faults.add(`${{contrast.toFixed(1)}} : 1 — "${{element.textContent.trim().slice(0, 40)}}"`);
    }}
    return [...faults];
}}"""
# Blocks of text, from the top: with styles or without, they are met in the order of the page.
DISORDER = """() => {
    const blocks = [...document.querySelectorAll("main :is(h1, h2, h3, h4, p, li, dt, summary, button)")]
        .filter((one) => one.checkVisibility() && !one.closest(".leave"));
    const top = (one) => one.getBoundingClientRect().top;
    return blocks.slice(1).map((one, at) => [blocks[at], one])
        .filter(([one, next]) => top(next) < top(one) - 1)
        .filter(([one, next]) => {
            // Beside each other is in order, as long as the later one is further along the line.
            const [a, b] = [one.getBoundingClientRect(), next.getBoundingClientRect()];
            const isRtl = getComputedStyle(one).direction === "rtl";
            return !(isRtl ? b.right <= a.left + 1 : b.left >= a.right - 1);
        })
        .map(([one, next]) => `"${next.textContent.trim().slice(0, 40)}" is seen before `
            + `"${one.textContent.trim().slice(0, 40)}"`);
}"""
# 1.4.12: at rest, and with the distances that people set with a style of their own.
SMALL = f"""() => {{
    const lost = {LOST};
    const sheet = new CSSStyleSheet();
    const plain = lost().map((fault) => `320 px: ${{fault}}`);
    sheet.replaceSync(`* {{ line-height: 1.5 !important; letter-spacing: 0.12em !important;
        word-spacing: 0.16em !important }} p {{ margin-block-end: 2em !important }}`);
    document.adoptedStyleSheets = [sheet];
    const spaced = lost().map((fault) => `320 px and text spacing: ${{fault}}`);
    document.adoptedStyleSheets = [];
    return [...plain, ...spaced];
}}"""
# What phones do whose owner has chosen the largest text.
DOUBLED = f"""() => {{
    const lost = {LOST};
    document.documentElement.style.fontSize = "200%";
    const found = lost().map((fault) => `text at 200 %: ${{fault}}`);
    document.documentElement.style.fontSize = "";
    return found;
}}"""
NARROW = ViewportSize(width=320, height=256)
"""A window of 1280 × 1024 px at 400 % (1.4.10), and the smallest phone."""


def lost_on(page: Page) -> Iterator[str]:
    """What cannot be read where the page is small, its lines are far apart, or its text is doubled."""
    size = page.viewport_size
    assert size is not None
    yield from page.evaluate(DOUBLED)
    page.set_viewport_size(NARROW)
    lost = page.evaluate(SMALL)
    write_down(
        page,
        [
            ("lost", ["wcag21aa", "wcag1410" if "spacing" not in one else "wcag1412"])
            for one in lost
        ],
    )
    yield from lost
    page.set_viewport_size(size)


def pale_on(page: Page, least: float = PALEST) -> Iterator[str]:
    """Text that does not stand out from what it stands on."""
    pale = page.evaluate(PALE, least)
    write_down(page, [("pale", _criterion(float(one.split(" ")[0]))) for one in pale])
    yield from pale


def disorder_on(page: Page) -> Iterator[str]:
    """Text that is seen before what it comes after."""
    yield from page.evaluate(DISORDER)


def _criterion(contrast: float) -> list[str]:
    return ["wcag2aa", "wcag143"] if contrast < BARELY else ["wcag2aaa", "wcag146"]
