"""Jinja with shorter ways through what a page does a thousand times; it says the same."""

from collections.abc import Callable, MutableMapping
from types import FunctionType
from typing import Any

from flask import Flask
from flask.templating import Environment
from jinja2.compiler import CodeGenerator, Frame
from jinja2.nodes import Expr, Template
from jinja2.runtime import Context, Macro
from jinja2.utils import _PassArg
from markupsafe import Markup, escape
from markupsafe import _escape_inner as escape_text  # type: ignore[attr-defined]

OF_PLACE, OTHER = _PassArg.eval_context, _PassArg.context


def init_app(app: Flask) -> None:
    """Let `app` render this way; nothing is rendered yet."""
    app.jinja_environment = QuickEnvironment


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


class QuickContext(Context):
    """A context that asks a macro or a function once what it wants to be given."""

    def call(self, called: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Any:  # noqa: ANN401
        """Call a macro or a function, or anything else as Jinja does."""
        kind = type(called)
        wish = getattr(called, "jinja_pass_arg", None) if kind is FunctionType else OTHER
        if kind is Macro or wish is OF_PLACE:
            args = (self.eval_ctx, *args)
        elif wish is not None:
            return super().call(called, *args, **kwargs)
        kwargs.pop("_block_vars", None)
        kwargs.pop("_loop_vars", None)
        return called(*args, **kwargs)


class QuickEnvironment(Environment):
    """Flask's environment with the two above; globals are one mapping, compared at each import."""

    code_generator_class = QuickGenerator
    context_class = QuickContext

    def make_globals(self, d: MutableMapping[str, Any] | None) -> MutableMapping[str, Any]:
        """Return the globals of a template; they are complete before the first is read."""
        return {**self.globals, **(d or {})}
