"""Values that a program can surely read in plain English, with their spans."""

from plangen.reading.mentions.kinds import (
    Bound,
    ClockTime,
    Day,
    DayPart,
    DayRef,
    Length,
    Money,
    Name,
    Number,
    Occasion,
    Quantity,
    Side,
    Span,
    Value,
)
from plangen.reading.mentions.names import names
from plangen.reading.mentions.occasions import occasions
from plangen.reading.mentions.reader import read_values, uses_24_hours

__all__ = [
    "Bound",
    "ClockTime",
    "Day",
    "DayPart",
    "DayRef",
    "Length",
    "Money",
    "Name",
    "Number",
    "Occasion",
    "Quantity",
    "Side",
    "Span",
    "Value",
    "names",
    "occasions",
    "read_values",
    "uses_24_hours",
]
