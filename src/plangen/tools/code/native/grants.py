"""What a confined child may read, and how it is started."""

from __future__ import annotations

import importlib.util
import os
import stat
import sys
import sysconfig
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

PACKAGES = ("numpy", "sympy", "mpmath", "networkx")
"""The packages that code may import where they are installed; sympy needs mpmath."""
START = Path(__file__).parent / "inside" / "start.py"
_LIBRARIES = ("/lib", "/lib64", "/usr/lib", "/usr/lib64", "/etc/ld.so.cache", "/usr/share/zoneinfo")


@dataclass(frozen=True, slots=True)
class Grants:
    """The start command without its two descriptors, and what can be read; `packages` are (name, folder).

    `closed` says that the child, once it is `nobody`, could not reach the interpreter (it lies in root's home, say).
    `direct` says that the child's parent is this process.
    """

    command: tuple[str, ...]
    readable: tuple[str, ...]
    packages: tuple[tuple[str, str], ...] = ()
    closed: bool = False
    direct: bool = True


def grants(packages: Iterable[str] = PACKAGES) -> Grants:
    """The interpreter of this process with its standard library, the system's libraries and the packages found."""
    found = tuple((name, folder) for name in packages if (folder := _folder(name)))
    interpreter = os.path.realpath(sys.executable)
    home = {sysconfig.get_path("stdlib"), sysconfig.get_path("platstdlib"), *_shared_library()}
    beside = [path for _, folder in found if os.path.isdir(path := f"{folder}.libs")]
    own = [os.path.realpath(path) for path in (*sorted(home), *(folder for _, folder in found), *beside)]
    command = (interpreter, "-I", "-S", "-B", "-X", "utf8", str(START))
    closed = not all(_open_to_all(Path(path)) for path in (interpreter, *own))
    return Grants(command, (*own, *(path for path in _LIBRARIES if os.path.exists(path))), found, closed)


def _folder(name: str) -> str | None:
    spec = importlib.util.find_spec(name)
    if spec is None or spec.origin is None or not spec.submodule_search_locations:
        return None
    return os.path.realpath(os.path.dirname(spec.origin))


def _shared_library() -> list[str]:
    """libpython, where the interpreter is linked against it outside the system's folders."""
    folder, name = sysconfig.get_config_var("LIBDIR"), sysconfig.get_config_var("INSTSONAME")
    path = os.path.join(folder, name) if folder and name else ""
    return [path] if path.endswith(tuple("0123456789o")) and os.path.isfile(path) else []


def _open_to_all(path: Path) -> bool:
    """Whether a stranger may enter every folder on the way."""
    try:
        return all(place.stat().st_mode & stat.S_IXOTH for place in path.parents)
    except OSError:
        return False
