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
]
