import pytest

from plangen.errors import ConfigurationError, MissingExtraError
from plangen.tools.code import auto as module
from plangen.tools.code import available
from plangen.tools.code.unsupported import lacks, parses

INHERITS = "class Mine(dict):\n    pass\nMine(a=1)['a']"


@pytest.fixture
async def auto():
    found = available("auto")
    if isinstance(found, str) or isinstance(available("monty"), str) or isinstance(available("native"), str):
        pytest.skip("auto needs both monty and native here")
    yield found
    found.close()


@pytest.fixture
async def lonely(monkeypatch):
    """`auto` on a machine whose kernel has no walls."""

    def refuse(**_):
        raise ConfigurationError("the executor `native` needs Landlock")

    if isinstance(available("monty"), str):
        pytest.skip("pydantic-monty is not installed")
    monkeypatch.setattr(module, "Native", refuse)
    made = module.Auto()
    yield made
    made.close()


def test_monty_comes_first(auto):
    assert auto.name == "auto"


async def test_what_monty_can_run_runs_there(auto):
    assert (await auto.run("sum(range(4))")).executor == "monty"


@pytest.mark.parametrize(
    ("code", "value"),
    [
        (INHERITS, 1),
        ("def f():\n    yield 1\nlist(f())", [1]),
        ("x = [1, 2]\ndel x[0]\nx", [2]),
        ("import heapq\nheapq.nsmallest(1, [3, 2])", [2]),
        ("from fractions import Fraction\nstr(Fraction(2, 4))", "1/2"),
        ("import statistics\nstatistics.mean([1, 3])", 2),
        ("class A:\n    @staticmethod\n    def f():\n        return 1\nA.f()", 1),
        ("import re\nre.sub('a', lambda match: 'b', 'aa')", "bb"),
        ("sorted(globals())[:1]", ["__builtins__"]),
    ],
)
async def test_what_monty_lacks_runs_in_native(auto, code, value):
    outcome = await auto.run(code)
    assert (outcome.executor, outcome.status, outcome.value) == ("native", "ok", value)


async def test_the_half_run_in_monty_leaves_nothing_but_the_second_runs_output(auto):
    outcome = await auto.run("print('once')\nimport heapq\nprint('twice')")
    assert (outcome.executor, outcome.stdout) == ("native", "once\ntwice\n")


@pytest.mark.parametrize(
    "code", ["1 / 0", "undefined_name", "import no_such", "raise ValueError('x')", "def f(", "''.no"]
)
async def test_the_codes_own_faults_stay_in_monty(auto, code):
    outcome = await auto.run(code)
    assert (outcome.executor, outcome.status) == ("monty", "error")


@pytest.mark.parametrize("code", ["while True:\n    pass", "x = [0] * 10**10", "while True:\n    print('x' * 1000)"])
async def test_a_limit_is_no_reason_for_a_second_try(auto, code):
    outcome = await auto.run(code)
    assert outcome.executor == "monty"
    assert outcome.status in {"timeout", "memory", "output"}


async def test_a_session_goes_over_with_its_names(auto):
    async with auto.session() as session:
        await session.run("x = y + 1", inputs={"y": 4})
        await session.run("x = x * 10\n1 / 0")
        outcome = await session.run("import heapq\nheapq.nlargest(1, [x, 1])")
        assert (outcome.executor, outcome.value) == ("native", [50])
        assert (await session.run("x")).executor == "native"


async def test_after_a_host_call_nothing_runs_twice(auto):
    called = []

    def note(text: str) -> None:
        called.append(text)

    async with auto.session(functions={"note": note}) as session:
        outcome = await session.run("note('once')\nimport heapq")
        assert (outcome.status, outcome.executor) == ("unsupported", "monty")
        assert "host function" in outcome.message
        assert (await session.run(INHERITS)).status == "unsupported"
    assert called == ["once"]


async def test_a_host_function_that_was_not_called_is_there_in_native(auto):
    def note(text: str) -> str:
        return text + "!"

    async with auto.session(functions={"note": note}) as session:
        assert (await session.run(INHERITS + "\nnote('a')")).value == "a!"


async def test_without_native_the_limitation_is_told(lonely):
    outcome = await lonely.run(INHERITS)
    assert (outcome.status, outcome.executor) == ("unsupported", "monty")
    assert "class inheritance" in outcome.message
    assert "no executor for all of Python" in outcome.message


async def test_without_both_it_says_what_to_install(monkeypatch, lonely):
    def missing():
        raise MissingExtraError("the executor `monty`", extra="code")

    monkeypatch.setattr(module, "Monty", missing)
    with pytest.raises(ConfigurationError, match=r"pip install '.\[code\]'"):
        module.Auto()


async def test_without_monty_native_runs_alone(monkeypatch, auto):
    def missing():
        raise MissingExtraError("the executor `monty`", extra="code")

    monkeypatch.setattr(module, "Monty", missing)
    assert (await module.Auto().run("1")).executor == "native"


@pytest.mark.parametrize(
    ("kind", "message", "expected"),
    [
        ("NotImplementedError", "The monty syntax parser does not yet support yield expressions", True),
        ("NotImplementedError", "subclasses must say how", False),
        ("ModuleNotFoundError", "No module named 'heapq'", True),
        ("ModuleNotFoundError", "No module named 'numpy.linalg'", True),
        ("ModuleNotFoundError", "No module named 'heappq'", False),
        ("NameError", "name 'globals' is not defined", True),
        ("NameError", "name 'golbals' is not defined", False),
        ("AttributeError", "module 'os' has no attribute 'system'", True),
        ("AttributeError", "module 'own' has no attribute 'system'", False),
        ("AttributeError", "'int' object has no attribute '__class__'", True),
        ("AttributeError", "'str' object has no attribute 'foo'", False),
        ("AttributeError", "'Mine' object has no attribute 'foo'", False),
        ("ImportError", "cannot import name 'nlargest' from 'collections'", True),
        ("TypeError", "callable replacement is not yet supported in re.sub()", True),
        ("TypeError", "cannot create 'property' instances", True),
        ("TypeError", "unsupported operand type(s) for +: 'int' and 'str'", False),
        ("ValueError", "this is not supported", False),
    ],
)
def test_a_lack_is_told_from_a_fault(kind, message, expected):
    assert lacks(kind, message, more=frozenset({"numpy"})) is expected


def test_code_is_read_and_never_run():
    assert parses("raise SystemExit")
    assert not parses("def f(")
    assert not parses("(" * 10_000)
