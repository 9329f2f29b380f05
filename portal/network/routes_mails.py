"""The mails that do not get through, for those who coordinate, and another try of each."""

from http import HTTPStatus

from flask import flash, redirect, render_template
from werkzeug.wrappers import Response

from portal.gate import requires
from portal.http.request_values import page_number
from portal.language.i18n import gettext
from portal.network.blueprint import blueprint, send_mails_soon
from portal.notifications import failures
from portal.notifications.labels import describe_failure


@blueprint.get("/mails")
@requires("mail:retry")
def show_failed_mails() -> Response | str:
    """Show the mails that do not get through, of the network and of every organisation."""
    page = page_number()
    listed = failures.failures(page)
    if page > 1 and not listed:
        return redirect("/network/mails")
    return render_template(
        "network/mails.html",
        mails=[describe_failure(row) for row in listed],
        total=listed[0].total if listed else 0,
        page=page,
        page_rows=failures.FAILURES_PER_PAGE,
    )


@blueprint.post("/mails/<int:failure>/attempt")
@requires("mail:retry")
def try_mail_again(failure: int) -> Response:
    """Ask for another try of a mail that does not get through."""
    failures.ask_again(failure)
    send_mails_soon()
    flash(gettext("The email is being sent again."))
    return redirect("/network/mails", HTTPStatus.SEE_OTHER)
