"""Every page of the portal, below somebody who uses it; ids come from the demo.

`{CHEC}` is an organisation's slug and says whose ids the other names stand for.
"""

PAGES: dict[str, tuple[str, ...]] = {
    "manager@chec.example": (
        "/o/{CHEC}/", "/o/{CHEC}/projects/{project}", "/o/{CHEC}/projects/new",
        "/o/{CHEC}/projects/{project}/edit", "/o/{CHEC}/projects/{project}/changes",
        "/o/{CHEC}/projects/{project}/coach", "/o/{CHEC}/projects/{project}/needs",
        "/o/{CHEC}/projects/{project}/sessions/", "/o/{CHEC}/projects/{project}/pause",
        "/o/{CHEC}/projects/{project}/ending", "/o/{CHEC}/projects/{project}/stage-changes",
        "/o/{CHEC}/projects/{project}/milestones/{owed}/statement",
        "/o/{CHEC}/projects/{project}/milestones/{owed}/waiver",
        "/o/{CHEC}/workshops/", "/o/{CHEC}/workshops/new",
        "/o/{CHEC}/workshops/{workshop}/correction", "/o/{CHEC}/workshops/{workshop}/removal",
        "/o/{CHEC}/reports/", "/o/{CHEC}/people/", "/o/{CHEC}/people/{member}", "/password",
        "/account/sessions",
    ),
    "writer@chec.example": (
        "/o/{CHEC}/analyses/{analysis}", "/o/{CHEC}/analyses/{analysis}/picture",
        "/o/{CHEC}/analyses/{analysis}/steps/6", "/o/{CHEC}/analyses/{analysis}/steps/7",
        "/o/{CHEC}/analyses/{analysis}/options", "/o/{CHEC}/analyses/{analysis}/changes",
        "/o/{CHEC}/analyses/{analysis}/monitoring", "/o/{CHEC}/analyses/{analysis}/learning",
        "/o/{CHEC}/analyses/{analysis}/influences", "/o/{CHEC}/changes",
        "/o/{CHEC}/analyses/{analysis}/check-ins", "/o/{CHEC}/analyses/{analysis}/check-ins/new",
        "/o/{CHEC}/analyses/{analysis}/check-ins/{factor}",
        "/o/{CHEC}/analyses/{analysis}/rounds/new", "/o/{CHEC}/analyses/{analysis}/history",
        "/o/{CHEC}/analyses/{analysis}/feedback", "/o/{CHEC}/analyses/{analysis}/feedback/1",
        "/o/{CHEC}/analyses/{analysis}/comparison?from=1&to=2",
        "/o/{CHEC}/analyses/{analysis}/helpfulness", "/o/{CHEC}/analyses/{analysis}/reopening",
    ),
    "writer@act.example": (
        "/o/{ACT}/", "/o/{ACT}/projects/{project}/analyses/new", "/o/{ACT}/analyses/{analysis}",
        "/o/{ACT}/analyses/{analysis}/edit", "/o/{ACT}/analyses/{analysis}/steps/1",
        "/o/{ACT}/analyses/{analysis}/steps/2", "/o/{ACT}/analyses/{analysis}/steps/4",
        "/o/{ACT}/analyses/{analysis}/steps/4/constraint",
        "/o/{ACT}/analyses/{analysis}/exclusions",
        "/o/{ACT}/analyses/{analysis}/steps/5", "/o/{ACT}/analyses/{analysis}/submission",
    ),
    "manager@stt.example": (
        "/o/{STT}/projects/{project}/agreed-actions/{action}", "/o/{STT}/reports/{report}",
    ),
    "coach1@dnhc.example": (
        "/coach/", "/coach/profile", "/coach/record", "/coach/words",
        "/help", "/help/method", "/help/ngo",
        "/o/{STT}/projects/{project}", "/o/{STT}/projects/{project}/sessions/",
        "/o/{STT}/projects/{project}/sessions/new",
        "/o/{STT}/projects/{project}/sessions/{session}/correction",
        "/o/{STT}/projects/{project}/handover", "/o/{STT}/projects/{project}/notes",
        "/o/{STT}/analyses/{analysis}/review", "/o/{STT}/analyses/{analysis}/review/2",
        "/o/{STT}/analyses/{analysis}/review/3?comment_on=step",
        "/o/{STT}/analyses/{analysis}/revisions/1", "/o/{TPO}/analyses/{analysis}/review",
        "/o/{CHEC}/analyses/{analysis}/review/2",
    ),
    "coach2@dnhc.example": ("/o/{TPO}/analyses/{analysis}/review/joint",),
    "leadership@ccc.example": ("/network/", "/network/organisations/{APLE}"),
    "coordinator@ccc.example": (
        "/network/assignments", "/network/workload", "/network/requests", "/network/coaches",
        "/network/coaches/{coach}", "/network/coaches/{coach}/profile",
        "/network/projects/1/coaches", "/network/assignments/{assignment}/handover",
        "/network/due-times", "/network/organisations/new",
        "/network/reach", "/network/reach/forum",
    ),
    "admin@ccc.example": ("/network/people", "/network/mails"),
    "": (
        "/sign-in", "/reset", "/reset/{reset}", "/invitations/{invitation}",
        "/invitations/gone", "/no-such-page",
    ),
}  # fmt: skip

# What a GET answers without a page of its own: files, parts of a page, ways to another page.
NO_PAGES = {
    "static", "security.static", "health.healthz", "health.readyz",
    "analyses.open_file", "reports.download", "reports.progress",
    "accounts.home", "accounts.language_again", "projects.to_home",
    "analyses.show_row", "analyses.show_rows", "analyses.show_row_of_files",
}  # fmt: skip
