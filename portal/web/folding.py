"""Translations folded into the compiled templates, so that a page looks none up.

There is one Jinja environment for each language. When it compiles a template, `_('text')` becomes
that language's text as a constant, and `_('… %(n)s', n=x)` a constant with its values put in. Both
are escaped: a catalogue can bring no markup into a page. A message that is not written out is
refused there and then, for whatever came in its place would be shown unescaped or untranslated.
Addresses of pages and files that are the same in every answer are folded in the same way.

What a catalogue lacks stays Swedish and says so: it stands in `<span lang="sv">`. In a language that
is written from right to left, each value is set apart in `<bdi>`. Where no element can stand (in an
attribute, in the title) both are taken off again. A page in Swedish, or in a complete language that
is written from left to right, has none of this in its templates.
"""

import re
from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any, cast

from jinja2 import Environment, TemplateSyntaxError, nodes
from jinja2.compiler import CodeGenerator
from jinja2.visitor import NodeTransformer
from markupsafe import Markup, escape

from portal.web.catalogues import Catalogue
from portal.web.positions import Position

Constant = Callable[[str], str | None]
AS_IT_IS = Markup("%s")
PARTED_NUMBER = re.compile(r"(?<!\d)(?=\d+-\d)")
"""As in 19500101-0000; in a text from right to left its parts would change places."""
FROM_HERE_TO_THE_RIGHT = "\u200e"


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
    swedish: Markup = AS_IT_IS
    """What a text that stays Swedish is put into, where an element can stand."""
    isolates: bool = False
    """Whether values are set apart from the text around them."""

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
        self.swedish: Markup = getattr(environment, "swedish", AS_IT_IS)
        self.isolates: bool = getattr(environment, "isolates", False)
        self.makes_elements = self.isolates or self.swedish != AS_IT_IS
        self.position = Position()
        self.template = template

    def visit(self, node: nodes.Node, *values: Any, **named: Any) -> nodes.Node:
        """Fold what is inside first, then the call itself."""
        if isinstance(node, nodes.Output):
            return self._output(node)
        holds_elements = self.position.holds_elements
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
            case nodes.Block(lineno=line) if self.makes_elements and not holds_elements:
                return nodes.FilterBlock([node], _filter(None, "bare"), lineno=line)
        return node

    def _output(self, output: nodes.Output) -> nodes.Node:
        for index, part in enumerate(output.nodes):
            if isinstance(part, nodes.TemplateData):
                self.position.read(part.data)
                continue
            folded = self.visit(part)
            if self.makes_elements and self.position.holds_text_only:
                folded = _filter(folded, "bare")
            output.nodes[index] = cast(nodes.Expr, folded)
        return output

    def _constant(self, call: nodes.Call, value: str | None) -> nodes.Node:
        return call if value is None else nodes.Const(value, lineno=call.lineno)

    def _text(self, call: nodes.Call) -> nodes.Node:
        (swedish,) = self._literals(call, 1, call.args)
        is_marked = self.swedish != AS_IT_IS and swedish not in self.catalogue.texts
        if not call.kwargs and not is_marked:
            return nodes.Const(self._read(swedish), lineno=call.lineno)
        text = escape(self._read(swedish))
        data = nodes.TemplateData(str(self.swedish % text if is_marked else text))
        if not call.kwargs:
            return data
        values = [
            nodes.Pair(
                nodes.Const(pair.key),
                _filter(pair.value, "apart") if self.isolates else pair.value,
                lineno=call.lineno,
            )
            for pair in call.kwargs
        ]
        return nodes.Mod(data, nodes.Dict(values, lineno=call.lineno), lineno=call.lineno)

    def _read(self, swedish: str) -> str:
        text = self.catalogue.text(swedish)
        return PARTED_NUMBER.sub(FROM_HERE_TO_THE_RIGHT, text) if self.isolates else text

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


def _filter(value: nodes.Node | None, name: str) -> nodes.Filter:
    return nodes.Filter(cast(nodes.Expr | None, value), name, [], [], None, None)


def bare(text: Any) -> Any:
    """A text without the elements round it, for an attribute or a title."""
    return escape(text.striptags()) if isinstance(text, Markup) else text


def apart(value: Any) -> Any:
    """A value whose own direction does not touch the text around it; numbers have none."""
    return value if isinstance(value, int) else Markup("<bdi>%s</bdi>") % value


def plural_in(catalogue: Catalogue, swedish: Markup = AS_IT_IS, *, isolates: bool = False) -> Any:
    """The template function `ngettext` of one language."""

    def ngettext(swedish_one: str, swedish_more: str, n: int, **values: Any) -> Markup:
        text = escape(catalogue.plural(swedish_one, swedish_more, n))
        if swedish_one not in catalogue.plurals:
            text = swedish % text
        if isolates:
            values = {name: apart(value) for name, value in values.items()}
        return text % {"n": n, **values}

    return ngettext
