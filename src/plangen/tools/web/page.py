"""The tool `fetch_page`: the readable text of one page, with its source."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Mapping
from dataclasses import asdict
from typing import Any, ClassVar

from plangen.errors import ProviderTimeoutError, UsageError
from plangen.tools.spec import ToolSpec
from plangen.tools.web.extraction import Extraction
from plangen.tools.web.fetch import Limits, fetch
from plangen.tools.web.guard import Guard
from plangen.tools.web.pages import Page, page_of
from plangen.tools.web.providers.local import SCHEME, LocalFolder
from plangen.tools.web.refusals import shown
from plangen.tools.web.robots import Robots


class FetchPage:
    """Fetches through `guard`, within `limits`, as robots files allow; `folder` answers `local:` addresses.

    Its results are untrusted text.
    """

    name = "fetch_page"
    description = "Fetch one web page and return its readable text with its address."
    schema: ClassVar[Mapping[str, Any]] = {
        "type": "object",
        "properties": {"url": {"type": "string", "minLength": 1, "description": "an http or https address"}},
        "required": ["url"],
        "additionalProperties": False,
    }

    def __init__(
        self,
        *,
        guard: Guard | None = None,
        limits: Limits | None = None,
        robots: bool = True,
        folder: LocalFolder | None = None,
    ) -> None:
        self._guard = guard or Guard()
        self._limits = limits or Limits()
        self._robots = Robots(self._guard) if robots else None
        self._folder = folder
        self._extraction = Extraction()

    def spec(self) -> ToolSpec:
        """The tool with its limits: it may be repeated, changes nothing, and its results taint."""
        return ToolSpec(
            name=self.name,
            description=self.description,
            schema=self.schema,
            run=self.run,
            idempotent=True,
            side_effects=False,
            timeout_s=self._limits.deadline_s + 5,
        )

    async def call(self, args: dict[str, Any]) -> str:
        """`run` as JSON text."""
        return json.dumps(await self.run(args), ensure_ascii=False)

    async def run(self, args: dict[str, Any]) -> dict[str, Any]:
        """`fetch` as JSON data with the keys `url`, `title`, `text` and `sha256`."""
        if set(args) != {"url"} or not isinstance(args["url"], str):
            raise UsageError("fetch_page takes one argument `url`, a text", hint="give an http or https address")
        return asdict(await self.fetch(args["url"]))

    def close(self) -> None:
        """End the processes that read pages; the tool can still be used."""
        self._extraction.close()

    async def fetch(self, url: str) -> Page:
        """The text of the page at `url`; one deadline covers robots file, redirects, transfer and reading.

        Raises as `plangen.tools.web.fetch.fetch` does, PageRefusedError where robots or the content forbid it.
        """
        if url.startswith(SCHEME) and self._folder is not None:
            return await self._folder.page(url)
        try:
            async with asyncio.timeout(self._limits.deadline_s):
                permit = self._robots.permit if self._robots else None
                found = await fetch(url, guard=self._guard, limits=self._limits, permit=permit)
                return await page_of(found, self._extraction)
        except TimeoutError as error:
            raise ProviderTimeoutError(
                f"{shown(url)} was not read within {self._limits.deadline_s:g} s",
                hint="try another source, or raise the limit",
            ) from error
