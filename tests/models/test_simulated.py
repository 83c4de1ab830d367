import asyncio
import json
from math import sqrt

import jsonschema
import pytest

from plangen.errors import UsageError
from plangen.models.base import Message, Request
from plangen.models.simulated import Dials, SimulatedModel, is_right

RIGHT = "<plan>\nA plan. [sim right 3f2a]\n</plan>"
WRONG = "<plan>\nA plan. [sim wrong 91c0]\n</plan>"


def shape(**properties):
    return {
        "type": "object",
        "properties": properties,
        "required": list(properties),
        "additionalProperties": False,
    }


FINDING = shape(
    constraint={"type": "string", "enum": ["c1", "c2"]},
    reason={"type": "string", "maxLength": 300},
    satisfied={"type": ["boolean", "null"]},
)
VERIFY = shape(findings={"type": "array", "items": FINDING, "minItems": 2, "maxItems": 2})
SCALAR = shape(reasoning={"type": "string"}, score={"type": "integer", "minimum": -100, "maximum": 100})


def request(purpose, text="Plan a day.", *, sample=0, schema=None):
    messages = (Message("system", "You plan."), Message("user", text))
    return Request(messages=messages, purpose=purpose, sample=sample, schema=schema)


async def replies(model, purpose, text="Plan a day.", *, n=1, schema=None):
    samples = (request(purpose, text, sample=sample, schema=schema) for sample in range(n))
    return [reply.text for reply in await asyncio.gather(*map(model.sample, samples))]


def near(share, expected, n):
    """Within four standard errors, which one run of a thousand does not leave twice."""
    return abs(share - expected) <= 4 * sqrt(max(expected * (1 - expected), 1e-12) / n) + 1e-12


async def share_right(model, purpose, text="Plan a day.", n=2000):
    return sum(map(is_right, await replies(model, purpose, text, n=n))) / n


def accepted(text):
    return all(finding["satisfied"] for finding in json.loads(text)["findings"])


async def test_the_same_request_has_the_same_reply_and_another_sample_another():
    first = await replies(SimulatedModel(), "plan", n=50)
    assert first == await replies(SimulatedModel(), "plan", n=50)
    assert len(set(first)) == 50
    assert first != await replies(SimulatedModel(Dials(seed=1)), "plan", n=50)


@pytest.mark.parametrize("p", [0.0, 0.2, 0.7, 1.0])
async def test_a_draft_is_right_with_probability_p(p):
    assert near(await share_right(SimulatedModel(Dials(p=p)), "plan"), p, 2000)


async def test_pass_at_k_follows_from_p():
    right = [is_right(text) for text in await replies(SimulatedModel(Dials(p=0.2)), "plan", n=4000)]
    groups = [right[start : start + 5] for start in range(0, 4000, 5)]
    assert near(sum(map(any, groups)) / len(groups), 1 - 0.8**5, len(groups))


async def test_feedback_closes_its_share_of_the_gap():
    model = SimulatedModel(Dials(p=0.2, feedback=0.5))
    assert near(await share_right(model, "refine", "<feedback>\ntoo late\n</feedback>"), 0.6, 2000)
    assert near(await share_right(model, "refine", "Try."), 0.2, 2000)


async def steps(model, count, sample):
    prefix = ""
    for _ in range(count):
        prompt = f"<prefix>\n{prefix or '(none)'}\n</prefix>"
        prefix += "\n" + (await model.sample(request("step", prompt, sample=sample))).text
    return prefix


async def test_a_plan_of_steps_is_right_with_probability_p():
    model = SimulatedModel(Dials(p=0.4, steps=3))
    plans = [await steps(model, 3, sample) for sample in range(1000)]
    assert near(sum(map(is_right, plans)) / 1000, 0.4, 1000)
    assert all("finishes" in plan.splitlines()[-1] for plan in plans)
    assert not any("finishes" in plan.splitlines()[-2] for plan in plans)


