"""The solver room: a typed task as a CP-SAT model that finds plans, proves there is none, and says why."""

from plangen.solvers.conflict import core
from plangen.solvers.engine import installed
from plangen.solvers.nearest import repair
from plangen.solvers.optimum import best
from plangen.solvers.several import solutions
from plangen.solvers.solution import Solution, solve
from plangen.solvers.solvable import solvable, unsolvable

__all__ = ["Solution", "best", "core", "installed", "repair", "solutions", "solvable", "solve", "unsolvable"]
