"""Every page of the portal, below somebody who uses it; ids come from the demo.

`{LAKE}` is an organisation's slug and says whose ids the other names stand for.
"""

PAGES: dict[str, tuple[str, ...]] = {
    "manager@lake.example": (
        "/o/{LAKE}/", "/o/{LAKE}/projects/{project}", "/o/{LAKE}/projects/new",
        "/o/{LAKE}/projects/start",
        "/o/{LAKE}/projects/{project}/edit", "/o/{LAKE}/projects/{project}/changes",
        "/o/{LAKE}/projects/{project}/coach", "/o/{LAKE}/projects/{project}/needs",
        "/o/{LAKE}/projects/{project}/sessions/", "/o/{LAKE}/projects/{project}/pause",
        "/o/{LAKE}/projects/{project}/ending", "/o/{LAKE}/projects/{project}/stage-changes",
        "/o/{LAKE}/projects/{project}/milestones/{owed}/statement",
        "/o/{LAKE}/projects/{project}/milestones/{owed}/waiver",
        "/o/{LAKE}/workshops/", "/o/{LAKE}/workshops/new",
        "/o/{LAKE}/workshops/{workshop}/correction", "/o/{LAKE}/workshops/{workshop}/removal",
        "/o/{LAKE}/reports/", "/o/{LAKE}/people/", "/o/{LAKE}/reading-log",
        "/o/{LAKE}/search?q=net", "/o/{LAKE}/people/{member}", "/password",
        "/account", "/account/kept", "/account/sessions",
        "/account/second-step", "/account/second-step/app",
        "/account/second-step/passkeys", "/account/second-step/codes", "/account/confirmation",
        "/account/address", "/account/address/gone",
    ),
    "writer@lake.example": (
        "/o/{LAKE}/analyses/{analysis}", "/o/{LAKE}/analyses/{analysis}/picture",
        "/o/{LAKE}/analyses/{analysis}/whole",
        "/o/{LAKE}/analyses/{analysis}/steps/6", "/o/{LAKE}/analyses/{analysis}/steps/7",
        "/o/{LAKE}/analyses/{analysis}/options", "/o/{LAKE}/analyses/{analysis}/changes",
        "/o/{LAKE}/analyses/{analysis}/monitoring", "/o/{LAKE}/analyses/{analysis}/learning",
        "/o/{LAKE}/analyses/{analysis}/influences", "/o/{LAKE}/changes",
        "/o/{LAKE}/analyses/{analysis}/check-ins", "/o/{LAKE}/analyses/{analysis}/check-ins/new",
        "/o/{LAKE}/analyses/{analysis}/check-ins/{factor}",
        "/o/{LAKE}/analyses/{analysis}/rounds/new", "/o/{LAKE}/analyses/{analysis}/history",
        "/o/{LAKE}/analyses/{analysis}/feedback", "/o/{LAKE}/analyses/{analysis}/feedback/1",
        "/o/{LAKE}/analyses/{analysis}/comparison?from=1&to=2",
        "/o/{LAKE}/analyses/{analysis}/story/en", "/o/{LAKE}/analyses/{analysis}/story/km",
        "/o/{LAKE}/analyses/{analysis}/story/km/cover",
        "/o/{LAKE}/analyses/{analysis}/story/km/sections/seen",
        "/o/{LAKE}/analyses/{analysis}/helpfulness", "/o/{LAKE}/analyses/{analysis}/reopening",
    ),
    "writer@dawn.example": (
        "/o/{DAWN}/", "/o/{DAWN}/projects/{project}/analyses/new", "/o/{DAWN}/analyses/{analysis}",
        "/o/{DAWN}/analyses/{analysis}/edit", "/o/{DAWN}/analyses/{analysis}/format",
        "/o/{DAWN}/analyses/{analysis}/steps/1",
        "/o/{DAWN}/analyses/{analysis}/steps/2", "/o/{DAWN}/analyses/{analysis}/steps/4",
        "/o/{DAWN}/analyses/{analysis}/steps/4/constraint",
        "/o/{DAWN}/analyses/{analysis}/exclusions",
        "/o/{DAWN}/analyses/{analysis}/steps/5", "/o/{DAWN}/analyses/{analysis}/submission",
    ),
    "manager@aple.example": ("/o/{APLE}/", "/o/{APLE}/projects/{project}", "/o/{APLE}/workshops/"),
    "manager@road.example": (
        "/o/{ROAD}/projects/{project}/agreed-actions/{action}", "/o/{ROAD}/reports/{report}",
    ),
    "coach1@dnhc.example": (
        "/coach/", "/coach/search?q=net", "/coach/profile", "/coach/record", "/coach/words",
        "/help", "/help/method", "/help/ngo", "/example", "/example/feedback", "/example/report",
        "/example/story",
        "/example/steps/5",
        "/o/{ROAD}/projects/{project}", "/o/{ROAD}/projects/{project}/sessions/",
        "/o/{ROAD}/projects/{project}/sessions/new",
        "/o/{ROAD}/projects/{project}/sessions/{session}/correction",
        "/o/{ROAD}/projects/{project}/handover", "/o/{ROAD}/projects/{project}/notes",
        "/o/{LAKE}/analyses/{discussed}/comments/{comment}/answers",
        "/o/{LAKE}/analyses/{discussed}/comments/{comment}/reopening",
        "/o/{ROAD}/analyses/{analysis}/review", "/o/{ROAD}/analyses/{analysis}/review/2",
        "/o/{ROAD}/analyses/{analysis}/review/3?comment_on=step",
        "/o/{ROAD}/analyses/{analysis}/revisions/1", "/o/{MILL}/analyses/{analysis}/review",
        "/o/{LAKE}/analyses/{analysis}/review/2",
    ),
    "coach2@dnhc.example": ("/o/{MILL}/analyses/{analysis}/review/joint",),
    "leadership@ccc.example": (
        "/network/", "/network/organisations", "/network/organisations/{LAKE}", "/network/coaches",
    ),
    "coordinator@ccc.example": (
        "/network/assignments", "/network/workload", "/network/requests",
        "/network/coaches/{coach}", "/network/coaches/{coach}/profile",
        "/network/projects/{needs}/coaches", "/network/assignments/{assignment}/handover",
        "/network/due-times", "/network/workshop-lengths/", "/network/workshop-lengths/application",
        "/network/organisations/new",
        "/network/reach", "/network/reach/forum",
    ),
    "admin@ccc.example": (
        "/network/search?q=lake", "/network/people", "/network/mails", "/network/second-steps",
    ),
    "": (
        "/sign-in", "/reset", "/reset/{reset}", "/invitations/{invitation}",
        "/invitations/gone", "/no-such-page", "/offline",
    ),
}  # fmt: skip

# What a GET answers without a page of its own: files, parts of a page, ways to another page.
NO_PAGES = {
    "static", "security.static", "health.healthz", "health.readyz",
    "analyses.welcome", "analyses.open_file", "reports.download", "reports.progress",
    # These need a password without its second step: tests/journeys/test_second_step.py.
    "security.two_factor_token_validation", "security.tf_select", "security.mf_recovery",
    "security.wan_signin", "security.two_factor_rescue", "security.wan_delete",
    "accounts.home", "accounts.form_token", "accounts.language_again", "projects.to_home",
    "analyses.show_row", "analyses.show_rows", "analyses.show_row_of_files", "search.search",
    "offline.key", "offline.worker",
}  # fmt: skip