@pytest.mark.parametrize("purpose", ["step", "complete"])
async def test_a_wrong_prefix_stays_wrong(purpose):
    prefix = "<prefix>\nA step. [sim wrong 91c0 1/4]\n</prefix>"
    assert await share_right(SimulatedModel(Dials(p=1)), purpose, prefix, n=50) == 0


async def test_a_completion_needs_only_the_steps_that_are_left():
    prefix = "<prefix>\nA step. [sim right 91c0 3/4]\n</prefix>"
    assert near(await share_right(SimulatedModel(Dials(p=0.2)), "complete", prefix), 0.2**0.25, 2000)


async def test_the_previous_plan_is_not_the_prefix():
    prompt = "<previous>[sim wrong 91c0]</previous> <prefix>\n(none)\n</prefix>"
    assert await share_right(SimulatedModel(Dials(p=1)), "step", prompt, n=20) == 1


@pytest.mark.parametrize(("plan", "rate"), [(RIGHT, 0.9), (WRONG, 0.2)])
async def test_the_judge_errs_as_its_dials_say(plan, rate):
    model = SimulatedModel(Dials(fa=0.2, fr=0.1))
    verdicts = await replies(model, "verify", plan, n=2000, schema=VERIFY)
    assert near(sum(map(accepted, verdicts)) / 2000, rate, 2000)
    scores = [json.loads(text)["score"] for text in await replies(model, "reward", plan, n=2000, schema=SCALAR)]
    assert near(sum(score >= 95 for score in scores) / 2000, rate, 2000)


async def test_an_unsound_judge_sets_a_ceiling():
    # P(right | accepted) = p (1 - fr) / (p (1 - fr) + (1 - p) fa), however many drafts are made.
    model = SimulatedModel(Dials(p=0.1, fa=0.2, fr=0.0))
    plans = await replies(model, "plan", n=4000)
    said = await asyncio.gather(
        *(model.sample(request("verify", f"<plan>{plan}</plan>", schema=VERIFY)) for plan in plans)
    )
    passed = [is_right(plan) for plan, verdict in zip(plans, said, strict=True) if accepted(verdict.text)]
    assert near(sum(passed) / len(passed), 0.1 / (0.1 + 0.9 * 0.2), len(passed))


async def test_a_verdict_names_each_constraint_of_the_schema_once():
    (text,) = await replies(SimulatedModel(), "verify", RIGHT, schema=VERIFY)
    assert [finding["constraint"] for finding in json.loads(text)["findings"]] == ["c1", "c2"]


async def test_without_a_schema_the_constraints_are_those_of_the_prompt():
    (text,) = await replies(SimulatedModel(), "verify", f"Constraints:\n- c1: be early\n- c2: be late\n{RIGHT}")
    assert [finding["constraint"] for finding in json.loads(text)["findings"]] == ["c1", "c2"]


@pytest.mark.parametrize("purpose", ["verify", "reward", "finished", "prior", "vote"])
async def test_a_mute_judge_says_nothing_that_can_be_read(purpose):
    model = SimulatedModel(Dials(mute=1))
    for text in [*await replies(model, purpose, RIGHT, schema=SCALAR), *await replies(model, "repair", RIGHT)]:
        with pytest.raises(json.JSONDecodeError):
            json.loads(text)


async def test_the_mute_dial_is_a_rate_and_leaves_drafts_alone():
    model = SimulatedModel(Dials(mute=0.3, p=0.5))
    texts = await replies(model, "reward", RIGHT, n=2000, schema=SCALAR)
    assert near(sum(text[0] != "{" for text in texts) / 2000, 0.3, 2000)
    assert near(await share_right(model, "plan"), 0.5, 2000)


@pytest.mark.parametrize(
    ("mark", "done"), [("", False), ("[sim wrong 3f2a 3/4]", False), ("[sim right 3f2a 4/4]", True)]
)
async def test_finished_is_read_from_the_last_step(mark, done):
    (text,) = await replies(SimulatedModel(), "finished", f"<plan>\n[sim right 3f2a 2/4]\n{mark}\n</plan>")
    assert json.loads(text)["finished"] is done


