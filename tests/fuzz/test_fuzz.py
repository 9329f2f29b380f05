"""No input is answered with a fault, no markup comes out raw, and what is refused is kept."""

import os
from collections import defaultdict

from hypothesis import HealthCheck, Phase, given, settings

from tests.forms.crawl import route_of
from tests.fuzz.inputs import Input, inputs, told
from tests.fuzz.sending import Sender
from tests.walk.extent import SAMPLED

INPUTS = int(os.environ.get("FUZZ_INPUTS", "150" if SAMPLED else "2000"))
FEWEST_TAKEN = 0.05
HOW = settings(
    max_examples=INPUTS,
    derandomize=True,  # the same in each run
    deadline=None,
    database=None,
    phases=(Phase.generate,),
    suppress_health_check=list(HealthCheck),
)


def test_no_input_is_too_odd(sender: Sender) -> None:
    found: dict[str, list[dict[str, object]]] = defaultdict(list)

    @HOW
    @given(inputs(sender.known))
    def send(sent: Input) -> None:
        endpoint, _ = route_of(sender.walk.world.app, sent.path, sent.method)
        for wrong in sender.send(sent):
            found[f"{endpoint}: {wrong}"].append(told(sent))

    send()
    print(f"\nfuzz: {dict(sender.answers)}")  # noqa: T201  the counts are asked for
    assert "\n".join(f"{wrong} ({len(seen)}): {seen[0]}" for wrong, seen in found.items()) == ""
    assert sender.answers["3xx"] + sender.answers["2xx"] >= FEWEST_TAKEN * INPUTS
