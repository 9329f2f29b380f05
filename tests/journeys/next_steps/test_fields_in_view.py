"""An address leads to a field: its label and hint are on the screen as well."""

import pytest
from playwright.sync_api import Browser

from portal.analyses.frameworks import DEFAULT_FRAMEWORK, FRAMEWORK_BY_VERSION
from tests.journeys.conftest import Portal, visiting
from tests.journeys.steps.test_heights import (
    MANAGER,
    OPEN_ROWS,
    SCREEN,
    WRITER,
    WRITTEN,
    on_a_phone,
)

CONTROLS = """[...document.querySelectorAll('.row__form [data-field]')].map(
  field => field.querySelector('fieldset[id], textarea, select, .govuk-input').id)"""
LABEL_TOP = """id => document.getElementById(id).closest('[data-field]')
  .querySelector('label, legend').getBoundingClientRect().top"""

FIRST_FIELD = """() => [...document.querySelectorAll(
  'main :is(input:not([type=hidden]), select, textarea)')].find(field => field.checkVisibility())
  .getBoundingClientRect().top"""


@pytest.mark.parametrize("kind", WRITTEN)
def test_the_label_of_every_field_is_in_view(browser: Browser, portal: Portal, kind: str) -> None:
    dawn = portal.demo["organisations"]["DAWN"]
    steps = FRAMEWORK_BY_VERSION[DEFAULT_FRAMEWORK]
    path = f"/o/dawn/analyses/{dawn['analysis']}/{steps.page_of(kind)}?new=1"
    with visiting(browser, portal, width=360, locale="km") as visit:
        page = on_a_phone(visit, WRITER)
        visit.open(path)
        controls = page.evaluate(CONTROLS)
        assert controls
        for control in controls:
            visit.open(f"{path}&at={control}#{control}")
            assert 0 <= page.evaluate(LABEL_TOP, control) < 740, control


def test_the_first_field_of_a_step_is_on_the_first_screen(browser: Browser, portal: Portal) -> None:
    rows = portal.admin.execute(OPEN_ROWS).fetchall()
    with visiting(browser, portal, width=360, locale="km") as visit:
        page = on_a_phone(visit, MANAGER)
        for analysis, step in rows:
            visit.open(f"/o/lake/analyses/{analysis}/steps/{step}")
            assert page.locator(".folds .tag").count(), "the coach said something"
            assert page.evaluate(FIRST_FIELD) < SCREEN, step
