import pytest

from plangen.reading.mentions import names


def found(text):
    return [name.text for name in names(text)]


NAMES = [
    ("We meet Ana at noon.", ["Ana"]),
    ("You will visit Fisherman's Wharf first.", ["Fisherman's Wharf"]),
    ("The bed at St. Mary's Hospital is free.", ["St. Mary's Hospital"]),
    ("Take the tram to Haight-Ashbury.", ["Haight-Ashbury"]),
    ("The meeting is in Room 2.", ["Room 2"]),
    ("Unload at Dock B before 9.", ["Dock B"]),
    ("Please ask Dr Patel.", ["Dr Patel"]),
    ("Please ask Dr. Patel.", ["Dr. Patel"]),
    ("The tour ends at the Museum of Modern Art.", ["Museum of Modern Art"]),
    ("We fly to San Francisco and Zürich.", ["San Francisco", "Zürich"]),
    ("Ana's shift ends at 5.", ["Ana"]),
    ("Ana is busy.", ["Ana"]),
    ("Ben has two meetings.", ["Ben"]),
    ("Cleo can start at 9.", ["Cleo"]),
    ("Ana, Ben and Cara meet.", ["Ana", "Ben", "Cara"]),
    ("Ana and Ben meet.", ["Ana", "Ben"]),
    ("On Monday Ana rests.", ["Ana"]),
    ("If Ana calls, Ben leaves.", ["Ana", "Ben"]),
    ("Call Ana. Then Ana rests.", ["Ana", "Ana"]),
    ("Meet Ben at 9. The friend of Ben stays.", ["Ben", "Ben"]),
    ("Annahas no meetings. Anna is busy.", ["Anna", "Anna"]),
    ("Ask Bob. Bobis busy and Bob knows.", ["Bob", "Bob", "Bob"]),
    ("machine 3 takes two hours", ["machine 3"]),
    ("put it on table A", ["table A"]),
    ("The Golden Gate Bridge is far.", ["Golden Gate Bridge"]),
    ("Riga is linked to Porto.", ["Riga", "Porto"]),
    ("Porto: 3 days. We like Porto.", ["Porto", "Porto"]),
    ("Meeting room 3 holds few.", ["room 3"]),
    ("Send it to ACME by noon.", ["ACME"]),
    ("Jean-Luc O'Neill will drive.", ["Jean-Luc O'Neill"]),
    ("We meet Anna-Lena on Tuesday.", ["Anna-Lena"]),
    ("- Ana: 9-10\n- Ben: 10-11\nAsk Ana or Ben.", ["Ana", "Ben", "Ana", "Ben"]),
]


@pytest.mark.parametrize(("text", "expected"), NAMES, ids=[row[0][:30] for row in NAMES])
def test_finds_names(text, expected):
    assert found(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "Everyone has a badge.",
        "Lunch is at noon.",
        "Monday is full.",
        "We start in March.",
        "I will walk.",
        "Then I rest.",
        "TASK: PLAN A WEEK",
        "Deliver the boxes. Pack the van.",
        "Each worker needs a break.",
        "The oven can bake.",
        "It takes an hour.",
        "Day 3 is free.",
        "Painting takes two days. The painting is last.",
        "room 2 hours",
        "9 AM or 5 PM",
        "",
        "Travel is slow.",
        "You'd like tea. I'm late.",
        "Painting takes three hours.",
        "Violinists are late.",
    ],
)
def test_what_is_no_name(text):
    assert found(text) == []


def test_a_place_in_the_text_tells_about_another():
    assert found("Orla arrived. We thank Orla.") == ["Orla", "Orla"]
    assert found("Painting. We went.") == []
