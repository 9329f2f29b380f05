"""Every form that changes something, sent ten times at once: it has the effect of one."""

from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextvars import copy_context
from threading import Barrier

from werkzeug.datastructures import MultiDict

from tests.forms.crawl import route_of, within
from tests.forms.exceptions import MANY
from tests.forms.filling import Filler
from tests.forms.opening import ONLY_OF
from tests.forms.pages import Form
from tests.forms.walk import ON_EVERY_PAGE, Person, Walk
from tests.walk.extent import SAMPLED, sample

AT_ONCE = 10
BROKEN, TAKEN = 500, range(200, 400)
FEWEST = 60
ONE_IN = 6
# When somebody was last here; the words of those who came second, and that they read a page.
UNCOUNTED = frozenset({"user_sessions", "drafts", "readings"})
Effect = dict[str, int]


def test_ten_at_once_have_the_effect_of_one(walk: Walk) -> None:
    filler, raced, faults = Filler(), 0, []
    for person, endpoint, form in sample(_unsafe(walk), ONE_IN, "races"):
        data = filler.fill(form, endpoint, 0).data
        once, statuses = _send(walk, person, form, data, 1)
        if statuses[0] not in TAKEN or endpoint in MANY:
            continue
        raced += 1
        many, statuses = _send(walk, person, form, data, AT_ONCE)
        if many != once or max(statuses) >= BROKEN:
            faults.append(f"{endpoint} {form.action}: {once} once, {many} at once, {statuses}")
    walk.kept.restore()
    print(f"\nraces: {raced} forms")  # noqa: T201  the count is asked for
    assert "\n".join(faults) == ""
    assert raced >= (1 if ONLY_OF else FEWEST // ONE_IN if SAMPLED else FEWEST)


def _unsafe(walk: Walk) -> Iterator[tuple[Person, str, Form]]:
    """Yield one form of each kind that changes something, and whose it is."""
    seen = set()
    for person in walk.people:
        for form in person.crawl.forms():
            endpoint, _ = route_of(walk.world.app, within(form.address), form.method.upper())
            names = sorted({one.stem for one in form.controls})
            key = (endpoint, *(names if endpoint not in ON_EVERY_PAGE else ()))
            is_file = any(one.kind == "file" for one in form.controls)
            if form.method == "post" and endpoint and key not in seen and not is_file:
                seen.add(key)
                yield person, endpoint, form


def _send(
    walk: Walk, person: Person, form: Form, data: dict[str, object], times: int
) -> tuple[Effect, list[int]]:
    walk.kept.restore()
    cookie = person.begin().get_cookie("session")
    barrier = Barrier(times)

    def send() -> int:
        client = walk.world.app.test_client()
        if cookie:
            client.set_cookie("session", cookie.value)
        barrier.wait()
        return client.post(within(form.address), data=MultiDict(data)).status_code

    with ThreadPoolExecutor(times) as pool:
        running = [pool.submit(copy_context().run, send) for _ in range(times)]
        statuses = [one.result() for one in running]
    effect: Counter[str] = Counter()
    for sign, rows in (("+", walk.kept.changed()), ("-", walk.kept.gone())):
        effect.update(f"{sign}{table}" for table, _ in rows if table not in UNCOUNTED)
    return dict(sorted(effect.items())), statuses
