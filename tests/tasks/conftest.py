import os
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="session")
def calendar() -> Path:
    """NATURAL PLAN's calendar rows, in PLANGEN_DATA or in ../shared/data beside the repository."""
    data = Path(os.environ.get("PLANGEN_DATA", ROOT.parent / "shared" / "data"))
    path = data / "natural_plan" / "calendar_scheduling.jsonl"
    if not path.is_file():
        pytest.skip(f"{path} is not there; set PLANGEN_DATA to the folder of development data")
    return path
