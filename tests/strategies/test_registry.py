import inspect

import pytest

from plangen.errors import UsageError
from plangen.strategies import lookup, resolve, strategies
from plangen.strategies.registry import _STRATEGIES

from .driver import Script, context, drive


def test_a_bare_name_has_all_defaults():
    assert resolve("best_of_n").params == {"n": 5, "temperature": 0.7}


def test_parameters_are_read_by_their_type():
    name, params, _ = resolve("best_of_n:n=16,temperature=1")
    assert (name, params) == ("best_of_n", {"n": 16, "temperature": 1.0})
    assert isinstance(params["temperature"], float)


def test_the_resolved_strategy_runs_with_its_parameters():
    run = drive(resolve("best_of_n:n=4").run(context()), Script(0.5))
    assert run.drafts[0].n == 4


def test_arms_are_specifications_with_slashes():
    params = resolve("mixture:arms=best_of_n:n=3/temperature=1+rebase:width=2,rounds=2,faithful=true").params
    assert params["arms"] == ("best_of_n:n=3,temperature=1", "rebase:width=2")
    assert params["rounds"] == 2
    assert params["faithful"] is True


def test_a_specification_needs_no_quoting_in_a_shell():
    special = set(" \t'\"\\$`*?[]{}()<>|&;!#~")
    assert not special & set("mixture:arms=best_of_n:n=3/temperature=1+tree_of_thoughts:breadth=2,rounds=5")


@pytest.mark.parametrize(
    ("specification", "message"),
    [
        ("rebsae", "unknown strategy `rebsae`; did you mean `rebase`?"),
        ("best_of_n:tempreture=1", "unknown parameter of `best_of_n` `tempreture`; did you mean `temperature`?"),
        ("best_of_n:n=0", "`best_of_n` cannot take `n=0`"),
        ("best_of_n:n=-3", "`best_of_n` cannot take `n=-3`"),
        ("best_of_n:n=many", "`best_of_n` cannot take `n=many`"),
        ("best_of_n:n=", "`best_of_n` cannot take `n=`"),
        ("best_of_n:n=2.5", "`best_of_n` cannot take `n=2.5`"),
        ("best_of_n:temperature=nan", "cannot take `temperature=nan`"),
        ("best_of_n:n", "`n` in `best_of_n:n` is not of the form parameter=value"),
        ("best_of_n:n=1,n=2", "`best_of_n` is given its parameter `n` twice"),
        ("rebase:balance=0", "`rebase` cannot take `balance=0`"),
        ("rebase:shrink=never", "'complete' or 'expand'"),
        ("mixture:faithful=maybe", "cannot take `faithful=maybe`"),
        ("mixture:arms=best_of_n+rebsae", "did you mean `rebase`?"),
        ("mixture:arms=rebase:width=0", "`rebase` cannot take `width=0`"),
        ("mixture:arms=rebase+rebase", "each arm once"),
        ("", "unknown strategy ``; there is `best_of_n`"),
    ],
)
def test_what_does_not_read_says_why(specification, message):
    with pytest.raises(UsageError) as raised:
        resolve(specification)
    assert message in str(raised.value)


@pytest.mark.parametrize("name", strategies())
def test_every_strategy_has_keyword_parameters_with_valid_defaults(name):
    parameters = list(inspect.signature(_STRATEGIES[name]).parameters.values())[1:]
    assert all(parameter.kind is parameter.KEYWORD_ONLY for parameter in parameters)
    written = [
        f"{parameter.name}={parameter.default}" for parameter in parameters if not isinstance(parameter.default, tuple)
    ]
    assert resolve(f"{name}:{','.join(written)}").params == resolve(name).params


@pytest.mark.parametrize("name", strategies())
def test_every_strategy_names_its_paper_in_its_module(name):
    assert "arXiv" in (inspect.getmodule(_STRATEGIES[name]).__doc__ or "").split("\n\n")[1]


def test_lookup_gives_what_a_context_wants():
    assert drive(lookup("best_of_n:n=1")(context()), Script(1.0)).chosen.score == 1.0
