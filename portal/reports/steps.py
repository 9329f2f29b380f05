"""What is done to make a report, in order, and how far along each makes it."""

from dataclasses import dataclass

from portal.language.i18n import N_


@dataclass(frozen=True)
class Work:
    """One step of a report's job; `progress` is the percentage once it is done."""

    key: str
    title: str
    progress: int


@dataclass(frozen=True)
class Rendering(Work):
    """The step that writes one file."""

    format: str
    locale: str


GATHERING = Work("gathering", N_("Gathering the figures"), 20)
RENDERINGS: tuple[Rendering, ...] = (
    Rendering("pdf-en", N_("Writing the PDF in English"), 40, "pdf", "en"),
    Rendering("pdf-km", N_("Writing the PDF in Khmer"), 60, "pdf", "km"),
    Rendering("xlsx-en", N_("Writing the Excel file in English"), 80, "xlsx", "en"),
    Rendering("xlsx-km", N_("Writing the Excel file in Khmer"), 100, "xlsx", "km"),
)
STEPS: tuple[Work, ...] = (GATHERING, *RENDERINGS)


def doing(progress: int) -> Work | None:
    """Return the step that a report at `progress` percent is at, None when all are done."""
    return next((step for step in STEPS if step.progress > progress), None)
