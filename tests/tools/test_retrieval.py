"""Which of many tools a task may need."""

from plangen.tools import ToolSpec
from plangen.tools.retrieval import by_vectors, by_words


def spec(name, description):
    return ToolSpec(name=name, description=description, run=print)


TOOLS = [
    spec("sendMail", "Send a message to a person."),
    spec("find_flights", "Find flights between two cities on a day."),
    spec("book_hotel", "Book a room in a hotel."),
    spec("convert_money", "Convert an amount between currencies."),
]


def names(tools):
    return [tool.name for tool in tools]


def test_shared_words_come_first():
    assert names(by_words("A flight from Riga to Oslo and a hotel room", TOOLS, 2)) == ["book_hotel", "find_flights"]
    assert names(by_words("mail them", TOOLS, 1)) == ["sendMail"]


def test_the_number_asked_for_is_given():
    assert len(by_words("xyzzy", TOOLS, 3)) == 3
    assert by_words("x", [], 3) == ()


def test_near_vectors_come_first():
    assert names(by_vectors([1, 0], [[0, 1], [0.9, 0.1], [1, 0], [0, 1]], TOOLS, 2)) == ["book_hotel", "find_flights"]
