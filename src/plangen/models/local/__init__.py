"""Models that run on the user's own machine: a catalogue, their weights, llama.cpp and transformers."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from plangen.models.local.catalog import Entry, entries, find
    from plangen.models.local.huggingface import HuggingFaceModel
    from plangen.models.local.llamacpp import LlamaCppModel
    from plangen.models.local.specs import load_local
    from plangen.models.local.weights import Held, Store

__all__ = ["Entry", "Held", "HuggingFaceModel", "LlamaCppModel", "Store", "entries", "find", "load_local"]

_HOMES = {
    "Entry": "catalog",
    "Held": "weights",
    "HuggingFaceModel": "huggingface",
    "LlamaCppModel": "llamacpp",
    "Store": "weights",
    "entries": "catalog",
    "find": "catalog",
    "load_local": "specs",
}


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{_HOMES[name]}"), name)
