"""The options that several commands share, each said once."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

Model = Annotated[
    str | None,
    typer.Option("--model", "-m", help="openai/NAME, local, local:NAME, gguf:PATH, http://HOST/v1#NAME, sim:, fake:."),
]
Roles = Annotated[
    list[str] | None,
    typer.Option("--role", help="ROLE=MODEL; roles: constraint, generation, verification, selection. Repeatable."),
]
ApiBase = Annotated[str | None, typer.Option("--api-base", help="Address of an OpenAI-compatible server, for -m.")]
Strategy = Annotated[str, typer.Option("--strategy", help="NAME[:key=value,...], such as best_of_n:n=8.")]
Verifier = Annotated[str, typer.Option("--verifier", help="constraints, or plangen (the paper's scalar reward).")]
Checker = Annotated[str | None, typer.Option("--checker", help="Your own check: path.py:function.")]
Accept = Annotated[str, typer.Option("--accept", help="Certificates that count as verified: program, mixed, judged.")]
FalseAcceptCost = Annotated[
    float | None,
    typer.Option("--false-accept-cost", help="R: accept what a model judged only if its chance exceeds R/(1+R)."),
]
Feedback = Annotated[
    str, typer.Option("--feedback", help="What a draft is told of the last: located, core, repair, core+repair.")
]
Search = Annotated[
    str | None, typer.Option("--search", help="Look up what the task leaves open: auto, or a provider such as tavily.")
]
Mcp = Annotated[str | None, typer.Option("--mcp", help="File of MCP servers whose tools may gather facts.")]
MaxCalls = Annotated[str | None, typer.Option("--max-calls", help="Model and tool calls at most.")]
MaxTokens = Annotated[str | None, typer.Option("--max-tokens", help="Tokens at most: 5000, 200k, 1M.")]
MaxCost = Annotated[float | None, typer.Option("--max-cost", help="US dollars at most.")]
Timeout = Annotated[str | None, typer.Option("--timeout", help="Time at most: 90, 10m, 1h.")]
Seed = Annotated[int, typer.Option("--seed", help="Seed of the run.")]
Runs = Annotated[Path | None, typer.Option("--runs", help="Folder that keeps runs (PLANGEN_RUNS).")]
Json = Annotated[bool, typer.Option("--json", help="Print one JSON document, on failure too.")]
Form = Annotated[str, typer.Option("--format", help="text, md, json, mermaid, flowchart, ics, csv or pddl.")]
Zone = Annotated[str | None, typer.Option("--timezone", help="For ics: the plan's time zone, or floating.")]
Origin = Annotated[str | None, typer.Option("--origin", help="For ics: the date of a plan that has none.")]
Output = Annotated[str | None, typer.Option("--output", "-o", help="Write the result to a file, whole or not at all.")]
Quiet = Annotated[bool, typer.Option("--quiet", "-q", help="Nothing but the result, and errors.")]
Yes = Annotated[bool, typer.Option("--yes", help="Fetch weights of a local model without asking.")]
NoColor = Annotated[bool, typer.Option("--no-color", help="No colours, as with NO_COLOR.")]
Debug = Annotated[bool, typer.Option("--debug", help="Show the traceback of an error.")]
