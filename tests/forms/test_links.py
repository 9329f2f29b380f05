"""Every link of every page, followed by every person: it leads to a page that they may see."""

from tests.forms.opening import ONLY_OF
from tests.forms.walk import Walk
from tests.walk.extent import SAMPLED

FEWEST = {"pages": 1_500, "links": 15_000}


def test_every_link_leads_to_a_page(walk: Walk) -> None:
    counts = {"pages": 0, "links": 0}
    astray = []
    for person in walk.people:
        counts["pages"] += len(person.crawl.pages)
        counts["links"] += person.crawl.links
        astray += [
            f"{person.name}: {address} on {person.crawl.origins.get(address)} is {found.status}"
            for address, found in person.crawl.pages.items()
            if found.status != 200
        ]
    print(f"\nlinks: {counts}")  # noqa: T201  the count is asked for
    assert astray == []
    is_part = SAMPLED or ONLY_OF
    assert is_part or [name for name, least in FEWEST.items() if counts[name] < least] == []
