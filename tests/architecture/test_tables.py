"""Tables whose cells say their heads, so that a row is a card on a narrow screen."""

from flask import Flask, render_template_string
from markupsafe import Markup

from portal.template_globals import label_cells

TABLE = """
{% from "components/tables.html" import data_table %}
{% call(label) data_table({"name": "Name", "late": "Late"}, "Projects", numbers=("late",)) %}
<tr><th scope="row">Wells</th><td{{ label["late"] }}>3</td></tr>
{% endcall %}
"""


def test_cells_say_their_heads(app: Flask) -> None:
    with app.test_request_context():
        page = render_template_string(TABLE)
    assert '<th scope="col" class="data__number">Late</th>' in page
    assert '<td data-label="Late" class="data__number">3</td>' in page


def test_a_head_is_said_in_words_whatever_it_holds() -> None:
    hidden = Markup('<span class="hidden">Change</span>')
    found = label_cells({"change": hidden, "who": 'Who & "what"'}, numbers=())
    assert found == {
        "change": ' data-label="Change"',
        "who": ' data-label="Who &amp; &#34;what&#34;"',
    }
