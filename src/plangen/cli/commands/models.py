"""`plangen models`: what there is, what is here, and what a model honours."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable
from dataclasses import asdict
from difflib import get_close_matches
from typing import Any

from plangen.cli import weights
from plangen.cli.keys import keys_present
from plangen.cli.streams import only_results_on_stdout, put, tell
from plangen.errors import UsageError


def models(action: str, name: str, *, api_base: str | None, as_json: bool) -> int:
    """List, pull, path, remove, verify or probe; 0. Raises PlangenError."""
    if action == "list":
        found = _listed()
    elif action == "probe":
        found = _probed(name, api_base)
    elif action in _ACTIONS:
        found = _ACTIONS[action](name.removeprefix("local:").removeprefix("local"))
    else:
        known = ("list", *_ACTIONS, "probe")
        near = get_close_matches(action, known, n=1)
        hint = f"did you mean `{near[0]}`?" if near else f"it is one of {', '.join(known)}"
        raise UsageError(f"unknown action `{action}`", hint=hint)
    put(json.dumps(found, indent=2) + "\n" if as_json else _text(action, found))
    return 0


def _listed() -> dict[str, Any]:
    from plangen.models.local import Store
    from plangen.models.registry import FORMS

    held = Store().inventory()
    return {
        "local": [
            {
                "name": f"local:{item.entry.name}",
                "title": item.entry.title,
                "bytes": item.entry.bytes,
                "licence": item.entry.licence,
                "state": item.state,
                "default": item.entry.default,
                "path": str(item.path) if item.state == "present" else None,
            }
            for item in held
        ],
        "keys": list(keys_present()),
        "forms": list(FORMS),
    }


def _pull(name: str) -> dict[str, Any]:
    from plangen.models.local import Store, find

    entry = find(name)
    weights.fetch(entry)
    return {"name": f"local:{entry.name}", "path": str(Store().path(entry))}


def _path(name: str) -> dict[str, Any]:
    from plangen.models.local import Store, find

    held = Store().held(find(name))
    return {"name": f"local:{held.entry.name}", "path": str(held.path), "state": held.state}


def _remove(name: str) -> dict[str, Any]:
    from plangen.models.local import Store, find

    if not name:
        raise UsageError("say which model to remove", hint="plangen models lists them")
    entry = find(name)
    return {"name": f"local:{entry.name}", "removed": Store().remove(entry)}


def _verify(name: str) -> dict[str, Any]:
    from plangen.models.local import Store, find

    entry = find(name)
    return {"name": f"local:{entry.name}", "path": str(Store().verify(entry)), "sha256": entry.sha256}


_ACTIONS: dict[str, Callable[[str], dict[str, Any]]] = {
    "pull": _pull,
    "path": _path,
    "remove": _remove,
    "verify": _verify,
}


def _probed(name: str, api_base: str | None) -> dict[str, Any]:
    from plangen.cli.options import default_model
    from plangen.models.capability import probe
    from plangen.models.registry import as_model

    name = name or default_model()
    with only_results_on_stdout():
        weights.ensure([name], agreed=False)
        tell(f"asking {name} at most seven small questions, outside any budget")
        found = asyncio.run(probe(as_model(name, api_base=api_base)))
    return {"name": name, **asdict(found)}


def _text(action: str, found: dict[str, Any]) -> str:
    from plangen.cli.show.sanitise import one_line

    if action == "list":
        return _table(found)
    if action == "path":
        return f"{found['path']}\n"
    if action == "remove":
        return f"{found['name']}: {'removed' if found['removed'] else 'was not here'}\n"
    if action != "probe":
        return f"{found['name']}: {'whole and unchanged' if action == 'verify' else 'here'}, {found['path']}\n"
    said = {True: "yes", False: "no", None: "not known"}
    lines = [f"{key:<9} {said[found[key]]}" for key in ("n", "schema", "seed", "logprobs", "stream")]
    lines.append(f"{'context':<9} {found['context'] or 'not known'}")
    return "\n".join([*lines, *(f"note: {one_line(note)}" for note in found["notes"])]) + "\n"


def _table(found: dict[str, Any]) -> str:
    lines = ["local models (plangen models pull NAME):"]
    for item in found["local"]:
        mark = " (the default, also `local`)" if item["default"] else ""
        size = weights.size_text(item["bytes"])
        lines.append(f"  {item['name']:<26} {item['state']:<8} {size:>8}  {item['licence']}  {item['title']}{mark}")
    lines.append("keys in the environment: " + (", ".join(found["keys"]) or "none"))
    lines.append("a model is named by:")
    lines += [f"  {form}" for form in found["forms"]]
    return "\n".join(lines) + "\n"
