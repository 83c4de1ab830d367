"""What the planner can call besides models: one definition of a tool, plans of parallel calls, one door."""

from plangen.tools.accounting import Accounts, account
from plangen.tools.adapt import as_tool
from plangen.tools.approval import Decision, Question
from plangen.tools.base import FunctionTool, Observation, Tool, toolbox
from plangen.tools.dag import run_plan
from plangen.tools.door import ToolDoor
from plangen.tools.errand import Errand
from plangen.tools.gantt import gantt, spans_of_run, spans_of_trace
from plangen.tools.lines import LineReader, read_lines, stream_lines
from plangen.tools.plan import Call, read_calls
from plangen.tools.replay import replay
from plangen.tools.results import Answer, CallResult, PlanRun
from plangen.tools.spec import ToolSpec
from plangen.tools.validate import Problem, check_plan, find_problems

__all__ = [
    "Accounts",
    "Answer",
    "Call",
    "CallResult",
    "Decision",
    "Errand",
    "FunctionTool",
    "LineReader",
    "Observation",
    "PlanRun",
    "Problem",
    "Question",
    "Tool",
    "ToolDoor",
    "ToolSpec",
    "account",
    "as_tool",
    "check_plan",
    "find_problems",
    "gantt",
    "read_calls",
    "read_lines",
    "replay",
    "run_plan",
    "spans_of_run",
    "spans_of_trace",
    "stream_lines",
    "toolbox",
]
