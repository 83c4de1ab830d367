"""What a run was asked for on the command line, kept beside the run so that `resume` can ask for the same."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from plangen.cli import amounts
from plangen.errors import StorageError, UsageError

if TYPE_CHECKING:
    from plangen.graphs.planner import Planner

FILE = "cli.json"


@dataclass(frozen=True, slots=True)
class Caps:
    """The limits of a run: calls, tokens, US dollars, seconds; `None` for no limit."""

    calls: int | None = None
    tokens: int | None = None
    cost: float | None = None
    seconds: float | None = None

    @classmethod
    def read(cls, calls: str | None, tokens: str | None, cost: float | None, timeout: str | None) -> Caps:
        """From the texts of `--max-calls`, `--max-tokens`, `--max-cost` and `--timeout`; raises UsageError."""
        return cls(
            calls=None if calls is None else amounts.count(calls, "--max-calls"),
            tokens=None if tokens is None else amounts.count(tokens, "--max-tokens"),
            cost=None if cost is None else amounts.money(cost, "--max-cost"),
            seconds=None if timeout is None else amounts.seconds(timeout, "--timeout"),
        )

    def over(self, below: Caps) -> Caps:
        """These limits, and those of `below` where none is given."""
        given = {name: value for name, value in asdict(self).items() if value is not None}
        return replace(below, **given)


@dataclass(frozen=True, slots=True)
class Options:
    """Models, strategy, checks, seed and limits; `more` is passed to the planner as it is."""

    model: str = ""
    roles: Mapping[str, str] = field(default_factory=dict)
    api_base: str | None = None
    strategy: str = "auto"
    verifier: str = "constraints"
    checker: str | None = None
    accept: str = "mixed"
    false_accept_cost: float | None = None
    feedback: str = "located"
    seed: int = 0
    search: str | None = None
    mcp: str | None = None
    caps: Caps = field(default_factory=Caps)
    more: Mapping[str, Any] = field(default_factory=dict)

    def names(self) -> tuple[str, ...]:
        """The models that the run uses, each once."""
        return tuple(dict.fromkeys((self.model, *self.roles.values())))

    def planner(self, runs: Path | None) -> Planner:
        """The planner that these options describe; raises UsageError for a name or value that is none."""
        from plangen.budget import Limits
        from plangen.graphs.planner import Planner
        from plangen.models.registry import as_model
        from plangen.verifiers.calibration import Calibration
        from plangen.verifiers.checker import load_checker

        return Planner(
            as_model(self.model, api_base=self.api_base),
            roles={role: as_model(name) for role, name in self.roles.items()},
            strategy=self.strategy,
            verifier=self.verifier,
            checker=load_checker(self.checker) if self.checker else None,
            accept=self.accept,
            false_accept_cost=self.false_accept_cost,
            calibration=Calibration(None if self.false_accept_cost is None else default_calibration()),
            feedback=self.feedback,
            seed=self.seed,
            search=self.search,
            mcp=self.mcp,
            limits=Limits(**asdict(self.caps)),
            runs=runs,
            **self.more,
        )

    def keep(self, folder: Path) -> None:
        """Write the options into the folder of a run, before its first call."""
        from plangen.graphs.runs import write_atomically

        try:
            folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        except OSError as error:
            raise StorageError(
                f"the run folder {folder} cannot be made: {error.strerror}", hint="name another one with --runs"
            ) from error
        write_atomically(folder / FILE, json.dumps(asdict(self), indent=1))

    @classmethod
    def kept(cls, folder: Path) -> Options | None:
        """The options of a run, or `None` when it was not begun on the command line; raises StorageError."""
        file = folder / FILE
        if not file.exists():
            return None
        try:
            found = json.loads(file.read_text(encoding="utf-8"))
            return cls(**{**found, "caps": Caps(**found["caps"])})
        except (OSError, ValueError, KeyError, TypeError) as error:
            raise StorageError(f"the options {file} do not read back: {error}", hint="start a new run") from error


def default_model() -> str:
    """`PLANGEN_MODEL`, else the local model."""
    return os.environ.get("PLANGEN_MODEL") or "local"


def default_runs() -> Path:
    """`PLANGEN_RUNS`, else the folder `runs` in plangen's user state folder."""
    named = os.environ.get("PLANGEN_RUNS")
    return Path(named).expanduser() if named else state_folder() / "runs"


def state_folder() -> Path:
    """Where plangen keeps what it has to remember for this user."""
    import platformdirs

    return platformdirs.user_state_path("plangen", appauthor=False)


def default_calibration() -> Path:
    """The file that keeps which results turned out right."""
    import platformdirs

    return platformdirs.user_data_path("plangen", appauthor=False) / "calibration.json"


def read_roles(pairs: list[str]) -> dict[str, str]:
    """`ROLE=MODEL` pairs by role; raises UsageError for one that is none, and for a role named twice."""
    roles: dict[str, str] = {}
    for pair in pairs:
        role, equals, model = pair.partition("=")
        if not (equals and role and model):
            raise UsageError(f"--role cannot take `{pair}`", hint="write ROLE=MODEL, such as verification=local")
        if role in roles:
            raise UsageError(f"--role names `{role}` twice")
        roles[role] = model
    return roles


def one_of(value: str, option: str, known: tuple[str, ...]) -> str:
    """The value, if it is known; raises UsageError that names the option."""
    if value not in known:
        raise UsageError(f"{option} cannot take `{value}`", hint=f"it is one of {', '.join(known)}")
    return value


def absolute_checker(place: str | None) -> str | None:
    """`path.py:function` with the whole path, so that a run can be resumed from elsewhere."""
    if place is None:
        return None
    path, colon, name = place.rpartition(":")
    return f"{Path(path).expanduser().absolute()}{colon}{name}" if colon else place


def resume_command(run_id: str, runs: Path) -> str:
    """The command that goes on with a run."""
    import shlex

    where = "" if runs == default_runs() else f" --runs {shlex.quote(str(runs))}"
    return f"plangen resume {run_id}{where}"


def asked(
    model: str | None,
    roles: list[str] | None,
    api_base: str | None,
    strategy: str,
    verifier: str,
    checker: str | None,
    accept: str,
    seed: int,
    false_accept_cost: float | None = None,
    feedback: str = "located",
) -> Options:
    """The options that a command line asks for; raises UsageError for a value that is none."""
    if false_accept_cost is not None:
        from plangen.verifiers.acceptance import needed

        needed(false_accept_cost)
    return Options(
        model=model or default_model(),
        roles=read_roles(roles or []),
        api_base=api_base,
        strategy=strategy,
        verifier=one_of(verifier, "--verifier", ("constraints", "plangen")),
        checker=absolute_checker(checker),
        accept=one_of(accept, "--accept", ("program", "mixed", "judged")),
        false_accept_cost=false_accept_cost,
        feedback=one_of(feedback, "--feedback", ("located", "core", "repair", "core+repair")),
        seed=seed,
    )


def reaching(options: Options, search: str | None, mcp: str | None) -> Options:
    """The options with what facts are gathered from: a provider of search, and a file of MCP servers."""
    return replace(options, search=search, mcp=None if mcp is None else str(Path(mcp).expanduser().absolute()))


def capped(options: Options, calls: str | None, tokens: str | None, cost: float | None, timeout: str | None) -> Options:
    """The options under the limits that a command line asks for."""
    return replace(options, caps=Caps.read(calls, tokens, cost, timeout))
