import subprocess
import sys

import pytest

import declarations


def test_every_public_name_can_be_used():
    assert all(getattr(declarations, name) for name in declarations.__all__)


def test_unknown_name_raises():
    with pytest.raises(AttributeError, match="has no attribute 'niets'"):
        _ = declarations.niets


def test_importing_the_room_loads_no_library():
    heavy = "{'polars', 'lxml', 'dataframely'}"
    code = f"import sys, declarations; print(sorted({heavy} & set(sys.modules)))"
    found = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True
    )
    assert found.stdout.strip() == "[]"
