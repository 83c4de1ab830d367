"""Turns what a caller names as a model into a `Model`."""

from __future__ import annotations

import difflib
from typing import cast

from plangen.errors import UsageError
from plangen.models.base import Model

FORMS = (
    "`PROVIDER/NAME` (openai/gpt-4o)",
    "`http://HOST:PORT/v1#NAME` (any OpenAI-compatible server)",
    "`local` or `local:NAME`",
    "`gguf:PATH` or a path starting with `/`, `./`, `../`, `~`",
    "`hf:REPOSITORY`",
    "`fake:SCRIPT`",
    "`sim:SKILL`",
)
_LOCAL = ("local:", "gguf:", "hf:", "/", "./", "../", "~")


def as_model(x: object, *, api_base: str | None = None) -> Model:
    """The `Model` that `x` stands for; nothing is loaded and no server is called yet.

    `x` is a string in one of `FORMS`, a LangChain chat model, a sync or async callable from a list of
    `{"role", "content"}` mappings to a text (a sync one runs in a thread), or an object that already meets `Model`.
    `api_base` is the address of an OpenAI-compatible server, for API names only. Raises `UsageError`.

        as_model("openai/gpt-4o")
        as_model("qwen", api_base="http://127.0.0.1:8000/v1")
        as_model(lambda messages: "1. Walk home.")
    """
    if isinstance(x, str):
        return _from_string(x.strip(), api_base)
    if api_base is not None:
        raise UsageError(f"`api_base` goes with the name of an API model, not with a {type(x).__name__}")
    if all(hasattr(x, part) for part in ("sample", "name", "capabilities")):
        return cast(Model, x)
    if hasattr(x, "ainvoke") and hasattr(x, "bind_tools"):
        from plangen.models.foreign import LangChainModel

        return LangChainModel(x)
    if callable(x) and not isinstance(x, type):
        from plangen.models.foreign import CallableModel

        return CallableModel(x)
    raise UsageError(f"a {type(x).__name__} is no model", hint=f"give one of: {'; '.join(FORMS)}; or a callable")


def _from_string(name: str, api_base: str | None) -> Model:
    if not name or (any(c.isspace() for c in name) and not name.startswith((*_LOCAL, "fake:", "sim:"))):
        raise _unknown(name)
    if name.startswith(("http://", "https://")):
        return _from_url(name, api_base)
    if api_base is not None:
        from plangen.models.api import ApiModel

        if name == "local" or name.startswith((*_LOCAL, "fake:", "sim:")):
            raise UsageError(f"`api_base` goes with the name of an API model, not with `{name}`")
        return ApiModel(name if "/" in name else f"openai/{name}", api_base=api_base)
    if name.startswith("fake:"):
        from plangen.models.scripted import ScriptedModel

        return ScriptedModel.from_spec(name)
    if name.startswith("sim:"):
        from plangen.models.simulated import SimulatedModel

        return SimulatedModel.from_spec(name)
    if name == "local" or name.startswith(_LOCAL):
        from plangen.models.local import load_local

        return load_local(name)
    if "/" in name and all(name.partition("/")[::2]):
        from plangen.models.api import ApiModel

        if _is_mistyped(name.partition("/")[0]):
            raise _unknown(name)
        return ApiModel(name)
    raise _unknown(name)


def _is_mistyped(provider: str) -> bool:
    """Whether a provider is unknown and nearly a known one; one that is merely unknown is left to litellm."""
    from plangen.models.prices import known_providers

    known = known_providers()
    return provider not in known and bool(difflib.get_close_matches(provider.lower(), known, n=1, cutoff=0.8))


def _from_url(name: str, api_base: str | None) -> Model:
    from plangen.models.api import ApiModel

    url, _, served = name.partition("#")
    if not served or api_base is not None:
        raise UsageError(f"`{name}` names a server, not a model", hint=f"write it as {FORMS[1]}")
    return ApiModel(f"openai/{served}", api_base=url)


def _unknown(name: str) -> UsageError:
    near = nearest(name)
    meant = f"did you mean {', '.join(f'`{n}`' for n in near)}? " if near else ""
    return UsageError(f"unknown model `{name}`", hint=f"{meant}the forms are: {'; '.join(FORMS)}")


def nearest(name: str) -> list[str]:
    """The three known names that look most like `name`, without loading any of them."""
    from plangen.models.prices import known_names

    known = ["local", "fake:", "sim:", *known_names()]
    whole = {n.lower(): n for n in reversed(known)}
    tails = {n.rpartition("/")[2].lower(): n for n in reversed(known)}
    names = whole if "/" in name else tails
    return [names[found] for found in difflib.get_close_matches(name.lower(), names, n=3, cutoff=0.6)]
