import importlib
from importlib.metadata import entry_points, packages_distributions

import pytest

PACKAGES = {
    "tabellen",
    "productstructure",
    "grouper",
    "tariffs",
    "declarations",
    "billing",
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
