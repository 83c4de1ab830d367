"""Small texts formalised by program only, as the tests of this folder look at them."""

from plangen.agents.formaliser import build, holds_nothing, program_votes
from plangen.formalising.assemble import Formal
from plangen.formalising.facts import Fact
from plangen.formalising.kinds import Kind
from plangen.formalising.reader import read_notes
from plangen.formalising.readings import settle
from plangen.formalising.statements import statements
from plangen.formalising.text import Notes


def formal(text: str) -> Formal | None:
    """The typed problem of a text by the readings of programs, whether they are settled or not."""
    said = statements(text)
    votes = zip(program_votes(text, said), holds_nothing(text, said), strict=True)
    return build(text, said, [settle(vote, bare=bare) for vote, bare in votes])


def notes(*lines: tuple[Kind | None, str]) -> Notes:
    """What is read of lines whose kind is given; each line is one or more statements of its kind."""
    text = "\n".join(line for _, line in lines)
    ends = [sum(len(line) + 1 for _, line in lines[: number + 1]) for number in range(len(lines))]
    kinds = [kind for kind, _ in lines]
    said = statements(text)
    read = [(one, kinds[next(at for at, end in enumerate(ends) if one.span[0] < end)]) for one in said]
    return read_notes(text, read)[1]


def last(*lines: tuple[Kind | None, str], kind: type | tuple[type, ...] = object) -> list[Fact]:
    """The facts of the last line, those of some kinds."""
    start = sum(len(line) + 1 for _, line in lines[:-1])
    return [fact for fact in notes(*lines).facts if fact.said.span[0] >= start and isinstance(fact, kind)]


def clock(minute: int) -> str:
    """A minute of the plan as `day/HH:MM`, the hours alone on day 0."""
    day, rest = divmod(minute, 24 * 60)
    return (f"{day}/" if day else "") + f"{rest // 60:02}:{rest % 60:02}"


def blocked(found: Formal, **select: str) -> list[tuple[str, str]]:
    """All times that constraints forbid to what `select` picks, as clock times in order."""
    ranges = [
        pair
        for one in found.constraints
        if one.check and one.check["type"] == "avoid" and one.check.get("select", {}) == select
        for pair in one.check["intervals"]
    ]
    return [(clock(start), clock(end)) for start, end in sorted(ranges)]


def checks(found: Formal, kind: str) -> list[dict]:
    """The checks of one family."""
    return [one.check for one in found.constraints if one.check and one.check["type"] == kind]


def unread(found: Formal | None, text: str) -> list[str]:
    """The words that nobody understood."""
    return [] if found is None else [text[slice(*span)] for span, _ in found.unread]
