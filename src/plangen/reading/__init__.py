"""What a program can read in a text, and write as one."""

from plangen.reading.clock import Clock
from plangen.reading.plan_schema import plan_schema, step_schema
from plangen.reading.plan_text import plan_reply, read_plan, read_step, render_plan
from plangen.reading.quotes import locate
from plangen.reading.slots import count_starts, misfits, starts
from plangen.reading.strict_json import parse_json

__all__ = [
    "Clock",
    "count_starts",
    "locate",
    "misfits",
    "parse_json",
    "plan_reply",
    "plan_schema",
    "read_plan",
    "read_step",
    "render_plan",
    "starts",
    "step_schema",
]