async def test_priors_name_the_arms_of_the_schema():
    number = {"type": "number", "minimum": 0, "maximum": 1}
    schema = shape(reasoning={"type": "string"}, priors=shape(**{"best_of_n:n=3": number, "rebase": number}))
    (text,) = await replies(SimulatedModel(), "prior", schema=schema)
    jsonschema.validate(json.loads(text), schema)
    (listed,) = await replies(SimulatedModel(), "prior", "The methods to rate: best_of_n:n=3,temperature=1, rebase")
    assert set(json.loads(listed)["priors"]) == {"best_of_n:n=3,temperature=1", "rebase"}


async def test_a_vote_is_for_a_plan_that_the_judge_accepts():
    plans = f"{WRONG}{WRONG.replace('<plan>', '<plan number=2>')}{RIGHT}"
    (text,) = await replies(SimulatedModel(Dials(fa=0, fr=0)), "vote", plans)
    assert json.loads(text)["best"] == 2


async def test_a_demand_quotes_the_task():
    (text,) = await replies(SimulatedModel(), "constraints", "<task>\nMeet at noon.\nBring tea.\n</task>")
    (demand,) = json.loads(text)["constraints"]
    assert demand["quote"] == "Meet at noon."


@pytest.mark.parametrize(
    ("purpose", "schema"),
    [
        ("verify", VERIFY),
        ("reward", SCALAR),
        ("finished", shape(reason={"type": "string"}, finished={"type": "boolean"})),
        ("vote", shape(best={"anyOf": [{"type": "integer"}, {"type": "null"}]})),
        ("constraints", shape(constraints={"type": "array", "items": {"$ref": "#/$defs/D"}})),
        ("anything", shape(kind={"enum": ["x", "y"]}, list={"type": "array", "minItems": 2, "items": SCALAR})),
    ],
)
async def test_judgements_meet_the_schema(purpose, schema):
    demand = shape(text={"type": "string"}, quote={"type": "string"}, kind={"type": "string", "enum": ["soft"]})
    schema = schema | {"$defs": {"D": demand}}
    for text in await replies(SimulatedModel(), purpose, f"<task>x</task>{RIGHT}", n=20, schema=schema):
        jsonschema.validate(json.loads(text), schema)


def test_the_oracle_reads_the_last_marker():
    assert is_right("[sim wrong 0000 1/2] then [sim right 0000 2/2]")
    assert not is_right("[sim right 0000] then [sim wrong 0000]")
    assert not is_right("no marker")


async def test_latency_is_waited_for_and_overlaps():
    loop = asyncio.get_running_loop()
    start = loop.time()
    await replies(SimulatedModel(Dials(latency=0.05)), "plan", n=20)
    assert 0.04 < loop.time() - start < 0.5


def test_a_specification_sets_the_dials():
    model = SimulatedModel.from_spec("sim:p=0.3,fa=0,steps=6,seed=123456789")
    assert model.dials == Dials(p=0.3, fa=0, steps=6, seed=123456789)
    assert SimulatedModel.from_spec(model.name).dials == model.dials
    assert SimulatedModel.from_spec("sim:").dials == Dials()


@pytest.mark.parametrize(
    ("spec", "message"),
    [
        ("sim:q=1", "unknown dial `q`"),
        ("sim:latancy=1", "did you mean `latency`?"),
        ("sim:p=2", "dial `p`"),
        ("sim:steps=0", "dial `steps`"),
        ("sim:p=often", "dial `p`"),
        ("sim:p", "not of the form dial=value"),
    ],
)
def test_what_does_not_read_is_a_usage_error(spec, message):
    with pytest.raises(UsageError) as raised:
        SimulatedModel.from_spec(spec)
    assert message in str(raised.value)


async def test_drafts_report_words_as_tokens_at_no_cost():
    model = SimulatedModel()
    reply = await model.sample(request("plan"))
    assert reply.cost == 0.0
    assert reply.usage.prompt_tokens == model.count(request("plan")) == 5
    assert reply.usage.completion_tokens == len(reply.text.split())
