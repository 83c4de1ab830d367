"""From facts to a plan format and typed constraints."""

from plangen.formalising.assemble.clock_plan import clock_plan
from plangen.formalising.assemble.day_plan import day_plan
from plangen.formalising.assemble.formal import Formal
from plangen.formalising.assemble.problem import Problem
from plangen.formalising.assemble.refused import refuse
from plangen.formalising.calendar import Calendar
from plangen.formalising.text import Notes

__all__ = ["Formal", "assemble"]


def assemble(words: str, notes: Notes, calendar: Calendar) -> Formal:
    """The typed problem that the facts of a text describe, on the clock or in days as its calendar counts."""
    problem = Problem(words, notes, calendar)
    slots = day_plan(problem) if calendar.unit == "day" else clock_plan(problem)
    refuse(problem)
    return problem.formal(slots)
