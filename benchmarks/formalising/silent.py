"""A model that never answers: what the programs read of a text without any."""

from __future__ import annotations

from typing import Any

from plangen.errors import ModelError
from plangen.models.base import Capabilities, Completion, OnText, Request
from plangen.models.registry import as_model

PROGRAM = "program"
"""What stands in the place of a model's name."""


class SilentModel:
    """Has no encoder and refuses every question; its calls are not counted as any."""

    name = "fake:program"
    capabilities = Capabilities()

    async def sample(self, request: Request, *, on_text: OnText | None = None) -> Completion:
        """Raise."""
        raise ModelError("there is no model")


async def loaded(name: str) -> Any:
    """The model of that name, its weights in memory already, so that loading them is not measured."""
    model: Any = SilentModel() if name == PROGRAM else as_model(name)
    if hasattr(model, "load"):
        await model.load()
    return model
