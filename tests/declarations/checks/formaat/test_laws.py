"""What the verdicts of form and person may not depend on."""

from dataclasses import replace

import pytest
from support.declaraties.opbouw import write_messages
from support.declaraties.wijziging import situation

from declarations.berichten.zh308.declaraties import read_zh308
from declarations.checks.running import all_checks

CHECKS = {
    check_id: check
    for check_id, check in all_checks().items()
    if check_id[0] in "FP" or check_id in ("E04", "C06")
}
WORDS = [
    # Two credits of one debit, a double reference and a double number, in three files.
    "kopie dbc als credit / kopie dbc als credit2 / apart credit / apart credit2 / "
    "01: 0116=F2024-0002, 0117=20240702 / ozp: 0458=R0001",
    "kopie ozp als ozp2 / apart ozp2 / dbc: 0434=, 0412=20240703 / ic: 0421=12",
]


def failing(levering):
    """Which record of which file fails which check, by the bytes of the file."""
    files = dict(levering.declaraties.bestanden.select("bestand_nr", "sha256").rows())
    return {
        (check_id, files[bestand_nr], record, rubriek)
        for check_id, check in CHECKS.items()
        for bestand_nr, record, rubriek in check(levering)
        .bevindingen.select("bestand_nr", "record", "rubriek")
        .rows()
    }


@pytest.mark.parametrize("words", WORDS)
def test_the_order_of_the_files_changes_nothing(deliver, tmp_path, words):
    levering = deliver(words)
    paths = write_messages(situation(words), tmp_path)
    turned = replace(levering, declaraties=read_zh308(list(reversed(paths))), _made={})
    names = levering.declaraties.bestanden["bestand"].to_list()
    assert turned.declaraties.bestanden["bestand"].to_list() == names[::-1]
    assert failing(turned) == failing(levering) != set()
