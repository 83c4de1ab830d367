"""What a caller names as a local model, turned into one; nothing is loaded or fetched yet."""

from __future__ import annotations

import os
from pathlib import Path

from plangen.errors import UsageError
from plangen.models.base import Model
from plangen.models.local import catalog
from plangen.models.local.transfer import OnNotice, OnProgress

_PATH_STARTS = ("/", "./", "../", "~")


def load_local(
    spec: str,
    *,
    fetch: bool = True,
    on_progress: OnProgress | None = None,
    on_notice: OnNotice | None = None,
) -> Model:
    """The model that `spec` names: `local`, `local:NAME`, `gguf:PATH`, a path, or `hf:REPOSITORY_OR_FOLDER`.

    `local` is the catalogue's default, or the GGUF file that `PLANGEN_MODEL` names. The weights of `local` and
    `local:NAME` are fetched at the first call if they are not in the store and `fetch` allows it. Raises
    UsageError for a name that is not in the catalogue or a spec that is none of these.

        model = load_local("local:smollm2-135m", on_notice=print)
    """
    kind, colon, rest = spec.partition(":")
    if kind == "hf" and rest:
        from plangen.models.local.huggingface import HuggingFaceModel

        return HuggingFaceModel(rest)
    from plangen.models.local.llamacpp import LlamaCppModel

    path = _path(os.environ.get("PLANGEN_MODEL", "")) if spec == "local" else _path(spec)
    if path is not None:
        return LlamaCppModel(path)
    if kind != "local" or (colon and not rest):
        raise UsageError(f"`{spec}` is no local model", hint="write `local`, `local:NAME`, `gguf:PATH` or `hf:NAME`")
    return LlamaCppModel(catalog.find(rest), fetch=fetch, on_progress=on_progress, on_notice=on_notice)


def _path(spec: str) -> Path | None:
    """The GGUF file that `spec` names, if it names one."""
    if spec.startswith("gguf:") and spec != "gguf:":
        return Path(spec.removeprefix("gguf:")).expanduser()
    return Path(spec).expanduser() if spec.startswith(_PATH_STARTS) else None
