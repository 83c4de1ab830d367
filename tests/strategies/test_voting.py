import pytest
from hypothesis import given
from hypothesis import strategies as st

from plangen.schema import Plan, PlanFormat, Slot, Step, Task
from plangen.strategies.voting import chosen, key, majority, weighted

from .driver import candidate, typed

TASK = Task(text="Plan a day.")


def plans(*texts, plan=None):
    return [candidate(f"c{place}", text=text, plan=plan) for place, text in enumerate(texts)]


def test_the_commonest_plan_wins_whatever_its_wording():
    drafts = [
        candidate("a", text="one wording", plan=typed("shop", "cook")),
        candidate("b", text="something else", plan=typed("sleep")),
        candidate("c", text="another wording entirely", plan=typed("Shop", "cook ", ids="t")),
    ]
    assert majority(drafts, TASK).id == "a"


def test_ties_go_to_the_shortest_then_to_the_earliest():
    drafts = [candidate("a", text="xxxx"), candidate("b", text="yy"), candidate("c", text="zz")]
    assert majority(drafts, TASK).id == "b"


def test_a_text_has_no_vote_once_a_plan_is_typed():
    drafts = [*plans("same words", "same words", "same words"), candidate("typed", plan=typed("shop"))]
    assert majority(drafts, TASK).id == "typed"


def test_texts_are_compared_only_without_typed_plans():
    drafts = plans("Walk  home", "swim", "walk home", plan=Plan(text="prose only"))
    assert majority(drafts, TASK).id == "c2"


def test_nothing_complete_is_no_choice():
    assert majority([], TASK) is None
    assert majority([candidate("a", complete=False)], TASK) is None
    assert weighted([], TASK) is None


def test_weights_add_up_over_equal_plans():
    drafts = [
        candidate("a", 0.6, plan=typed("shop")),
        candidate("b", 0.4, plan=typed("swim")),
        candidate("c", 0.5, plan=typed("swim")),
    ]
    assert weighted(drafts, TASK).id == "c"
    assert chosen(drafts, TASK, "best").id == "a"


def test_a_certified_plan_is_not_outvoted():
    drafts = [candidate(name, 0.9, plan=typed("swim")) for name in "abc"]
    assert weighted([*drafts, candidate("d", 1.0, certified=True, plan=typed("shop"))], TASK).id == "d"


def test_the_unjudged_have_no_vote_and_no_weight():
    drafts = [*(candidate(name, plan=typed("swim")) for name in "abc"), candidate("d", 0.0, plan=typed("shop"))]
    assert weighted(drafts, TASK).id == "d"
    assert weighted(drafts[:3], TASK).id == "a"


def test_steps_with_times_are_equal_in_any_order():
    early, late = Step(id="x", action="shop", start=1, end=2), Step(id="y", action="cook", start=3, end=4)
    forward, backward = Plan(steps=(early, late)), Plan(steps=(late, early))
    assert key(candidate(plan=forward)) == key(candidate(plan=backward))


@pytest.mark.parametrize("change", [{"start": 2}, {"end": 9}, {"location": "x"}, {"actors": ("x",)}, {"action": "y"}])
def test_plans_that_differ_have_other_keys(change):
    step = Step(id="x", action="shop", start=1, end=5)
    changed = step.model_copy(update=change)
    assert key(candidate(plan=Plan(steps=(step,)))) != key(candidate(plan=Plan(steps=(changed,))))


def test_dependencies_count_by_place_and_not_by_name():
    def chain(first, second):
        return Plan(steps=(Step(id=first, action="shop"), Step(id=second, action="cook", depends_on=(first,))))

    assert key(candidate(plan=chain("a", "b"))) == key(candidate(plan=chain("x", "y")))
    assert key(candidate(plan=chain("a", "b"))) != key(candidate(plan=typed("shop", "cook")))


def test_the_id_of_a_slot_counts():
    slots = (Slot(id="am", within=((0, 9),), duration=(1, 1)), Slot(id="pm", within=((0, 9),), duration=(1, 1)))
    task = Task(text="Plan a day.", plan_format=PlanFormat(slots=slots))
    morning = Plan(steps=(Step(id="am", action="meet", start=1, end=2),))
    evening = Plan(steps=(Step(id="pm", action="meet", start=1, end=2),))
    drafts = [candidate("a", plan=morning), candidate("b", plan=evening), candidate("c", plan=evening)]
    assert majority(drafts, task).id == "b"


@given(st.lists(st.tuples(st.sampled_from("xyz"), st.one_of(st.none(), st.floats(0, 1))), max_size=9))
def test_a_vote_never_prefers_the_unjudged(given_drafts):
    drafts = [candidate(f"c{place}", score, text=text) for place, (text, score) in enumerate(given_drafts)]
    best = weighted(drafts, TASK)
    if any(draft.score is not None for draft in drafts):
        assert best.score is not None
