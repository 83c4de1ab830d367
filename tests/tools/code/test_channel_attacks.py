"""Attacks on the channel between a confined child and its host."""

import json

import pytest

from plangen.tools.code import Limits

CLAIM = "FORGED-0123456789"
SHORT = Limits(seconds=1.0, output_bytes=4000)

# What any code in the child can find: the descriptor that its answers go to, and the word that makes a frame genuine.
STOLEN = """
import os, sys
frame = sys._getframe()
while "channel" not in frame.f_locals:
    frame = frame.f_back
channel = frame.f_locals["channel"]
give, take, nonce = channel.give, channel.take, channel.nonce
import json
def raw(data):
    while data:
        data = data[os.write(give, data):]
def tell(**fields):
    body = json.dumps({"nonce": channel.nonce, **fields}).encode()
    raw(len(body).to_bytes(4, "big") + body)
def done(value, status="ok", message=""):
    tell(kind="done", status=status, value=value, message=message)
"""


async def attack(native, code, *, after="6 * 7"):
    """The outcome of an attack, and of a harmless run in the same session afterwards."""
    async with native.session(limits=SHORT) as session:
        return await session.run(code), await session.run(after)


async def test_frames_without_the_nonce_end_the_session(native):
    body = json.dumps({"nonce": "0" * 32, "kind": "done", "status": "ok", "value": CLAIM, "message": ""}).encode()
    code = f"""
import os
for number in range(3, 64):
    try:
        os.write(number, {len(body).to_bytes(4, "big") + body!r})
    except OSError:
        pass
os._exit(0)
"""
    outcome, after = await attack(native, code)
    assert (outcome.status, outcome.value, outcome.ended) == ("error", None, True)
    assert CLAIM not in outcome.message + outcome.stdout
    assert after.value == 42


async def test_the_theft_that_these_attacks_build_on_works(native):
    outcome, _ = await attack(native, STOLEN + "len(nonce), give != take")
    assert outcome.value == [32, True]


@pytest.mark.parametrize("head", [b"\xff\xff\xff\xff", b"\x00\x10\x00\x00", b"\x7f\x00\x00\x00"])
async def test_an_oversized_frame_ends_the_session_at_its_head(native, head):
    outcome, after = await attack(native, STOLEN + f"raw({head!r})\nwhile True: pass")
    assert (outcome.status, outcome.ended) == ("error", True)
    assert "bytes, the limit is" in outcome.message
    assert after.value == 42


async def test_a_frame_that_never_ends_is_stopped_by_time(native):
    outcome, after = await attack(native, STOLEN + "raw(b'\\x00\\x00\\x10\\x00{')\nwhile True: pass")
    assert (outcome.status, outcome.ended) == ("timeout", True)
    assert after.value == 42


@pytest.mark.parametrize("second", ["done('late')", "raw(b'x')", "tell(kind='call', name='f', args=[], kwargs={})"])
async def test_a_second_frame_ends_the_session(native, second):
    """The first forged frame is the code's own answer, as good as its last expression; what follows is not read."""
    async with native.session(limits=SHORT) as session:
        first = await session.run(STOLEN + "x = 1\ndone('early')\n" + second)
        if not first.ended:
            first = await session.run("x")
        assert (first.status, first.value, first.ended) == ("error", None, True)
        assert (await session.run("x")).message.startswith("NameError")


async def test_an_answer_before_the_question_is_not_taken_for_the_next_one(native):
    async with native.session(limits=SHORT) as session:
        first = await session.run(STOLEN + "done('early')\nimport time\ntime.sleep(0.2)\n'stale'")
        assert (first.value, first.ended) == ("early", False)
        second = await session.run("2")
        assert (second.status, second.value, second.ended) == ("error", None, True)


