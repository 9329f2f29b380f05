"""Celery on Redis: its settings, and what every task stands on."""

import logging
import os
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from functools import cache
from typing import Any

import structlog
from celery import Celery, Task
from celery.signals import setup_logging
from flask import Flask, has_app_context

from config.logging import configure_logging
from config.settings import InvalidSetting, MissingSetting, Settings
from portal.app import create_app
from portal.extensions import db
from portal.notifications.sending import longest_run
from portal.tenancy import ReaderScope, Side, open_scope
from workers import schedule

SOFT_LIMIT = 240
HARD_LIMIT = 300
# A line for each task is written here; these would add three.
TELLING_TWICE = ("celery.app.trace", "celery.beat", "celery.worker.strategy")
log = structlog.get_logger("workers")


class PortalTask(Task):
    """Runs in an application context and a worker's scope, and commits when it returns.

    A task that works for one organisation takes its id as the keyword `organisation_id` and sees
    that organisation alone; any other sees the outbox and the reminders, and no tenant's rows.
    A task that commits on its way opens its scope again after each commit.
    """

    abstract = True

    def __call__(self, *args: Any, **kwargs: Any) -> Any:  # noqa: ANN401  whatever the task takes
        """Run the task; what it wrote is taken back when it fails."""
        began = time.perf_counter()
        with application_context():
            try:
                scope = ReaderScope(organisation_id=kwargs.get("organisation_id"), side=Side.WORKER)
                open_scope(db.session, scope)
                result = super().__call__(*args, **kwargs)
                db.session.commit()
            finally:
                db.session.rollback()
        _report(self.name, began, result)
        return result


celery = Celery("portal", task_cls=PortalTask)


def configure() -> dict[str, Any]:
    """Return Celery's settings. Messages are nudges, so none is kept and none is waited for."""
    return {
        "broker_connection_retry_on_startup": True,
        "broker_connection_max_retries": None,  # for ever: Redis may be away as long as it likes
        "accept_content": ["json"],
        "task_serializer": "json",
        "task_ignore_result": True,
        "task_acks_late": True,
        "task_soft_time_limit": SOFT_LIMIT,
        "task_time_limit": HARD_LIMIT,
        "worker_prefetch_multiplier": 1,
        "worker_redirect_stdouts": False,
        "timezone": "Asia/Phnom_Penh",
        "imports": schedule.modules(),
        "beat_schedule": schedule.beat_schedule(),
        **_surroundings(),
    }


# A promise: importing this module reads no setting.
celery.add_defaults(configure)


@cache
def read_settings() -> Settings:
    """Read the settings of this process; leave with a clear line when one is missing or wrong."""
    try:
        return Settings.from_environment(os.environ)
    except (MissingSetting, InvalidSetting) as fault:
        sys.exit(f"The worker cannot start: {fault}")


@cache
def portal_app() -> Flask:
    """Return the one application of this process, made when its first task comes."""
    return create_app(read_settings())


@contextmanager
def application_context() -> Iterator[None]:
    """Stand in the application context of the caller, else in one of this process's own."""
    if has_app_context():
        yield
        return
    with portal_app().app_context():
        yield


def _surroundings() -> dict[str, Any]:
    # A worker that lacks settings says so when it sets up its log; a process that is no worker,
    # and only reads or calls tasks, needs none.
    with suppress(MissingSetting, InvalidSetting):
        settings = Settings.from_environment(os.environ)
        mails = int(longest_run(settings))
        return {
            # Nobody else may be given a task while somebody still works on it.
            "broker_transport_options": {"visibility_timeout": 2 * (HARD_LIMIT + mails)},
            "task_annotations": {
                "workers.notifications.send_waiting": {
                    "soft_time_limit": mails,
                    "time_limit": mails + HARD_LIMIT - SOFT_LIMIT,
                }
            },
            "broker_url": settings.redis_url.replace("unix://", "redis+socket://", 1),
            "beat_schedule_filename": str(settings.data_dir / "schedule"),
        }
    return {}


@setup_logging.connect  # type: ignore[untyped-decorator]  # the same
def _set_up_logging(**_told: object) -> None:
    settings = read_settings()
    settings.data_dir.mkdir(parents=True, exist_ok=True)  # beat keeps its notes there
    configure_logging(settings.environment)
    for name in TELLING_TWICE:
        logging.getLogger(name).setLevel(logging.WARNING)


def _report(task: str, began: float, result: object) -> None:
    # Two sweeps a minute that found nothing are nothing to tell.
    tell = log.debug if result == 0 else log.info
    tell(
        "task",
        task=task,
        count=result if isinstance(result, int) else None,
        duration_ms=round((time.perf_counter() - began) * 1000, 1),
    )
