import pytest

from plangen.constraints import build_check
from plangen.constraints.expressions import parse_expression
from plangen.errors import UsageError


@pytest.mark.parametrize(
    ("source", "message"),
    [
        ("().__class__", "`.__class__` is no field"),
        ("steps.__class__.__mro__", "`.__mro__` is no field"),
        ("plan.model_dump()", "unknown method `.model_dump`"),
        ("plan.__init__.__globals__", "`.__globals__` is no field"),
        ("plan.model_fields", "`.model_fields` is no field"),
        ("plan.__dict__", "`.__dict__` is no field"),
        ("steps[0]._x", "`._x` is no field"),
        ("text.format(plan)", "unknown method `.format`"),
        ("text.format_map(values)", "unknown method `.format_map`"),
        ("text.join(['a'])", "unknown method `.join`"),
        ("values.update({'a': 1})", "unknown method `.update`"),
        ("text.lower == 1", "`.lower` can only be called"),
        ("__import__('os').system('id')", "unknown method `.system`"),
        ("__import__('os')", "`__import__` cannot be called"),
        ("eval('1')", "`eval` cannot be called"),
        ("exec('1')", "`exec` cannot be called"),
        ("open('/etc/passwd')", "`open` cannot be called"),
        ("getattr(plan, 'text')", "`getattr` cannot be called"),
        ("type(plan)", "`type` cannot be called"),
        ("globals()", "`globals` cannot be called"),
        ("vars(plan)", "`vars` cannot be called"),
        ("__builtins__", "unknown name `__builtins__`"),
        ("(lambda: 1)()", "`lambda` cannot be called"),
        ("sorted(steps, key=lambda s: s.start)", "`sorted` is called with arguments"),
        ("(lambda s: s)", "`lambda` cannot be used"),
        ("(x := 5) > 3", "`:=` cannot be used"),
        ("f'{plan}' == ''", "an f-string cannot be used"),
        ("[*steps]", "`*` before a list"),
        ("sum(*steps)", "no arguments with a star"),
        ("min(**values)", "no arguments with a star"),
        ("{**values}", "`**` cannot be used"),
        ("[s async for s in steps]", "cannot be used"),
        ("await plan", "cannot be used"),
        ("(yield 1)", "cannot be used"),
        ("1 << 99", "`LShift` cannot be used"),
        ("~1", "`Invert` cannot be used"),
        ("b'x' == b'x'", "type bytes"),
        ("1j == 1", "type complex"),
        ("... == 1", "type ellipsis"),
        ("sum == 1", "the function `sum` can only be called"),
        ("[1 for sum in steps]", "`for` cannot bind the name `sum`"),
        ("[1 for steps in steps]", "`for` cannot bind the name `steps`"),
        ("[1 for __x in steps]", "`for` cannot bind the name `__x`"),
        ("[1 for values['a'] in steps]", "binds plain names only"),
        ("[1 for steps[0].cost in steps]", "binds plain names only"),
        ("[s for s in steps] and s", "unknown name `s`"),
        ("[x for s in x for x in steps]", "unknown name `x`"),
        ("text is 'a'", "only be used with None"),
        ("1000000000000000000 > 1", "below 10**18"),
        ("1e400 > 1", "below 10**18"),
        ("sorted(steps, 1, 2)", "arguments that it does not take"),
        ("import os", "is not an expression"),
        ("steps = 1", "is not an expression"),
        ("1; 2", "is not an expression"),
        ("\0", "is not an expression"),
        ("x) == (x", "unknown name `x`"),
        ("(" * 300 + ")" * 300, "is not an expression"),
        ("-" * 1900 + "1", "nested too deeply"),
        ("not " * 90 + "True", "nested too deeply"),
        ("1" + "+1" * 90, "nested too deeply"),
        ("1" * 2001, "at most 2000 characters"),
    ],
)
def test_refuses_what_is_not_of_the_language(source, message):
    with pytest.raises(ValueError, match=r".") as caught:
        parse_expression(source)
    assert message in str(caught.value)


def test_the_refusal_names_family_and_field():
    with pytest.raises(UsageError, match=r"check `expr`: field `expr`: `open` cannot be called"):
        build_check({"type": "expr", "expr": "open('x')"})


def test_names_of_an_inner_generator_are_seen_inside_it_only():
    assert parse_expression("all(any(a.id == b.id for b in steps if b.id != a.id) for a in steps)")
    with pytest.raises(ValueError, match="unknown name `b`"):
        parse_expression("all(any(a.id == b.id for b in steps) and b.id for a in steps)")


def test_a_strange_escape_warns_nobody():
    assert parse_expression(r"text == '\d'")
