"""What is shown on a terminal is text, whatever files and releases are called."""

from pathlib import Path

import pytest
from support.files.batchfiles import GOOD

from billing.cli.screen import show_table, visible

OBEYED = [
    *("\x1b[2J", "\x07", "\x08", "\r", "\t", "\x7f", "\x9b31m", "\x85"),
    *("\u202e", "\u2066", "\u200f", "\ufeff", "\u2028", "\udc1b", "\x00"),
]


@pytest.mark.parametrize("code", OBEYED)
def test_what_a_terminal_obeys_is_made_visible(code, capsys):
    shown = visible(f"a{code}b")
    assert code not in shown
    assert shown.startswith("a\\")
    show_table(f"kop{code}", ["naam"], [[f"x{code}y"]])
    assert code.strip("\t") not in capsys.readouterr().out.replace("\n", "") or (
        code == "\t"
    )


def test_ordinary_text_stays_as_it_is():
    text = "\u20ac 1,00 caf\u00e9 \u0130\u015f\nregel"
    assert visible(text) == text


def test_end_of_line_in_a_cell_does_not_make_a_row(capsys):
    show_table("kop", ["naam"], [["x\nWrote y"]])
    assert "x\\nWrote y" in capsys.readouterr().out


@pytest.mark.parametrize("code", ["\x1b]0;x\x07", "\x1b[31m", "\u202e"])
def test_name_of_a_file_and_of_a_column_are_shown_with_escapes(command, batch, code):
    arguments = batch([GOOD])
    folder = Path(arguments[-1]).parent
    bad = folder / f"a{code}.csv"
    bad.write_text("subtraject_nummer;x\n1;2\n")
    arguments[arguments.index("--subtrajecten") + 1] = str(bad)
    answer = command(*arguments)
    assert answer.exit_code == 3
    assert code not in answer.err
    assert "\\x1b" in answer.err or "\\u202e" in answer.err
