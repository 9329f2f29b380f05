"""What is done to make a report, in order, and how far along each makes it."""

from dataclasses import dataclass

from portal.language.i18n import N_, gettext
from portal.language.locales import LOCALES


@dataclass(frozen=True)
class Work:
    """One step of a report's job; `progress` is the percentage once it is done."""

    key: str
    title: str
    progress: int

    def say(self) -> str:
        """Return what is being done, in words."""
        return gettext(self.title)


@dataclass(frozen=True)
class Rendering(Work):
    """The step that writes one file, called `file_title`."""

    format: str
    locale: str
    file_title: str

    def say(self) -> str:
        """Return what is being written, and in which language."""
        return gettext(self.title, language=gettext(LOCALES[self.locale].title))

    def say_file(self) -> str:
        """Return what the file is called, with its language."""
        return gettext(self.file_title, language=gettext(LOCALES[self.locale].title))


FORMAT_TITLES = {
    "pdf": (N_("Writing the PDF in %(language)s"), N_("PDF in %(language)s")),
    "xlsx": (N_("Writing the Excel file in %(language)s"), N_("Excel in %(language)s")),
    "docx": (N_("Writing the Word file in %(language)s"), N_("Word in %(language)s")),
}
GATHERED_PROGRESS, DONE_PROGRESS = 20, 100


def renderings_of(*formats: str) -> tuple[Rendering, ...]:
    """Return the steps that write each format in each language, after what was gathered."""
    files = [(format_, locale) for format_ in formats for locale in LOCALES]
    return tuple(
        Rendering(
            key=f"{format_}-{locale}",
            title=FORMAT_TITLES[format_][0],
            progress=GATHERED_PROGRESS + (DONE_PROGRESS - GATHERED_PROGRESS) * number // len(files),
            format=format_,
            locale=locale,
            file_title=FORMAT_TITLES[format_][1],
        )
        for number, (format_, locale) in enumerate(files, 1)
    )


GATHERING_WORK = Work("gathering", N_("Gathering the figures"), GATHERED_PROGRESS)
REPORT_RENDERINGS = renderings_of("pdf", "xlsx")
REPORT_STEPS: tuple[Work, ...] = (GATHERING_WORK, *REPORT_RENDERINGS)


def step_at(progress: int, steps: tuple[Work, ...] = REPORT_STEPS) -> Work | None:
    """Return the step that a report at `progress` percent is at, None when all are done."""
    return next((step for step in steps if step.progress > progress), None)
