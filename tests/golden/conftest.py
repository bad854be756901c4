"""The real release RZ17a, compiled once by the code under test."""

from pathlib import Path

import pytest

from grouper.compiled.structure import CompiledStructure
from grouper.compiling.cache import open_release


@pytest.fixture(scope="session")
def rz17a(shared: Path, tmp_path_factory: pytest.TempPathFactory) -> CompiledStructure:
    """RZ17a through a cache of its own, as a user's second command finds it."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("DBC_GROUPER_CACHE", str(tmp_path_factory.mktemp("cache")))
        return open_release(shared / "nza" / "20170101 Grouper Tabellen v20161117.zip")
