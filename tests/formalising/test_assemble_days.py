"""Plans of days: stays, shared days of travel, connections."""

from .typed import checks, formal, unread

STAYS = "Plan a trip of {total} days in total. Stay in Riga for 3 {unit}. Stay in Tartu for 4 {unit}. "
TRAINS = "There are direct trains between Riga and Tartu."


def stays(total, unit):
    found = formal(STAYS.format(total=total, unit=unit) + TRAINS)
    return {one["select"]["location"]: (one["min"], one["max"]) for one in checks(found, "duration")}


def test_a_day_of_travel_counts_for_both_places():
    assert stays(6, "days") == {"Riga": (2, 2), "Tartu": (3, 3)}


def test_days_that_add_up_to_the_whole_share_none():
    assert stays(7, "days") == {"Riga": (3, 3), "Tartu": (4, 4)}


def test_nights_are_shared_by_nobody():
    assert stays(8, "nights") == {"Riga": (3, 3), "Tartu": (4, 4)}


def test_the_whole_trip_bounds_all():
    found = formal(STAYS.format(total=6, unit="days") + TRAINS)
    assert [(one["start"], one["end"]) for one in checks(found, "bounds")] == [(1, 6)]
    assert found.plan_format.slots[0].within == ((1, 6),)


def test_each_place_is_stayed_at_once():
    (one,) = checks(formal(STAYS.format(total=6, unit="days") + TRAINS), "cover")
    assert (one["values"], one["once"]) == (["Riga", "Tartu"], True)


def test_only_the_connections_named_may_be_taken():
    found = formal(STAYS.format(total=6, unit="days") + "The only direct train runs from Riga to Tartu.")
    (one,) = checks(found, "transition")
    assert (one["lag"], one["exact"]) == ({"Riga": {"Tartu": 0}}, True)


def test_an_event_asks_to_be_there():
    found = formal(STAYS.format(total=6, unit="days") + TRAINS + " I attend a wedding in Tartu from day 4 to day 5.")
    assert [(one["location"], one["interval"]) for one in checks(found, "present")] == [("Tartu", [4, 5])]


def test_an_event_at_an_unknown_place_is_unread():
    text = STAYS.format(total=6, unit="days") + TRAINS + " I attend a wedding in Oslo from day 4 to day 5."
    assert any("Oslo" in words for words in unread(formal(text), text))
