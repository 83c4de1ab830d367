import pytest

from plangen.reading.mentions import Length, Money, Number, Quantity, read_values


def only(text, kind):
    found = [value for value in read_values(text) if isinstance(value, kind)]
    assert len(found) == 1, read_values(text)
    return found[0]


LENGTHS = [
    ("half an hour", 30, 30, "minutes", "exact"),
    ("half-hour", 30, 30, "minutes", "exact"),
    ("an hour", 60, 60, "minutes", "exact"),
    ("an hour and a half", 90, 90, "minutes", "exact"),
    ("one and a half hours", 90, 90, "minutes", "exact"),
    ("two and a half hours", 150, 150, "minutes", "exact"),
    ("2½ hours", 150, 150, "minutes", "exact"),
    ("1 1/2 hours", 90, 90, "minutes", "exact"),
    ("1.5 h", 90, 90, "minutes", "exact"),
    ("1h30", 90, 90, "minutes", "exact"),
    ("1h30m", 90, 90, "minutes", "exact"),
    ("1 hr 15", 75, 75, "minutes", "exact"),
    ("1 h 15 min", 75, 75, "minutes", "exact"),
    ("2 hours and 30 minutes", 150, 150, "minutes", "exact"),
    ("90 min", 90, 90, "minutes", "exact"),
    ("90min", 90, 90, "minutes", "exact"),
    ("90-minute", 90, 90, "minutes", "exact"),
    ("a two-hour visit", 120, 120, "minutes", "exact"),
    ("45 minutes", 45, 45, "minutes", "exact"),
    ("forty-five minutes", 45, 45, "minutes", "exact"),
    ("a quarter of an hour", 15, 15, "minutes", "exact"),
    ("three quarters of an hour", 45, 45, "minutes", "exact"),
    ("30 seconds", 0.5, 0.5, "minutes", "exact"),
    ("3 nights", 3, 3, "nights", "exact"),
    ("two days", 2, 2, "days", "exact"),
    ("a 5-day trip", 5, 5, "days", "exact"),
    ("two full days", 2, 2, "days", "exact"),
    ("a week", 1, 1, "weeks", "exact"),
    ("a fortnight", 2, 2, "weeks", "exact"),
    ("2 to 3 hours", 120, 180, "minutes", "exact"),
    ("20-30 min", 20, 30, "minutes", "exact"),
    ("between 2 and 3 hours", 120, 180, "minutes", "exact"),
    ("30 minutes to 1 hour", 30, 60, "minutes", "exact"),
    ("two or three days", 2, 3, "days", "exact"),
    ("at least 45 minutes", 45, 45, "minutes", "at least"),
    ("a minimum of 90 minutes", 90, 90, "minutes", "at least"),
    ("no less than 2 days", 2, 2, "days", "at least"),
    ("not shorter than an hour", 60, 60, "minutes", "at least"),
    ("45+ minutes", 45, 45, "minutes", "at least"),
    ("30 minutes or longer", 30, 30, "minutes", "at least"),
    ("2 hours minimum", 120, 120, "minutes", "at least"),
    ("at most two hours", 120, 120, "minutes", "at most"),
    ("no more than 2 hours", 120, 120, "minutes", "at most"),
    ("no longer than 2 hours", 120, 120, "minutes", "at most"),
    ("up to 3 days", 3, 3, "days", "at most"),
    ("max 30 min", 30, 30, "minutes", "at most"),
    ("max. 2 h", 120, 120, "minutes", "at most"),
    ("within 2 hours", 120, 120, "minutes", "at most"),
    ("must not exceed 40 minutes", 40, 40, "minutes", "at most"),
    ("10 minutes or less", 10, 10, "minutes", "at most"),
    ("more than 2 hours", 120, 120, "minutes", "more than"),
    ("less than a day", 1, 1, "days", "less than"),
    ("about half an hour", 30, 30, "minutes", "about"),
    ("roughly 3 weeks", 3, 3, "weeks", "about"),
    ("an hour or so", 60, 60, "minutes", "about"),
    ("exactly 3 nights", 3, 3, "nights", "exact"),
]


@pytest.mark.parametrize(("text", "low", "high", "unit", "bound"), LENGTHS, ids=[row[0] for row in LENGTHS])
def test_reads_lengths(text, low, high, unit, bound):
    found = only(text, Length)
    assert (found.low, found.high, found.unit, found.bound) == (low, high, unit, bound)


@pytest.mark.parametrize("text", ["once a day", "$40 a night", "three times a week", "day 5", "09h30", "5 m"])
def test_what_is_no_length(text):
    assert not [value for value in read_values(text) if isinstance(value, Length)]


