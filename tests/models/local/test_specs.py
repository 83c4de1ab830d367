import subprocess
import sys
from pathlib import Path

import pytest

from plangen.errors import UsageError
from plangen.models.local import HuggingFaceModel, LlamaCppModel, load_local


@pytest.fixture(autouse=True)
def _no_model_of_the_users(monkeypatch):
    monkeypatch.delenv("PLANGEN_MODEL", raising=False)


@pytest.mark.parametrize(
    ("spec", "kind", "name"),
    [
        ("local", LlamaCppModel, "local:qwen2.5-coder-0.5b"),
        ("local:smollm2-135m", LlamaCppModel, "local:smollm2-135m"),
        ("gguf:/models/a.gguf", LlamaCppModel, "gguf:/models/a.gguf"),
        ("/models/a.gguf", LlamaCppModel, "gguf:/models/a.gguf"),
        ("~/a.gguf", LlamaCppModel, f"gguf:{Path.home()}/a.gguf"),
        ("hf:Qwen/Qwen3-0.6B", HuggingFaceModel, "hf:Qwen/Qwen3-0.6B"),
    ],
)
def test_spec_names_a_model(spec, kind, name):
    model = load_local(spec)
    assert isinstance(model, kind)
    assert model.name == name


@pytest.mark.parametrize("spec", ["", "local:", "gguf:", "hf:", "openai/gpt", "local:smollm", "locale"])
def test_what_names_none_is_an_error(spec):
    with pytest.raises(UsageError):
        load_local(spec)


@pytest.mark.parametrize("value", ["gguf:/mine.gguf", "/mine.gguf"])
def test_local_is_the_users_own_file_if_named(monkeypatch, value):
    monkeypatch.setenv("PLANGEN_MODEL", value)
    assert load_local("local").name == "gguf:/mine.gguf"
    assert load_local("local:smollm2-135m").name == "local:smollm2-135m"


def test_model_named_for_all_roles_does_not_touch_local(monkeypatch):
    monkeypatch.setenv("PLANGEN_MODEL", "openai/gpt-4o")
    assert load_local("local").name == "local:qwen2.5-coder-0.5b"


def test_naming_a_model_imports_no_runtime():
    code = """
import sys
from plangen.models.local import load_local
load_local("local"), load_local("hf:a/b")
heavy = {"torch", "transformers", "xllamacpp", "llguidance"} & set(sys.modules)
sys.exit(f"imported {heavy}" if heavy else 0)
"""
    subprocess.run([sys.executable, "-c", code], check=True)
