"""Weights from the model hub: one pinned file over HTTPS, resumed where a cut left it."""

from __future__ import annotations

import os
from pathlib import Path

import httpx

from plangen.models.local.catalog import Entry, HubSource
from plangen.models.local.transfer import SourceFailed, Transfer

_ATTEMPTS = 3
_TIMEOUT = httpx.Timeout(30.0, connect=4.0)


def fetch(source: HubSource, entry: Entry, partial: Path, transfer: Transfer) -> None:
    """Make `partial` the whole file, going on from the bytes it already holds.

    The endpoint is `HF_ENDPOINT`, as for the hub's own client; `HF_HUB_OFFLINE=1` leaves the hub out. Raises
    SourceFailed when the hub does not deliver, OSError when the bytes cannot be written.
    """
    if os.environ.get("HF_HUB_OFFLINE", "").lower() in {"1", "true", "yes", "on"}:
        raise SourceFailed("left out because HF_HUB_OFFLINE is set")
    endpoint = os.environ.get("HF_ENDPOINT") or "https://huggingface.co"
    url = f"{endpoint.rstrip('/')}/{source.repository}/resolve/{source.revision}/{entry.file}"
    with httpx.Client(follow_redirects=True, timeout=_TIMEOUT) as client:
        for attempt in range(1, _ATTEMPTS + 1):
            before = _size(partial)
            try:
                _append(client, url, entry, partial, transfer)
                return
            except httpx.HTTPError as error:
                reason = f"{type(error).__name__}: {error}"
            except httpx.InvalidURL as error:
                raise SourceFailed(f"HF_ENDPOINT is not a web address: {error}") from error
            done = _size(partial)
            if done <= before or attempt == _ATTEMPTS:
                raise SourceFailed(f"{reason}, after {done} of {entry.bytes} bytes" if done else reason)


def _append(client: httpx.Client, url: str, entry: Entry, partial: Path, transfer: Transfer) -> None:
    have = _size(partial)
    if have > entry.bytes:
        partial.unlink()
        have = 0
    if have == entry.bytes:
        return
    headers = {"Accept-Encoding": "identity"} | ({"Range": f"bytes={have}-"} if have else {})
    with client.stream("GET", url, headers=headers) as response:
        if response.status_code == httpx.codes.REQUESTED_RANGE_NOT_SATISFIABLE:
            partial.unlink()
            raise SourceFailed("the hub's file is shorter than what was fetched before; that part is deleted")
        if response.status_code not in {httpx.codes.OK, httpx.codes.PARTIAL_CONTENT}:
            raise SourceFailed(f"HTTP {response.status_code} {response.reason_phrase}")
        resumed = response.headers.get("Content-Range", "").startswith(f"bytes {have}-")
        done = have if resumed else 0
        with partial.open("ab" if resumed else "wb") as file:
            for block in response.iter_raw():
                done += len(block)
                if done > entry.bytes:
                    break
                file.write(block)
                transfer.report(done)
    if done > entry.bytes:
        partial.unlink()
        raise SourceFailed(f"it sends more than the {entry.bytes} bytes of {entry.file}")
    if done < entry.bytes:
        raise httpx.ReadError("the transfer was cut")


def _size(path: Path) -> int:
    return path.stat().st_size if path.exists() else 0
