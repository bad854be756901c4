"""Fixtures for every room."""

import os
from pathlib import Path

import hypothesis
import pytest

# Beside others a test process has one processor, and commands that it starts have too.
if "PYTEST_XDIST_WORKER" in os.environ:
    os.environ.setdefault("POLARS_MAX_THREADS", "1")

# An example may take long on a machine that does other work as well.
hypothesis.settings.register_profile("suite", deadline=None)
hypothesis.settings.load_profile("suite")

SHARED = Path(__file__).resolve().parents[2] / "shared"


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder with the real release and cases; absent on most machines."""
    if not (SHARED / "DESIGN.md").is_file():
        reason = "needs ../shared (the real NZa release and cases) beside the project"
        if os.environ.get("DBC_REQUIRE_SHARED") == "1":
            pytest.fail(reason)
        pytest.skip(reason)
    return SHARED
