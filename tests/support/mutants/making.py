"""Making mutants: a module's source with one condition dropped, or one `not_` taken away."""

import ast
import importlib.util
from collections.abc import Iterator
from pathlib import Path

MODULES = (
    "portal.access.visibility",
    "portal.access.grants.rights",
    "portal.access.grants.denied",
)
JOINING = ("and_", "_live")
"""Calls whose arguments are conditions that must all hold."""


def source_of(module: str) -> str:
    found = importlib.util.find_spec(module)
    assert found is not None
    assert found.origin is not None
    return Path(found.origin).read_text(encoding="utf-8")


def mutants(module: str) -> Iterator[tuple[str, str]]:
    """Each mutant's name and source: every condition of the module is dropped once."""
    for number, words in enumerate(_places(ast.parse(source_of(module)))):
        yield f"{words} ({number})", mutated(module, number)


def mutated(module: str, number: int) -> str:
    """The source in which place `number` has been changed."""
    tree = ast.parse(source_of(module))
    _Dropper(number).visit(tree)
    return ast.unparse(ast.fix_missing_locations(tree))


def _places(tree: ast.AST) -> list[str]:
    dropper = _Dropper(-1)
    dropper.visit(tree)
    return dropper.seen


class _Dropper(ast.NodeTransformer):
    """Counts the places, and changes the one that was asked for."""

    def __init__(self, number: int) -> None:
        self.number, self.seen = number, list[str]()

    def visit_Call(self, node: ast.Call) -> ast.AST:
        self.generic_visit(node)
        name = node.func.id if isinstance(node.func, ast.Name) else getattr(node.func, "attr", "")
        if name == "not_" and self._is_next(f"not {ast.unparse(node.args[0])}"):
            return ast.parse("true()", mode="eval").body
        if name in JOINING or self._is_exists(node):
            node.args = [arg for arg in node.args if not self._is_dropped(arg)]
        return node

    def visit_AnnAssign(self, node: ast.AnnAssign) -> ast.AST:
        """Of the masks each is dropped once: a column is then open to whoever sees the row."""
        self.generic_visit(node)
        if ast.unparse(node.target) == "MASKS" and isinstance(node.value, ast.Dict):
            for masks in node.value.values:
                assert isinstance(masks, ast.Dict)
                kept = [
                    (key, value)
                    for key, value in zip(masks.keys, masks.values, strict=True)
                    if key is not None and not self._is_dropped(key)
                ]
                masks.keys, masks.values = [key for key, _ in kept], [value for _, value in kept]
        return node

    def visit_BinOp(self, node: ast.BinOp) -> ast.AST:
        """Of two conditions joined by `&` each is dropped once."""
        self.generic_visit(node)
        if not isinstance(node.op, ast.BitAnd) or isinstance(node.right, ast.Constant):
            return node
        if self._is_dropped(node.left):
            return node.right
        return node.left if self._is_dropped(node.right) else node

    def visit_Expr(self, node: ast.Expr) -> ast.AST | None:
        self.generic_visit(node)
        is_condition = isinstance(node.value, ast.Yield) and "column" not in ast.unparse(node)
        return None if is_condition and self._is_dropped(node) else node

    def _is_exists(self, node: ast.Call) -> bool:
        return ast.unparse(node.func) == "exists().where"

    def _is_dropped(self, node: ast.AST) -> bool:
        return not isinstance(node, ast.Starred) and self._is_next(ast.unparse(node))

    def _is_next(self, words: str) -> bool:
        self.seen.append(" ".join(words.split())[:70])
        return len(self.seen) - 1 == self.number
