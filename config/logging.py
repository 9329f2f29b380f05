"""The log: an allow-list of keys, and no word that a person wrote.

Structured lines carry ids, names from the code and numbers. Whatever is not on the list is
dropped, and so is a value that does not look like one of these. Errors are told by their class
and the places in the code, because their messages quote what people typed.
"""

import logging
import logging.config
import re
import sys
import traceback
from collections.abc import Mapping
from datetime import date
from uuid import UUID

import structlog
from structlog.typing import EventDict, Processor, WrappedLogger

from config.settings import Environment

ALLOWED_KEYS = frozenset(
    {
        *("event", "level", "logger", "timestamp", "error", "sqlstate", "detail", "trace"),
        *("request_id", "organisation_id", "user_id", "role", "method", "route", "status"),
        *("duration_ms", "statements", "task", "task_id", "attempt", "count", "kind", "state"),
        *("project_id", "analysis_id", "report_id", "job_id", "outbox_id", "milestone", "action"),
    }
)
# Sentences come from the code alone; every other word must look like a name, not like prose.
SENTENCE_KEYS = frozenset({"event", "detail", "trace"})
SENTENCE_FORMAT = re.compile(r"[\w .,:;!/<>()\[\]{}%'\"=+*-]{0,200}", re.ASCII)
NAME_FORMAT = re.compile(r"[\w.:/<>+-]{0,120}", re.ASCII)
# Loggers whose arguments are about machinery; all others show their template unfilled.
TRUSTED_LOGGERS = ("alembic", "_granian", "gunicorn.error", "celery.beat")
# Loggers whose arguments are told one by one, as values under a key would be: names and numbers.
QUEUE_LOGGERS = ("celery", "kombu", "billiard")
WITHHELD_VALUE = "..."
# What structlog itself needs between two steps.
STRUCTLOG_KEYS = frozenset({"_record", "_from_structlog"})
# Errors in the code, not in the input: their messages quote names from the code.
CODE_ERRORS = (AttributeError, ImportError, NameError, TypeError)


def configure_logging(environment: Environment, level: str = "INFO") -> None:
    """Send every log line to standard error: JSON in production, readable elsewhere."""
    rules: list[Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        tell_error,
        keep_allowed,
    ]
    structlog.configure(
        processors=[*rules, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        wrapper_class=structlog.stdlib.BoundLogger,
        logger_factory=structlog.stdlib.LoggerFactory(),
        cache_logger_on_first_use=True,
    )
    logging.config.dictConfig(
        {
            "version": 1,
            "disable_existing_loggers": False,
            "filters": {"unfilled": {"()": UnfilledTemplate}},
            "formatters": {
                "lines": {"()": make_formatter, "rules": rules, "environment": environment}
            },
            "handlers": {
                "stderr": {
                    "class": "logging.StreamHandler",
                    "formatter": "lines",
                    "filters": ["unfilled"],
                }
            },
            "root": {"handlers": ["stderr"], "level": level},
        }
    )
    logging.captureWarnings(capture=True)


def make_formatter(rules: list[Processor], environment: Environment) -> logging.Formatter:
    """Return the formatter for our own lines and for those of libraries."""
    return structlog.stdlib.ProcessorFormatter(
        foreign_pre_chain=rules,
        processors=[
            structlog.stdlib.ProcessorFormatter.remove_processors_meta,
            *choose_renderer(environment),
        ],
    )


def choose_renderer(environment: Environment) -> list[Processor]:
    """Return what turns one event into one line."""
    if environment is Environment.PRODUCTION:
        return [structlog.processors.JSONRenderer()]
    return [unfold_trace, structlog.dev.ConsoleRenderer(colors=sys.stderr.isatty())]


class UnfilledTemplate(logging.Filter):
    """Keeps the arguments of a library's message out, since they may quote what people typed."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Let every record pass, without its arguments unless its logger is trusted."""
        if isinstance(record.msg, dict) or record.name.startswith(TRUSTED_LOGGERS):
            return True
        if record.name.startswith(QUEUE_LOGGERS):
            record.msg = fill_safely(str(record.msg), record.args)
        record.args = None
        return True


class Named(str):
    """A value that a template may quote or not; what is withheld is never quoted."""

    __slots__ = ()

    def __repr__(self) -> str:
        """Return it in quotes unless it is withheld."""
        return self if self == WITHHELD_VALUE else super().__repr__()


def fill_safely(template: str, values: object) -> str:
    """Return a message in one line, each value told if it is a name or a number, else withheld."""
    kept: object = values
    if isinstance(values, tuple):
        kept = tuple(tell_value(value) for value in values)
    elif isinstance(values, Mapping):
        kept = {key: tell_value(value) for key, value in values.items()}
    try:
        filled = template % kept if kept else template
    except (TypeError, ValueError, KeyError):
        filled = template
    return " ".join(filled.split())


def tell_value(value: object) -> object:
    """Return a number or a name as it is, an error as its class, and nothing of anything else."""
    if isinstance(value, BaseException):
        return Named(type(value).__name__)
    if isinstance(value, bool | int | float | None):
        return value
    said = str(value)
    return Named(said if NAME_FORMAT.fullmatch(said) else WITHHELD_VALUE)


def tell_error(_logger: WrappedLogger, _method: str, event: EventDict) -> EventDict:
    """Replace an exception by its class, its SQL state and the places in the code."""
    info = event.pop("exc_info", None)
    error = sys.exception() if info is True else info[1] if isinstance(info, tuple) else info
    if isinstance(error, BaseException):
        event.update(error=type(error).__name__, trace=list_places(error), **tell_safely(error))
    return event


def tell_safely(error: BaseException) -> dict[str, str]:
    """Return what an error says about the code alone."""
    if isinstance(error, CODE_ERRORS):
        return {"detail": str(error)[:200]}
    driver = getattr(error, "orig", error)
    state = getattr(driver, "sqlstate", None)
    return {"sqlstate": state} if state else {}


def list_places(error: BaseException) -> list[str]:
    """Return "file:line function" for each frame, outermost first."""
    frames = traceback.extract_tb(error.__traceback__)
    return [f"{frame.filename}:{frame.lineno} {frame.name}" for frame in frames]


def keep_allowed(_logger: WrappedLogger, _method: str, event: EventDict) -> EventDict:
    """Drop every key that is not on the list and every value that does not fit its key."""
    kept = {key: plain(event[key]) for key in ALLOWED_KEYS & event.keys() if fits(key, event[key])}
    bookkeeping = {key: event[key] for key in STRUCTLOG_KEYS & event.keys()}
    return {"event": "unprintable", **kept, **bookkeeping}


def fits(key: str, value: object) -> bool:
    """Whether a value is an id, a name from the code, a number, a date, or a list of these."""
    if isinstance(value, list):
        return all(fits(key, part) for part in value)
    if isinstance(value, str):
        form = SENTENCE_FORMAT if key in SENTENCE_KEYS else NAME_FORMAT
        return form.fullmatch(value) is not None
    return value is None or isinstance(value, int | float | UUID | date)


def plain(value: object) -> object:
    """Return an id or a date as text, also in a list, and anything else as it is."""
    if isinstance(value, list):
        return [plain(part) for part in value]
    return str(value) if isinstance(value, UUID | date) else value


def unfold_trace(_logger: WrappedLogger, _method: str, event: EventDict) -> EventDict:
    """Put the places of an error on lines of their own."""
    if places := event.pop("trace", None):
        event["event"] = "\n    ".join([str(event["event"]), *places])
    return event
