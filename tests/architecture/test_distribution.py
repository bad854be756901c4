import ast
import importlib
import sys
import tomllib
from importlib.metadata import entry_points, packages_distributions
from pathlib import Path

import pytest
from packaging.requirements import Requirement

ROOT = Path(__file__).resolve().parents[2]

PACKAGES = {
    "tabellen",
    "productstructure",
    "grouper",
    "tariffs",
    "declarations",
    "billing",
    "dbc_grouper",
    "dbc_grouper_data",
}


@pytest.mark.parametrize("package", sorted(PACKAGES))
def test_package_comes_from_our_distribution_alone(package: str):
    assert set(packages_distributions()[package]) == {"dbc-grouper"}


def test_command_is_installed():
    (command,) = entry_points(group="console_scripts", name="dbc-grouper")
    assert command.value == "billing.cli:main"
    assert callable(command.load())


@pytest.mark.parametrize("package", sorted(PACKAGES - {"dbc_grouper_data"}))
def test_public_names_are_there(package: str):
    module = importlib.import_module(package)
    for name in getattr(module, "__all__", ()):
        assert getattr(module, name) is not None


def imported(package: str) -> set[str]:
    """Packages that the modules of a room import, wherever in them."""
    found: set[str] = set()
    for path in (ROOT / package).rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Import):
                found |= {each.name.split(".")[0] for each in node.names}
            elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
                found.add(node.module.split(".")[0])
    return found


@pytest.mark.parametrize("package", sorted(PACKAGES - {"dbc_grouper_data"}))
def test_room_imports_what_the_project_asks_for_alone(package: str):
    # Where CI installs the wheel, what it forgot to ask for would be there, too.
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    asked = [*project["dependencies"], *project["optional-dependencies"]["spark"]]
    names = {Requirement(text).name for text in asked}
    assert imported(package) <= {*names, *PACKAGES, *sys.stdlib_module_names}
