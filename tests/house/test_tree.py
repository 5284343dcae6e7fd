"""A patrol of the tree: what may lie where, how large it may be, what it may say."""

import ast
import re
import subprocess
from itertools import chain
from pathlib import Path

from tests.support.patrol import each_of

ROOT = Path(__file__).parents[2]
PORTAL = sorted(ROOT.glob("portal/**/*.py"))
CODE = sorted(chain(PORTAL, ROOT.glob("tools/**/*.py"), ROOT.glob("tests/**/*.py")))
CODE = [path for path in CODE if "node_modules" not in path.parts]
VAGUE = {"utils", "util", "common", "helpers", "helper", "misc", "base", "manager", "core", "lib"}
MOST_LINES = 300
MOST_LINES_OF_A_TEST = 400
# Written so that this file does not hold the names itself.
REGISTRIES = ["pypi" + ".org", "python" + "hosted.org", "npmjs" + ".org", "npmjs" + ".com"]
RAW_SQL = {"text", "exec_driver_sql"}
MAY_SPEAK_RAW_SQL = ("portal/migrations/", "portal/database/", "portal/demo/")
TEXT_SUFFIXES = {
    ".py", ".html", ".css", ".js", ".mjs", ".md", ".toml", ".txt", ".json", ".po", ".pot", ".cfg",
    ".yml", ".svg", ".sh", ".npmrc", "",
}  # fmt: skip


def short(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def tree_of(path: Path) -> ast.Module:
    return ast.parse(path.read_text())


def kept() -> list[Path]:
    """Everything in git that is a text."""
    names = subprocess.run(
        ["git", "ls-files", "-co", "--exclude-standard"],
        cwd=ROOT, capture_output=True, text=True, check=True,
    ).stdout.splitlines()  # fmt: skip
    paths = [ROOT / name for name in names]
    return [path for path in paths if path.suffix in TEXT_SUFFIXES and path.is_file()]


every_module = each_of(CODE, name=short)
every_room = each_of(PORTAL, name=short)


@every_module
def test_a_name_says_what_is_inside(path: Path):
    vague = VAGUE & {part.removesuffix(".py") for part in path.relative_to(ROOT).parts}
    assert not vague, f"{short(path)}: name it for what it holds, not {vague}"


@every_module
def test_a_file_is_short(path: Path):
    lines = len(path.read_text().splitlines())
    most = MOST_LINES_OF_A_TEST if short(path).startswith("tests/") else MOST_LINES
    is_history = short(path).startswith("portal/migrations/versions/")
    assert lines <= most or is_history, f"{short(path)} has {lines} lines: split it by duty"


@every_room
def test_a_room_says_in_one_line_what_it_is_for(path: Path):
    text = ast.get_docstring(tree_of(path))
    assert text, f"{short(path)}: begin with its duty"


@every_room
def test_imports_stand_at_the_top(path: Path):
    for part in ast.walk(tree_of(path)):
        if isinstance(part, ast.FunctionDef | ast.AsyncFunctionDef):
            hidden = [one for one in ast.walk(part) if isinstance(one, ast.Import | ast.ImportFrom)]
            assert not hidden, f"{short(path)}:{part.lineno} imports inside {part.name}()"


@every_room
def test_raw_sql_is_spoken_only_by_the_ground_and_the_migrations(path: Path):
    if short(path).startswith(MAY_SPEAK_RAW_SQL):
        return
    for part in ast.walk(tree_of(path)):
        if isinstance(part, ast.Attribute):
            assert part.attr != "exec_driver_sql", f"{short(path)}:{part.lineno}"
        if isinstance(part, ast.ImportFrom) and (part.module or "").startswith("sqlalchemy"):
            names = RAW_SQL & {alias.name for alias in part.names}
            assert not names, f"{short(path)}:{part.lineno} imports {names}"


@every_room
def test_nothing_is_printed_or_run_from_text(path: Path):
    if short(path).startswith("portal/demo/"):
        return
    called = {
        part.func.id
        for part in ast.walk(tree_of(path))
        if isinstance(part, ast.Call) and isinstance(part.func, ast.Name)
    }
    assert not called & {"print", "eval", "exec", "breakpoint"}


def test_no_registry_is_named_anywhere():
    for path in kept():
        text = path.read_text(errors="ignore")
        named = [host for host in REGISTRIES if host in text]
        assert not named, f"{short(path)} names {named}: the lock's hashes are enough"


def test_nothing_refers_to_where_it_was_built():
    outside = re.compile(r"/work/(main|shared|notes)|\.\./shared/")
    for path in kept():
        if path != Path(__file__):
            found = outside.findall(path.read_text(errors="ignore"))
            assert not found, f"{short(path)} names a folder outside: {found}"


def test_no_test_is_switched_off():
    off = re.compile(r"pytest\.(mark\.)?(skip|xfail|skipif)|importorskip")
    for path in ROOT.glob("tests/**/test_*.py"):
        if path != Path(__file__) and "node_modules" not in path.parts:
            found = off.search(path.read_text())
            assert not found, f"{short(path)}: a missing part fails and says how to get it"


def test_every_feature_has_one_name():
    features = {
        path.name for path in (ROOT / "portal/features").iterdir() if (path / "views.py").is_file()
    }
    tested = {path.name for path in (ROOT / "tests/features").iterdir() if path.is_dir()}
    assert features <= tested, f"no tests/features/ for {sorted(features - tested)}"
    folders = {path.name for path in (ROOT / "templates").iterdir()}
    assert folders - {"layouts", "components", "errors"} <= features


def test_waivers_are_rare():
    waiver = re.compile(r"#\s*(noqa|type:\s*ignore)")
    used = [short(path) for path in PORTAL for _ in waiver.findall(path.read_text())]
    assert len(used) < 10, f"{len(used)} lint waivers: {used}"