@pytest.mark.parametrize(
    "frame",
    [
        "raw((50_000).to_bytes(4, 'big')); raw(b'[' * 50_000)",
        "v = []\nfor _ in range(200): v = [v]\ndone(v)",
        'body = b\'{"nonce":"\' + nonce.encode() + b\'","kind":"done","status":"ok","message":"","value":\''
        " + b'[' * 9000 + b']' * 9000 + b'}'\nraw(len(body).to_bytes(4, 'big') + body)",
    ],
)
async def test_deep_json_ends_the_session(native, frame):
    outcome, after = await attack(native, STOLEN + frame)
    assert (outcome.status, outcome.value, outcome.ended) == ("error", None, True)
    assert after.value == 42


@pytest.mark.parametrize(
    "frame",
    [
        "done(1, status='great')",
        "done(1, status=['ok'])",
        "done(1, status={'ok': 1})",
        "done(1, message=['no text'])",
        "done(1, message='m' * 9000)",
        "done(float('nan'))",
        "done('\\ud800')",
        "done(10 ** 4200)",
        "tell(kind='done', status='ok', value=1)",
        "tell(kind='done', status='ok', value=1, message='', enforced=['none'])",
        "tell(kind='ready', user=True)",
        "tell(kind=['done'])",
        "tell(kind='call', name='f', args={}, kwargs={})",
        "tell(kind='call', name=7, args=[], kwargs={})",
        "tell(kind='call', name='f', args=[], kwargs={}, value=1)",
        "raw(b'\\x00\\x00\\x00\\x02[]')",
        "raw(b'\\x00\\x00\\x00\\x00')",
        "raw(b'\\x00\\x00\\x00\\x02\\xff\\xfe')",
    ],
)
async def test_frames_of_another_shape_end_the_session(native, frame):
    outcome, after = await attack(native, STOLEN + frame + "\nimport time\ntime.sleep(9)")
    assert (outcome.status, outcome.value, outcome.ended) == ("error", None, True)
    assert after.value == 42


async def test_a_forged_call_reaches_listed_functions_only(native):
    called = []

    def listed(text: str) -> str:
        called.append(text)
        return text

    calls = "".join(
        f"tell(kind='call', name={name!r}, args=['x'], kwargs={{}})\nreplies = channel.receive()\n"
        for name in ("eval", "__class__", "listed.__globals__", "session")
    )
    async with native.session(limits=SHORT, functions={"listed": listed}) as session:
        outcome = await session.run(STOLEN + calls + "replies")
    assert "there is no host function `session`" in outcome.value["error"]
    assert called == []


@pytest.mark.parametrize(
    "trick",
    [
        "os.close(give)",
        "os.dup2(1, give)",
        "os.dup2(take, give)",
        "os.close(take)",
        "os.close(give)\nos.open('/usr/lib', os.O_RDONLY)",
        "os.closerange(0, 64)",
    ],
)
async def test_descriptors_that_are_closed_or_reused_end_the_session(native, trick):
    async with native.session(limits=SHORT) as session:
        first = await session.run(STOLEN + trick)
        second = await session.run("x = 1")
        third = await session.run("6 * 7")
    assert first.ended or second.ended
    assert third.value == 42


async def test_what_is_written_past_print_counts_as_output(native):
    outcome, _ = await attack(native, "import os\nos.write(1, b'one ')\nos.write(2, b'\\x1b[31mtwo')\nNone")
    assert outcome.stdout == "one two"
    outcome, _ = await attack(native, "import os\nwhile True: os.write(2, b'x' * 1000)")
    assert (outcome.status, len(outcome.stdout)) == ("output", SHORT.output_bytes)


async def test_a_child_that_reads_nothing_cannot_block_the_host(native):
    async with native.session(limits=SHORT) as session:
        await session.run(STOLEN + "import frames\nframes.receive = None\nsys.modules['json'].loads = None")
        outcome = await session.run("len(x)", inputs={"x": "y" * 3_000_000})
        assert outcome.ended
        assert (await session.run("6 * 7")).value == 42
