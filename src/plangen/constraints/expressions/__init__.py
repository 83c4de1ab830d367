"""A small expression language in Python's syntax, read and evaluated here: nothing is handed to the interpreter."""

from plangen.constraints.expressions.evaluation import Evaluation
from plangen.constraints.expressions.language import parse_expression
from plangen.constraints.expressions.meter import Meter
from plangen.constraints.expressions.reasons import violations

__all__ = ["Evaluation", "Meter", "parse_expression", "violations"]
