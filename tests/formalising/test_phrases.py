"""Bare phrases, stems and identifiers."""

import pytest

from plangen.formalising.phrases import bare, slug, stems, whole


@pytest.mark.parametrize(
    ("words", "phrase"),
    [
        ("You need to schedule a meeting for", "meeting"),
        ("the castle takes", "castle"),
        ("- We want to visit the old mill for at least", "old mill"),
        ("painting the door", "painting the door"),
        ("(and then)", ""),
    ],
)
def test_a_phrase_loses_what_stands_around_it(words, phrase):
    assert bare(words) == phrase


@pytest.mark.parametrize(
    ("one", "other"),
    [("Wash the cars", "washing a car"), ("boiled eggs", "boil the egg"), ("Ada's talk", "talks of Ada")],
)
def test_forms_of_a_word_have_one_stem(one, other):
    assert stems(one) == stems(other)


def test_empty_words_have_no_stem():
    assert stems("the one of them and a") <= {"them"}


def test_identifiers_are_not_given_twice():
    assert slug("Wash the car!") == "wash_the_car"
    assert slug("Wash the car", {"wash_the_car", "wash_the_car_2"}) == "wash_the_car_3"
    assert slug("–") == "step"


def test_a_name_is_found_as_whole_words_only():
    assert whole("Ada").search("with ada, at noon")
    assert not whole("Ada").search("Adam and Canada")
