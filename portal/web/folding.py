"""Translations folded into the compiled templates, so that a page looks none up.

There is one Jinja environment for each language. When it compiles a template, `_('text')` becomes
that language's text as a constant, and `_('… %(n)s', n=x)` a constant with its values put in. Both
are escaped: a catalogue can bring no markup into a page. A message that is not written out is
refused there and then, for whatever came in its place would be shown unescaped or untranslated.
Addresses of pages and files that are the same in every answer are folded in the same way.
"""

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any

from jinja2 import Environment, TemplateSyntaxError, nodes
from jinja2.compiler import CodeGenerator
from jinja2.visitor import NodeTransformer
from markupsafe import Markup, escape

from portal.web.catalogues import Catalogue

Constant = Callable[[str], str | None]


class FoldingCodeGenerator(CodeGenerator):
    """Compiles a template after its messages were replaced."""

    def visit(self, node: nodes.Node, *values: Any, **named: Any) -> Any:
        """Fold before the first node is compiled: the template itself."""
        if isinstance(node, nodes.Template):
            Folding(self.environment, self.name).visit(node)
        return super().visit(node, *values, **named)


class FoldingEnvironment(Environment):
    """A Jinja environment in one language."""

    code_generator_class = FoldingCodeGenerator
    catalogue: Catalogue = Catalogue()
    constants: Mapping[str, Constant] = MappingProxyType({})
    """What a function of templates gives for a text, for ever; None is asked again in each page."""

    def make_globals(self, d: Any) -> Any:
        """All templates share one plain dict: every import in a page looks for what differs, and
        in Jinja's own chain of dicts that takes a fifth of a page's time.
        """
        if d:
            raise TypeError("give a template its values when it is rendered")
        return self.globals


class Folding(NodeTransformer):
    """Replaces calls of `_` and `ngettext`."""

    def __init__(self, environment: Environment, template: str | None) -> None:
        self.catalogue: Catalogue = getattr(environment, "catalogue", Catalogue())
        self.constants: Mapping[str, Constant] = getattr(environment, "constants", {})
        self.template = template

    def visit(self, node: nodes.Node, *values: Any, **named: Any) -> nodes.Node:
        """Fold what is inside first, then the call itself."""
        self.generic_visit(node, *values, **named)
        match node:
            case nodes.Call(node=nodes.Name(name="_")):
                return self._text(node)
            case nodes.Call(node=nodes.Name(name="ngettext")):
                return self._plural(node)
            case nodes.Call(
                node=nodes.Name(name=name), args=[nodes.Const(value=str(text))], kwargs=[]
            ) if name in self.constants:
                return self._constant(node, self.constants[name](text))
        return node

    def _constant(self, call: nodes.Call, value: str | None) -> nodes.Node:
        return call if value is None else nodes.Const(value, lineno=call.lineno)

    def _text(self, call: nodes.Call) -> nodes.Node:
        (swedish,) = self._literals(call, 1, call.args)
        text = self.catalogue.text(swedish)
        if not call.kwargs:
            return nodes.Const(text, lineno=call.lineno)
        values = [
            nodes.Pair(nodes.Const(pair.key), pair.value, lineno=call.lineno)
            for pair in call.kwargs
        ]
        return nodes.Mod(
            nodes.TemplateData(str(escape(text))),
            nodes.Dict(values, lineno=call.lineno),
            lineno=call.lineno,
        )

    def _plural(self, call: nodes.Call) -> nodes.Node:
        self._literals(call, 2, call.args[:2])
        return call

    def _literals(self, call: nodes.Call, count: int, arguments: list[nodes.Expr]) -> list[str]:
        texts = [part.value for part in arguments if isinstance(part, nodes.Const)]
        written_out = len(texts) == count == len(arguments) and not (
            call.dyn_args or call.dyn_kwargs
        )
        if not written_out:
            raise TemplateSyntaxError(
                "write the message out: _('text'), with values by name", call.lineno, self.template
            )
        return texts


def plural_in(catalogue: Catalogue) -> Any:
    """The template function `ngettext` of one language."""

    def ngettext(swedish_one: str, swedish_more: str, n: int, **values: Any) -> Markup:
        text = escape(catalogue.plural(swedish_one, swedish_more, n))
        return text % {"n": n, **values}

    return ngettext
