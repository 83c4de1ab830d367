"""The bank of statements: well formed, and the head that was learnt from it is current."""

import json
import tomllib
from collections import Counter
from importlib.resources import files

from plangen.formalising.kinds import KINDS, descriptions, exemplars
from plangen.formalising.nearest import Bank, bank_hash
from plangen.models.local.catalog import find

MODEL = "qwen2.5-coder-0.5b"
HEAD = files("plangen.formalising").joinpath("heads", f"{MODEL}.json")


def test_the_kinds_are_those_of_the_type() -> None:
    read = tomllib.loads(files("plangen.formalising").joinpath("bank.toml").read_text("utf-8"))
    assert tuple(read) == KINDS
    assert all(descriptions()[kind] for kind in KINDS)


def test_each_kind_has_about_as_many_sentences() -> None:
    counts = Counter(exemplar.kind for exemplar in exemplars())
    assert min(counts.values()) >= 45
    assert max(counts.values()) <= 80


def test_no_sentence_stands_there_twice() -> None:
    counts = Counter(exemplar.text.lower().strip(" .!") for exemplar in exemplars())
    assert [text for text, count in counts.items() if count > 1] == []


def test_sentences_are_trimmed_and_of_bearable_length() -> None:
    assert [one.text for one in exemplars() if one.text != one.text.strip() or not 5 <= len(one.text) <= 160] == []


def test_the_head_is_made_from_this_bank() -> None:
    made_from = json.loads(HEAD.read_text("utf-8"))["bank_sha256"]
    assert made_from == bank_hash(), "the bank has changed; run `python -m benchmarks.encoder make`"


def test_the_head_is_made_for_the_model_of_the_catalogue() -> None:
    assert json.loads(HEAD.read_text("utf-8"))["model_sha256"] == find(MODEL).sha256


def test_the_head_is_small() -> None:
    assert len(HEAD.read_bytes()) < 400_000


def test_the_bank_is_shipped_for_the_chat_model_and_its_encoder_only() -> None:
    bank = Bank.shipped(f"local:{MODEL}")
    assert bank is not None
    assert bank is Bank.shipped(f"local:{MODEL}#embed")
    assert len(bank.vectors) == len(exemplars())
    assert Bank.shipped("local:smollm2-135m") is None
    assert Bank.shipped("local:../heads") is None
