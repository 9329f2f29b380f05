"""What a person does on a page: fill what is there, wait until it is saved."""

from playwright.sync_api import Locator, Page, expect

ANALYSIS: tuple[tuple[int, str, dict[str, str]], ...] = (
    (1, "context", {
        "area": "One district", "period": "This year", "groups": "Families and officers",
        "tension": "Those who cannot pay wait longer.", "took_part": "Two colleagues",
    }),
    (2, "divider", {
        "title": "Paying for what is free", "how": "Those who can pay are served first.",
        "groups": "Families who can pay and families who cannot",
        "category": "systems_institutions", "indicator": "Letters stamped without a payment",
    }),
    (3, "connector", {
        "title": "Officers who help children", "how": "They call us whoever the family is.",
        "groups": "Officers and families", "category": "attitudes_actions",
        "indicator": "Calls in a month",
    }),
    (4, "detail", {
        "detail_key": "authorities", "choice": "Pay two dollars for each stamp",
        "why": "Everybody does it",
    }),
    (5, "chain", {
        "detail_id": "#1", "pattern": "legitimization", "factor_id": "#1", "sign": "worse",
        "explanation": "A budget line makes the fee look right.",
    }),
    (6, "option", {
        "description": "Take the line out of the budget", "chain_id": "#1",
        "budget_effect": "saves", "backup": "Ask the province to confirm that stamps are free",
    }),
)  # fmt: skip

NEW = "form:has(> [name=new])"


def write_analysis(page: Page, address: str) -> None:
    """Write one row in each step of the analysis at `address`, and test its option on all."""
    for step, kind, values in ANALYSIS:
        page.goto(f"{address}/steps/{step}")
        add_row(page, kind, values)
    page.goto(f"{address}/steps/7")
    for place, note in enumerate(
        ("Nobody pays any more", "They call as before", "No cash to carry")
    ):
        write_cell(page, place, "2", note)


def write_cell(page: Page, place: int, effect: str, note: str) -> None:
    """Fill one cell of the option that is open and wait until it is saved."""
    cell = page.locator("[data-cell]").nth(place)
    cell.locator("select").select_option(effect)
    cell.locator("textarea").fill(note)
    cell.locator("textarea").blur()
    expect(cell.locator("[data-save-state=saved]")).to_be_visible(timeout=15_000)


def add_row(page: Page, kind: str, values: dict[str, str]) -> None:
    """Add a row of `kind` on the page at hand and wait until every word is saved."""
    if page.locator(f"form[data-begins][action$='/rows/{kind}']").count() == 0:
        place = f":has([name=detail_key][value='{values.get('detail_key')}'])"
        asking = NEW + place if "detail_key" in values else NEW
        page.locator(asking).locator("button").last.click()
        page.wait_for_selector("form[data-begins]")
    change_row(page, values)


def change_row(page: Page, values: dict[str, str]) -> None:
    """Fill fields of the open row and wait until they are saved."""
    form = page.locator("form[data-autosave]").first
    say_more(form)
    for name, value in values.items():
        fill(form.locator(f"[name={name}]"), value)
    form.locator("[name]:visible").first.blur()
    expect(form.locator("[data-save-state=saved]")).to_be_visible(timeout=15_000)


def say_more(form: Locator) -> None:
    """Unfold the fields of a row that are not in view."""
    folded = form.locator("details:not([open]) > summary:has([data-part=more])")
    if folded.count():
        folded.click()


def fill(control: Locator, value: str) -> None:
    """Fill a control of any kind; "#1" chooses the first real entry of a list."""
    tag = control.first.evaluate("control => control.tagName + (control.type || '')")
    if tag.startswith("SELECT"):
        chosen = {"index": int(value[1:])} if value.startswith("#") else {"value": value}
        control.select_option(**chosen)  # type: ignore[arg-type]
    elif tag.endswith("radio"):
        control.page.locator(
            f"[name={control.first.get_attribute('name')}][value='{value}']"
        ).check(force=True)
    else:
        control.fill(value)
