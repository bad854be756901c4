"""docs/pricing.md: its Python runs, and no option is missing.

That its commands run as they stand there is tested with those of other pages.
"""

import re
from pathlib import Path

import pytest
import typer.main

from billing.cli.app import app

ROOT = Path(__file__).parents[3]
PAGE = ROOT / "docs" / "pricing.md"

if not PAGE.exists():
    pytest.skip("docs/ is not in a wheel", allow_module_level=True)

TEXT = PAGE.read_text(encoding="utf-8")


def test_python_of_the_page_runs_and_gives_a_total(capsys):
    (code,) = re.findall(r"```python\n(.*?)```", TEXT, re.DOTALL)
    exec(compile(code, str(PAGE), "exec"), {})
    assert re.fullmatch(r"[\d,]{12,} cents\n", capsys.readouterr().out)


def options_of(*names: str) -> set[str]:
    command = typer.main.get_command(app)
    for name in names:
        command = command.commands[name]  # type: ignore[attr-defined]
    return {
        option
        for parameter in command.params
        for option in parameter.opts
        if option.startswith("--")
    }


@pytest.mark.parametrize(
    "names", [("price",), ("reprice",), ("settle",), ("pricelist", "check")]
)
def test_every_option_is_on_the_page(names):
    missing = [option for option in options_of(*names) if f"`{option}" not in TEXT]
    assert [o for o in missing if f"{o}`" not in TEXT] == []


def test_every_option_of_the_page_exists():
    known = set.union(
        *(
            options_of(*names)
            for names in (
                ("group",),
                ("price",),
                ("reprice",),
                ("settle",),
                ("pricelist", "check"),
                ("explain",),
            )
        )
    )
    assert set(re.findall(r"--[a-z][a-z-]*", TEXT)) <= known
