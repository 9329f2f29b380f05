"""Templates that write their parts as plain text: a page has a thousand, and joins them once."""

from typing import Any

from flask import Flask
from jinja2.compiler import CodeGenerator, Frame
from jinja2.nodes import Expr, Template
from markupsafe import Markup, escape
from markupsafe import _escape_inner as escape_text  # type: ignore[attr-defined]


def init_app(app: Flask) -> None:
    """Compile the templates of `app` this way; none is compiled yet."""
    app.jinja_env.code_generator_class = QuickGenerator


def put(value: Any) -> str:  # noqa: ANN401
    """Return what `escape` returns, for the common types without the cost of making a Markup."""
    kind = type(value)
    if kind is str:
        return str(escape_text(value))
    if kind is Markup:
        return str.__str__(value)
    if kind is int:
        return str(value)
    return escape(value)


class QuickGenerator(CodeGenerator):
    """Jinja's own generator, with another function around each expression that is put out."""

    def visit_Template(self, node: Template, frame: Frame | None = None) -> None:  # noqa: N802
        """Bring the function into the module of the template."""
        self.writeline(f"from {__name__} import {put.__name__}")
        super().visit_Template(node, frame)

    def _output_child_pre(self, node: Expr, frame: Frame, finalize: Any) -> None:  # noqa: ANN401
        if frame.eval_ctx.volatile or not frame.eval_ctx.autoescape or finalize.src is not None:
            super()._output_child_pre(node, frame, finalize)
        else:
            self.write(f"{put.__name__}(")
