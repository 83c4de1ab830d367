"""OR-Tools' CP-SAT: the one file that imports it, and how it is run so that a run can be repeated."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from importlib.util import find_spec
from time import monotonic
from typing import Any, Literal

from plangen.errors import MissingExtraError

Status = Literal["optimal", "feasible", "infeasible", "unknown"]
LIMIT = 2**50
"""No bound of a variable or expression may lie beyond it: CP-SAT computes with 64 bits."""


def installed() -> bool:
    """Whether the extra `solver` is there; imports nothing heavy."""
    return find_spec("ortools") is not None


def require() -> None:
    """Raise `MissingExtraError` with the command that installs the solver, unless it is there."""
    if not installed():
        raise MissingExtraError("the solver", extra="solver")


def new_model() -> Any:
    """An empty CP-SAT model; raises `MissingExtraError` without the extra `solver`."""
    require()
    from ortools.sat.python import cp_model

    return cp_model.CpModel()


def domain(intervals: Sequence[tuple[int, int]]) -> Any:
    """The integers of the closed intervals."""
    from ortools.sat.python import cp_model

    return cp_model.Domain.from_intervals([list(interval) for interval in intervals])


@dataclass(frozen=True, slots=True)
class Answer:
    """What CP-SAT found: a status, the solver that holds the values if there are any, and conflicting assumptions."""

    status: Status
    solver: Any

    @property
    def found(self) -> bool:
        """Whether there are values."""
        return self.status in ("optimal", "feasible")

    def value(self, expression: Any) -> int:
        """The value of a variable or of a linear expression."""
        return int(self.solver.value(expression))

    def true(self, literal: Any) -> bool:
        """The value of a literal."""
        return bool(self.solver.boolean_value(literal))

    def conflict(self) -> frozenset[int]:
        """Indices of assumed literals that cannot hold together; after `infeasible` only."""
        return frozenset(self.solver.sufficient_assumptions_for_infeasibility())


class Stop:
    """Ends a search from another thread; it then answers as if its time were up."""

    def __init__(self) -> None:
        self.asked = False
        self._solver: Any = None

    def now(self) -> None:
        """End the search that is under way, and every later one."""
        self.asked = True
        if self._solver is not None:
            self._solver.stop_search()

    def watch(self, solver: Any) -> None:
        """The search that is about to start."""
        self._solver = solver


def run(model: Any, *, until: float, seed: int = 0, stop: Stop | None = None, effort: float | None = None) -> Answer:
    """Solve by one worker with a fixed seed; `until` is a moment of `time.monotonic()`.

    Only the moment at which a search is cut off depends on the clock. `effort` cuts it off at a moment that does not:
    it counts CP-SAT's deterministic seconds, which are of the order of real ones.
    """
    from ortools.sat.python import cp_model

    left = until - monotonic()
    solver = cp_model.CpSolver()
    if stop is not None:
        stop.watch(solver)
    if left <= 0 or (stop is not None and stop.asked):
        return Answer("unknown", solver)
    solver.parameters.max_time_in_seconds = left
    if effort is not None:
        solver.parameters.max_deterministic_time = effort
    solver.parameters.num_workers = 1
    solver.parameters.random_seed = seed % 2**31
    names: dict[Any, Status] = {
        cp_model.OPTIMAL: "optimal",
        cp_model.FEASIBLE: "feasible",
        cp_model.INFEASIBLE: "infeasible",
        cp_model.UNKNOWN: "unknown",
    }
    status = solver.solve(model)
    if status not in names:
        raise ValueError(f"CP-SAT refuses the model: {model.validate()}")
    return Answer(names[status], solver)
