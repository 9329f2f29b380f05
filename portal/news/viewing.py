"""Puts the news into the reader's words, each with the place where it is."""

from flask_babel import ngettext

from portal import clock, entry
from portal.analyses.slots import address_of
from portal.coaching.workflow import ACTION_TITLES, VERDICTS, ReviewAction
from portal.language.i18n import N_, gettext
from portal.language.text import join_titles
from portal.news.queries import NewsKind, NewsRow, latest_news
from portal.projects.milestones import MILESTONE_BY_KEY
from portal.projects.slots import News, NewsLine
from portal.tenancy import Side

# What others did, and what is said where it is about the reader.
NEWS_TITLES: dict[NewsKind, tuple[str, str]] = {
    NewsKind.ASSIGNED: (
        N_("%(person)s is now this project's coach"),
        N_("You coach this project now"),
    ),
    NewsKind.LEFT: (N_("%(person)s no longer coaches this project"), ""),
    NewsKind.AGREED: (N_("Agreed: %(what)s"), ""),
    NewsKind.MET: (N_("Completed: %(milestone)s"), ""),
}


def read_news() -> News:
    """Return what others did lately, for the side and place of the visitor."""
    is_coach = entry.visitor().side == Side.COACH
    rows = latest_news()
    lines = [_line(row, is_coach=is_coach) for row in rows]
    action = "/coach/news/seen" if is_coach else f"/o/{entry.organisation().slug}/news/seen"
    until = rows[0].at.isoformat() if rows else ""
    return News(lines, sum(line.is_new for line in lines), until, action)


def _line(row: NewsRow, *, is_coach: bool) -> NewsLine:
    project = f"{row.acronym} · {row.reference}" if is_coach else row.project
    untitled = gettext("Untitled") if row.analysis_id else ""
    who = "" if row.kind in (NewsKind.ASSIGNED, NewsKind.LEFT) else row.who
    return NewsLine(
        title=_title(row),
        about=join_titles(who, row.analysis or untitled, project),
        href=f"/o/{row.slug}/{_path(row, is_coach=is_coach)}",
        on=clock.day_of(row.at),
        is_new=row.seen_until is None or row.at > row.seen_until,
        is_said=bool(row.words),
    )


def _title(row: NewsRow) -> str:
    if row.kind == NewsKind.COMMENTS:
        return str(ngettext("%(num)d comment", "%(num)d comments", row.many))
    if row.kind == NewsKind.MOVE:
        return str(gettext(ACTION_TITLES[ReviewAction(row.key)]))
    of_other, of_mine = NEWS_TITLES[NewsKind(row.kind)]
    what = row.words or (gettext(MILESTONE_BY_KEY[row.key].title) if row.key else "")
    said = of_mine if row.is_mine else of_other
    return str(gettext(said, person=row.who, what=what, milestone=what))


def _path(row: NewsRow, *, is_coach: bool) -> str:
    here, project = f"analyses/{row.analysis_id}", f"projects/{row.project_id}"
    if row.kind == NewsKind.COMMENTS:
        place = (row.comment_id or 0, row.step or 0, row.row_kind or "", row.row_id)
        if is_coach:
            return f"{here}/review/{row.step}?comment={row.comment_id}#comment-{row.comment_id}"
        return f"{here}/{address_of(*place)}"
    if row.kind == NewsKind.MOVE:
        is_verdict = ReviewAction(row.key) in VERDICTS
        return f"{here}/review" if is_coach else f"{here}/feedback" if is_verdict else here
    return f"{project}/sessions/" if row.words else project
