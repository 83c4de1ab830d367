"""What a task refers to without saying it: the questions to look up, and which sentence found answers one.

The model only asks and points. A question must quote the words of the task that refer to the fact, and an answer is
the number of a sentence that a source holds literally; it never sees what was found when it asks.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from pydantic import BaseModel, ConfigDict, Field

from plangen.agents.seat import Ask, Seat
from plangen.prompts import render
from plangen.reading.mentions import Name, read_values
from plangen.reading.quotes import locate
from plangen.schema import Task
from plangen.tools.web.tainted import NOTICE

MOST_QUESTIONS = 3
_LONGEST = 300


@dataclass(frozen=True, slots=True)
class Missing:
    """A question whose answer the task lacks, and where its words refer to it."""

    question: str
    span: tuple[int, int]


class _Asked(BaseModel):
    model_config = ConfigDict(extra="ignore")
    question: str = Field(pattern=r"\w", max_length=_LONGEST)
    quote: str = Field(default="", max_length=1000)


class _Questions(BaseModel):
    model_config = ConfigDict(extra="ignore")
    questions: list[_Asked] = Field(max_length=20)


class _Sentence(BaseModel):
    model_config = ConfigDict(extra="ignore", strict=True)
    sentence: int


async def ask_missing(
    seat: Seat, text: str, *, tried: Sequence[str] = (), seed: int | None = None
) -> tuple[Missing, ...]:
    """At most three questions in one call; one whose quote does not stand in the text, or that was tried, is dropped.

    Raises ParseError for a reply that stays unreadable.
    """
    schema = {
        "type": "object",
        "properties": {
            "questions": {
                "type": "array",
                "maxItems": MOST_QUESTIONS,
                "items": {
                    "type": "object",
                    "properties": {
                        "question": {"type": "string", "maxLength": 200},
                        "quote": {"type": "string", "maxLength": 300},
                    },
                    "required": ["question", "quote"],
                    "additionalProperties": False,
                },
            }
        },
        "required": ["questions"],
        "additionalProperties": False,
    }
    prompt = render("missing", task=text, tried=tried)
    reply = await seat.ask_typed(prompt, Ask("missing", seed=seed, max_tokens=512), _Questions, schema)
    found = {
        asked.question: Missing(asked.question, span)
        for asked in reply.questions
        if asked.question not in tried and (span := locate(text, asked.quote)) is not None
    }
    return tuple(found.values())[:MOST_QUESTIONS]


def left_open(task: Task) -> tuple[Missing, ...]:
    """The statements that were read as demands without a value of their own, as questions in their own words; pure."""
    found = []
    values = read_values(task.text)
    for one in task.constraints:
        if one.check is None and one.origin == "llm" and one.span is not None and one.quote:
            start, end = one.span
            held = [value for value in values if start <= value.span[0] and value.span[1] <= end]
            if held and all(isinstance(value, Name) for value in held):
                found.append(Missing(one.quote[:_LONGEST], one.span))
    return tuple(found)[:MOST_QUESTIONS]


async def which_sentence(seat: Seat, question: str, fenced: Sequence[str], *, seed: int | None = None) -> int | None:
    """The place in `fenced` (rendered by a Fence) of the sentence that answers, or `None`; one call.

    Raises ParseError for a reply that names no sentence.
    """
    schema = {
        "type": "object",
        "properties": {"sentence": {"type": "integer", "enum": list(range(len(fenced) + 1))}},
        "required": ["sentence"],
        "additionalProperties": False,
    }
    prompt = render("which", question=question, sentences=fenced, notice=NOTICE)
    reply = await seat.ask_typed(prompt, Ask("which", seed=seed, max_tokens=16), _Sentence, schema)
    return reply.sentence - 1 if 1 <= reply.sentence <= len(fenced) else None
