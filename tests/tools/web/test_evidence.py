"""Passages, their relevance, and answers ranked by a product of experts."""

import math
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plangen.errors import ModelError, UsageError
from plangen.tools.web.evidence import RELEVANCE, Answer, answers, best_passages, product_of_experts
from plangen.tools.web.pages import Page
from plangen.tools.web.passages import passages, relevance


def test_passages_hold_six_sentences_each():
    text = " ".join(f"Sentence number {i} is here." for i in range(14))
    assert [p.text.count("Sentence") for p in passages(text)] == [6, 6, 2]


def test_a_decimal_or_an_abbreviation_before_a_small_letter_ends_no_sentence():
    assert len(passages("It takes 2.5 hours, e.g. by train. It rains.", sentences=1)) == 2


def test_a_text_without_ends_is_cut():
    assert max(len(p.text) for p in passages("word " * 1000, sentences=1)) <= 600


@given(st.text(alphabet='aB .!?\n"0', max_size=300), st.integers(1, 4))
def test_passages_are_literal_ordered_and_lose_only_blanks(text, sentences):
    found = passages(text, sentences=sentences)
    assert all(text[p.start : p.end] == p.text for p in found)
    assert all(a.end <= b.start for a, b in pairwise(found))
    kept = "".join(p.text for p in found)
    assert sorted(c for c in kept if c.isalnum()) == sorted(c for c in text if c.isalnum())


def test_relevance_is_the_cosine_known_by_hand():
    # N = 2; "a" in both: weight 1; "b" in the first only: ln(3/2) + 1.
    weight = math.log(1.5) + 1
    assert relevance("b", ["a b", "a"]) == pytest.approx([weight / math.sqrt(1 + weight**2), 0.0])


@given(st.text(max_size=50), st.lists(st.text(max_size=50), max_size=6))
def test_relevance_is_in_the_unit_interval(question, texts):
    assert all(0 <= score <= 1 for score in relevance(question, texts))


PAGES = [
    Page("https://a.example/", "A", "Cats sleep. Dogs bark.", "00"),
    Page("https://b.example/", "B", "The ferry leaves at noon. The ferry is red.", "11"),
]


def test_the_best_passages_come_first_with_their_places():
    found = best_passages("When does the ferry leave at noon", PAGES, sentences=1)
    assert [(e.quote.text, e.quote.source, e.start) for e in found] == [
        ("The ferry leaves at noon.", "https://b.example/", 0),
        ("The ferry is red.", "https://b.example/", 26),
    ]


def test_passages_that_share_no_word_are_left_out():
    assert best_passages("xylophone", PAGES) == ()


async def test_each_passage_is_asked_alone_and_the_best_answer_leads():
    evidence = best_passages("ferry dogs", PAGES, sentences=1)

    async def answer(question, item):
        if "Dogs" in item.quote.text:
            return None
        return Answer(item.quote.text, {"verifier": 0.9 if "red" in item.quote.text else 0.1})

    found = await answers("ferry dogs", evidence, answer, weights={RELEVANCE: 0.01})
    assert [a.answer for a in found] == ["The ferry is red.", "The ferry leaves at noon."]
    assert found[0].evidence.quote.source == "https://b.example/"


async def test_an_error_of_one_answer_is_raised_as_it_is():
    async def answer(question, item):
        raise ModelError("no")

    with pytest.raises(ModelError):
        await answers("ferry", best_passages("ferry", PAGES), answer)


def test_the_product_is_the_geometric_mean():
    assert product_of_experts({"a": 0.9, "b": 0.4}) == pytest.approx(0.6)


def test_a_weight_counts_an_expert_more():
    assert product_of_experts({"a": 0.9, "b": 0.4}, {"a": 3}) == pytest.approx((0.9**3 * 0.4) ** 0.25)


def test_one_expert_who_excludes_it_is_enough():
    assert product_of_experts({"a": 1.0, "b": 0.0}) == 0


def test_an_expert_that_abstains_changes_nothing():
    assert product_of_experts({"a": 0.5, "b": None}) == pytest.approx(0.5)


def test_without_a_judgement_there_is_no_score():
    assert product_of_experts({"a": None}) is None


@pytest.mark.parametrize(("experts", "weights"), [({"a": 1.5}, {}), ({"a": float("nan")}, {}), ({"a": 0.5}, {"a": 0})])
def test_what_is_no_probability_is_refused(experts, weights):
    with pytest.raises(UsageError):
        product_of_experts(experts, weights)
