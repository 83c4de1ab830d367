import pytest

from plangen.constraints import Scope, build_check
from plangen.errors import UsageError
from plangen.schema import Plan


def check(code):
    return build_check({"type": "python", "code": code})


def test_never_runs_here(tmp_path):
    file = tmp_path / "written"
    judged = check(f"open({str(file)!r}, 'w')\ndef check(plan):\n    return []").evaluate(Plan(), Scope())
    assert (judged.violations, judged.reason) == (None, "its code runs only in a sandbox")
    assert not file.exists()


@pytest.mark.parametrize(
    "code",
    [
        "def check(plan): return []",
        "import math\ndef check(p, *, deep=True):\n    return []",
        "def check(*a): return []",
    ],
)
def test_takes_any_function_that_can_be_called_with_a_plan(code):
    assert check(code).code == code


@pytest.mark.parametrize(
    ("code", "message"),
    [
        ("def check(plan)\n    return []", "is not Python"),
        ("\0", "is not Python"),
        ("-" * 19_000 + "1", "nested too deeply"),
        ("def verify(plan): return []", "should define `check(plan)`"),
        ("def check(): return []", "should define `check(plan)`"),
        ("def check(plan, task): return []", "should define `check(plan)`"),
        ("def check(plan, *, task): return []", "should define `check(plan)`"),
        ("if True:\n    def check(plan): return []", "should define `check(plan)`"),
        ("async def check(plan): return []", "should define `check(plan)`"),
        ("check = lambda plan: []", "should define `check(plan)`"),
        ("#" * 20_001, "at most 20000 characters"),
    ],
)
def test_refuses_code_that_defines_no_check(code, message):
    with pytest.raises(UsageError) as caught:
        check(code)
    assert message in str(caught.value)


def test_is_described_by_its_length():
    text = check("def check(plan):\n    return []\n").describe()
    assert text == "the function check(plan) (2 lines of Python) finds nothing"
