"""The names that other rooms may use, and what importing them costs."""

import subprocess
import sys

import pytest

import tariffs


@pytest.mark.parametrize("name", tariffs.__all__)
def test_public_name_is_no_module_and_leads_to_what_it_says(name: str) -> None:
    assert getattr(tariffs, name).__name__ == name


def test_unknown_name_is_an_attribute_error() -> None:
    with pytest.raises(AttributeError, match="'tariffs' has no attribute 'prijs'"):
        _ = tariffs.prijs


def test_importing_the_room_imports_nothing_else() -> None:
    code = (
        "import sys, tariffs\n"
        "print([m for m in sys.modules if m.startswith(('polars', 'tariffs.'))])"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == "[]"
