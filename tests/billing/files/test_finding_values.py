"""A finding tells the value of the column that it names, and of no other.

The findings of the example batch, which has every fault, and of the example lists.
"""

import dbc_grouper_data
import polars as pl

from tabellen.forms.frames import read_frame


def test_findings_of_a_batch_hold_the_cell_that_they_name(command, release, tmp_path):
    paths = dict(
        zip(
            ("subtrajecten", "zorgactiviteiten"),
            dbc_grouper_data.batch_paths(),
            strict=True,
        )
    )
    answer = command(
        *("group", "--release", release, "-o", tmp_path / "g.csv"),
        *("--ozp", tmp_path / "o.csv", "--findings", tmp_path / "f.csv"),
        *("--subtrajecten", paths["subtrajecten"]),
        *("--zorgactiviteiten", paths["zorgactiviteiten"]),
    )
    assert answer.exit_code == 0, answer.err
    tables = {name: read_frame(path) for name, path in paths.items()}
    found = read_frame(tmp_path / "f.csv").filter(pl.col("value").is_not_null())
    codes = set()
    for finding in found.iter_rows(named=True):
        row, table = int(finding["row"]) - 1, tables[finding["source"]]
        assert finding["value"] == table[finding["column"]][row], finding["code"]
        assert finding["subtraject_nummer"] == table["subtraject_nummer"][row]
        codes.add(finding["code"])
    assert len(codes) > 20


def test_findings_of_price_lists_name_the_code_that_they_hold(command, tmp_path):
    tarieven = dbc_grouper_data.tarieven_path()
    answer = command(
        *("pricelist", "check", "--tarieven", tarieven, "-o", tmp_path / "f.csv")
    )
    assert answer.exit_code == 0, answer.err
    found = read_frame(tmp_path / "f.csv").filter(pl.col("row").is_not_null())
    assert set(found["column"]) == {"prestatiecode"}
    prijzen = read_frame(tarieven / "contract_prijs.csv")
    of_contracts = found.filter(pl.col("source") == "contract_prijs")
    assert of_contracts.height
    for finding in of_contracts.iter_rows(named=True):
        assert finding["value"] == prijzen["prestatiecode"][int(finding["row"]) - 1]
