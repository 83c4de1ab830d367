"""Who and what is named: persons and places."""

from plangen.formalising.roles import cast_of
from plangen.formalising.statements import statements
from plangen.reading.mentions import names


def cast(text, *kinds, stays=False):
    said = statements(text)
    return cast_of(text, names(text), list(zip(said, kinds, strict=True)), stays=stays)


def test_who_is_met_is_a_person():
    assert cast("Meet with Ada. Ada is busy.", "request", "blocked").persons == ("Ada",)


def test_the_ends_of_a_way_are_places():
    assert cast("From Riverton to Oakley it takes 20 minutes.", "travel").places == ("Riverton", "Oakley")


def test_who_is_at_a_place_is_no_place():
    found = cast("Ada is at Harbour Park from 9:00 to 10:00.", "open")
    assert (found.persons, found.places) == (("Ada",), ("Harbour Park",))


def test_what_is_stayed_at_is_a_place():
    assert cast("We stay in Riga for 3 days, Tartu for 4 days.", "length", stays=True).places == ("Riga", "Tartu")


def test_a_common_noun_is_a_place_when_the_text_comes_back_to_it():
    found = cast("From the castle to the museum it takes 20 minutes. The castle is old.", "travel", "context")
    assert found.places == ("castle",)


def test_what_is_used_one_at_a_time_is_a_place():
    found = cast("The oven holds one tray. Bake the bread in the oven for 1 hour.", "limit", "length")
    assert "oven" in found.places


def test_a_pronoun_is_nobody():
    assert cast("I'm busy on Monday.", "blocked").persons == ()