MONEY = [
    ("$1,200", 120000, 120000, "USD", "exact"),
    ("$3.5", 350, 350, "USD", "exact"),
    ("US$ 20", 2000, 2000, "USD", "exact"),
    ("EUR 40", 4000, 4000, "EUR", "exact"),
    ("40 EUR", 4000, 4000, "EUR", "exact"),
    ("40 euros", 4000, 4000, "EUR", "exact"),
    ("€40", 4000, 4000, "EUR", "exact"),
    ("40€", 4000, 4000, "EUR", "exact"),
    ("3,50 €", 350, 350, "EUR", "exact"),
    ("£3.50", 350, 350, "GBP", "exact"),
    ("300 dollars", 30000, 30000, "USD", "exact"),
    ("twenty dollars", 2000, 2000, "USD", "exact"),
    ("50 cents", 50, 50, "USD", "exact"),
    ("¥500", 500, 500, "JPY", "exact"),
    ("CHF 12.50", 1250, 1250, "CHF", "exact"),
    ("$1.2k", 120000, 120000, "USD", "exact"),
    ("$2 million", 200000000, 200000000, "USD", "exact"),
    ("$20-30", 2000, 3000, "USD", "exact"),
    ("$20 to $30", 2000, 3000, "USD", "exact"),
    ("20-30 euros", 2000, 3000, "EUR", "exact"),
    ("between $100 and $200", 10000, 20000, "USD", "exact"),
    ("between 100 and 200 dollars", 10000, 20000, "USD", "exact"),
    ("at most $250", 25000, 25000, "USD", "at most"),
    ("no more than 40 euros", 4000, 4000, "EUR", "at most"),
    ("up to £9", 900, 900, "GBP", "at most"),
    ("under $100", 10000, 10000, "USD", "less than"),
    ("at least $5", 500, 500, "USD", "at least"),
    ("over 300 dollars", 30000, 30000, "USD", "more than"),
    ("about $60", 6000, 6000, "USD", "about"),
    ("$80 or less", 8000, 8000, "USD", "at most"),
]


@pytest.mark.parametrize(("text", "low", "high", "currency", "bound"), MONEY, ids=[row[0] for row in MONEY])
def test_reads_money(text, low, high, currency, bound):
    found = only(text, Money)
    assert (found.low, found.high, found.currency, found.bound) == (low, high, currency, bound)


def test_two_prices_are_no_range():
    assert [value.low for value in read_values("$5 and $6")] == [500, 600]


QUANTITIES = [
    ("two ovens", 2, 2, "ovens", "exact"),
    ("3 nurses", 3, 3, "nurses", "exact"),
    ("two large ovens", 2, 2, "large ovens", "exact"),
    ("ninety-nine bottles", 99, 99, "bottles", "exact"),
    ("twenty one chairs", 21, 21, "chairs", "exact"),
    ("a dozen eggs", 12, 12, "eggs", "exact"),
    ("one meeting", 1, 1, "meeting", "exact"),
    ("1,500 leaflets", 1500, 1500, "leaflets", "exact"),
    ("5 km", 5, 5, "km", "exact"),
    ("2.5kg", 2.5, 2.5, "kg", "exact"),
    ("50%", 50, 50, "%", "exact"),
    ("20 percent", 20, 20, "percent", "exact"),
    ("5 pounds of flour", 5, 5, "pounds", "exact"),
    ("three of the nurses", 3, 3, "nurses", "exact"),
    ("one of the two cranes", 1, 1, "cranes", "exact"),
    ("2-3 nurses", 2, 3, "nurses", "exact"),
    ("2 to 3 cups", 2, 3, "cups", "exact"),
    ("between 2 and 4 people", 2, 4, "people", "exact"),
    ("at most 2 people", 2, 2, "people", "at most"),
    ("no more than three trucks", 3, 3, "trucks", "at most"),
    ("at least two guards", 2, 2, "guards", "at least"),
    ("5 or more seats", 5, 5, "seats", "at least"),
    ("fewer than 4 stops", 4, 4, "stops", "less than"),
    ("more than 4 stops", 4, 4, "stops", "more than"),
    ("exactly 7 cities", 7, 7, "cities", "exact"),
    ("one at a time", 1, 1, "at a time", "exact"),
    ("only one at a time", 1, 1, "at a time", "exact"),
    ("at most two trucks at a time", 2, 2, "trucks at a time", "at most"),
    ("2000 chairs", 2000, 2000, "chairs", "exact"),
    ("three times", 3, 3, "times", "exact"),
]


@pytest.mark.parametrize(("text", "low", "high", "noun", "bound"), QUANTITIES, ids=[row[0] for row in QUANTITIES])
def test_reads_quantities(text, low, high, noun, bound):
    found = only(text, Quantity)
    assert (found.low, found.high, found.noun, found.bound) == (low, high, noun, bound)
    assert found.amount == low


CODES = [
    ("+44 20 7946 0018", None),
    ("555-0199", None),
    ("(020) 7946 0018", None),
    ("version 3.5", None),
    ("v2.10", None),
    ("10.5.2.1", None),
    ("221B Baker Street", None),
    ("12 Old Mill Road", None),
    ("BA123", None),
    ("A4", None),
    ("www.example.org/9", None),
    ("#5", None),
    ("2026", 2026),
    ("in 2026", 2026),
    ("one of them", 1),
    ("twenty-one", 21),
    ("3.5", 3.5),
    ("3/4", 0.75),
    ("24/7", 24 / 7),
]


@pytest.mark.parametrize(("text", "amount"), CODES, ids=[row[0] for row in CODES])
def test_numbers_that_count_nothing_are_reported(text, amount):
    assert only(text, Number).amount == amount


def test_an_ordinal_says_so():
    assert only("the 3rd prize", Number).ordinal
