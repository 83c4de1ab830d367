import re

from plangen.exports import export
from plangen.schema import Plan, Step
from tests.exports.plans import DAY, HOSTILE, PROSE, VALUES, WILD

CELLS = re.compile(r"(?<!\\)\|")


def test_steps_are_a_table_with_the_columns_that_are_used():
    assert export(DAY, "md", title="The day", certificate="verified by program") == (
        "# The day\n\n"
        "| # | step | action | when | where | who | uses | cost | after |\n"
        "| --- | --- | --- | --- | --- | --- | --- | --- | --- |\n"
        "| 1 | brief | briefing | Monday 2026-03-02 09:00–09:30 | Hall | Ana, Ben |  | 12.5 |  |\n"
        "| 2 | walk |  | Monday 2026-03-02 10:00–11:30 |  |  | 1 guide |  | brief |\n"
        "| 3 | tea |  | Monday 2026-03-02 11:30–12:00 | Hall |  |  |  | brief, walk |\n\n"
        "**Certificate:** verified by program\n"
    )
    assert export(Plan(steps=(Step(id="a"),)), "md") == "| # | step |\n| --- | --- |\n| 1 | a |\n"


def test_hostile_labels_stay_in_their_cell():
    lines = export(WILD, "md", title="# <b>\n# x").splitlines()
    assert lines[0] == r"# \# \<b\> \# x"
    table = lines[2:]
    assert len(table) == len(HOSTILE) + 2
    assert {len(CELLS.findall(line)) for line in table} == {8}
    assert not re.search(r"(?<!\\)[<`]", "\n".join(table))


def test_prose_is_kept_without_its_html():
    assert export(PROSE, "md") == "Go to the *museum*, then home. &lt;b>Early&lt;/b>\n"


def test_values_are_a_list():
    assert export(VALUES, "md") == "- colour: =red\n- seats: 3\n"
