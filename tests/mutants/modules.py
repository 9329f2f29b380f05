"""The modules of the kernel whose tests are tried, and the tests of each."""

from collections.abc import Mapping

TESTS_OF: Mapping[str, tuple[str, ...]] = {
    "portal/analyses/checks/completeness.py": ("tests/analyses/test_completeness.py",),
    "portal/analyses/matrix/services.py": ("tests/analyses/test_matrix_services.py",),
    "portal/coaching/moves.py": (
        "tests/coaching/test_moves.py",
        "tests/coaching/test_kept_moves.py",
    ),
    "portal/coaching/sendings.py": ("tests/coaching/test_newness.py",),
    "portal/coaching/submission/services.py": ("tests/coaching/test_submission_services.py",),
    "portal/events/planning/agenda.py": ("tests/events/planning/test_agenda.py",),
    "portal/gate.py": ("tests/test_gate.py",),
    "portal/merging.py": ("tests/merging/test_merging.py", "tests/merging/test_saves.py"),
    "portal/network/figures.py": ("tests/network/test_figures.py",),
    "portal/network/workload.py": (
        "tests/network/test_workload.py",
        "tests/network/test_workload_lists.py",
    ),
    "portal/notifications/sending.py": (
        "tests/notifications/test_sending.py",
        "tests/notifications/test_runs.py",
        "tests/notifications/test_failing_servers.py",
        "tests/notifications/test_undelivered.py",
    ),
    "portal/partnership/assigning.py": (
        "tests/partnership/test_assigning.py",
        "tests/partnership/test_changing_hands.py",
    ),
    "portal/partnership/handovers.py": (
        "tests/partnership/test_handovers.py",
        "tests/partnership/test_handed_words.py",
    ),
    "portal/projects/due_dates.py": ("tests/projects/test_due_dates.py",),
    "portal/projects/ledger.py": (
        "tests/projects/test_ledger.py",
        "tests/projects/test_ledger_rows.py",
        "tests/projects/test_due_dates.py",
    ),
    "portal/tenancy.py": ("tests/test_tenancy.py",),
}
