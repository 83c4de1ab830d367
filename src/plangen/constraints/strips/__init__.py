"""STRIPS worlds written in PDDL: read, and walked through action by action."""

from plangen.constraints.strips.domain import Action, Domain, read_domain
from plangen.constraints.strips.problem import Problem, read_problem
from plangen.constraints.strips.walk import Walk, walk

__all__ = ["Action", "Domain", "Problem", "Walk", "read_domain", "read_problem", "walk"]
