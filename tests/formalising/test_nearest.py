"""Kinds by embeddings: masks, the shipped head on sentences that the bank does not hold, votes without a head."""

import asyncio
import json
from array import array
from base64 import b64decode
from pathlib import Path
from typing import Any

import pytest

from plangen.formalising.kinds import Kind, exemplars
from plangen.formalising.nearest import NEAREST, Bank, masked
from plangen.models.base import Message, Request
from plangen.models.local import Store, find
from plangen.models.registry import as_model

MODEL = "local:qwen2.5-coder-0.5b"
FRESH: list[dict[str, Any]] = json.loads((Path(__file__).parent / "fresh_vectors.json").read_text("utf-8"))
"""Sentences outside the bank, all that were tried, with the embedded model's vectors of their masked texts."""


@pytest.fixture(scope="module")
def bank() -> Bank:
    found = Bank.shipped(MODEL)
    assert found is not None
    return found


def vector(one: dict[str, Any]) -> list[float]:
    return [one["scale"] * value for value in array("b", b64decode(one["int8"]))]


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("Olga is busy on Tuesday from 9:30 to half past ten.", "Ana is busy on Monday from 9:00 to 9:00."),
        ("Bake it for at least 50 minutes.", "Bake it for at least 30 minutes."),
        ("A fair in Genoa from day 7 to day 9.", "A fair in Ana from day 3 to day 3."),
        ("Spend 40 euros.", "Spend 50 euros."),
        ("Wash, then dry.", "Wash, then dry."),
        ("It ends at 17:00.", "It ends at 9:00."),
    ],
)
def test_masks(text: str, left: str) -> None:
    assert masked(text) == left


def test_most_fresh_sentences_are_read_right(bank: Bank) -> None:
    right = [one["text"] for one in FRESH if bank.kind(vector(one)) == one["kind"]]
    assert len(right) / len(FRESH) >= 0.75


@pytest.mark.parametrize("kind", ["event", "limit", "objective", "context", "order", "travel", "part"])
def test_contrasts_that_the_head_tells_apart(bank: Bank, kind: Kind) -> None:
    assert {bank.kind(vector(one)) for one in FRESH if one["kind"] == kind} == {kind}


def test_a_sure_reading_is_right_more_often(bank: Bank) -> None:
    sure = [one for one in FRESH if (bank.sure(vector(one)) or 0) >= 0.9]
    right = sum(bank.kind(vector(one)) == one["kind"] for one in sure)
    assert len(sure) >= len(FRESH) / 2
    assert right / len(sure) >= 0.9


def test_the_nearest_exemplars_hold_the_right_kind(bank: Bank) -> None:
    held = 0
    for one in FRESH:
        near = bank.nearest(vector(one))
        assert len(near) == NEAREST
        assert [score for score, _ in near] == sorted((score for score, _ in near), reverse=True)
        held += one["kind"] in {exemplar.kind for _, exemplar in near}
    assert held / len(FRESH) >= 0.8


def test_chances_sum_to_one(bank: Bank) -> None:
    assert bank.head is not None
    assert sum(bank.head.chances(vector(FRESH[0]))) == pytest.approx(1)


def test_without_a_head_the_closest_vote_and_sureness_is_not_known() -> None:
    kinds = sorted({exemplar.kind for exemplar in exemplars()})
    axes = [[float(exemplar.kind == kind) for kind in kinds] for exemplar in exemplars()]
    embedded = Bank.of(axes)
    for one, axis in list(zip(exemplars(), axes, strict=True))[::40]:
        assert embedded.kind(axis) == one.kind
        assert embedded.nearest(axis, among=1)[0][1].kind == one.kind
        assert embedded.sure(axis) is None


@pytest.mark.local
def test_the_encoder_still_gives_the_vectors_the_head_was_made_for(bank: Bank) -> None:
    pytest.importorskip("xllamacpp")
    if not Store().path(find("qwen2.5-coder-0.5b")).is_file():
        pytest.skip("the weights of the embedded model are not on this machine")
    encoder = as_model(MODEL).encoder()
    few = FRESH[::9]
    for one in few:
        request = Request((Message("user", masked(one["text"])),), max_tokens=0, purpose="embed")
        made = json.loads(asyncio.run(encoder.sample(request)).text)[0]
        assert sum(a * b for a, b in zip(made, vector(one), strict=True)) > 0.99
        assert bank.kind(made) == bank.kind(vector(one))
