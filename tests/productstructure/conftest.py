"""Releases, read once."""

from pathlib import Path

import pytest
from support.releases.builders import tiny_release

from productstructure import ProductStructure, read_release


@pytest.fixture(scope="session")
def tiny(tmp_path_factory: pytest.TempPathFactory) -> ProductStructure:
    """The tiny release of ``builders``."""
    return read_release(tiny_release(tmp_path_factory.mktemp("tiny")))


@pytest.fixture(scope="session")
def rz17a_zip(shared: Path) -> Path:
    """The real release RZ17a, as published."""
    return shared / "nza" / "20170101 Grouper Tabellen v20161117.zip"


@pytest.fixture(scope="session")
def rz17a(rz17a_zip: Path) -> ProductStructure:
    """The real release RZ17a."""
    return read_release(rz17a_zip)
