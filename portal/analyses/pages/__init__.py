"""The pages of an analysis, and the blueprint that they hang on."""

from portal.analyses.pages import (
    analysis,
    changes,
    evidence,
    exclusions,
    format_change,
    hints,
    lists,
    matrix,
    method,
    options,
    rows,
    short_start,
    whole,
)
from portal.analyses.pages.blueprint import blueprint

__all__ = [
    "analysis",
    "blueprint",
    "changes",
    "evidence",
    "exclusions",
    "format_change",
    "hints",
    "lists",
    "matrix",
    "method",
    "options",
    "rows",
    "short_start",
    "whole",
]
