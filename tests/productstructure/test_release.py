import hashlib
from dataclasses import FrozenInstanceError
from datetime import date
from pathlib import Path

import pytest
from support.releases.builders import (
    BOOMBESTANDEN,
    REFERENTIES,
    tiny_files,
    tiny_release,
    write_folder,
)

from productstructure import Bronbestand, ProductStructure, read_release


def test_identity_holds_names_dates_and_hashes_of_both_files(
    tiny: ProductStructure,
) -> None:
    identity = tiny.identity
    hashes = {
        name: hashlib.sha256(content).hexdigest()
        for name, content in tiny_files().items()
    }
    assert identity.name == "20170101 v20161117 (20161004)"
    assert identity.ingangsdatum == date(2017, 1, 1)
    assert identity.versiedatum == date(2016, 10, 4)
    assert identity.boombestanden == Bronbestand(
        BOOMBESTANDEN, hashes[BOOMBESTANDEN], "BoomBestanden_20161004"
    )
    assert identity.referenties == Bronbestand(
        REFERENTIES, hashes[REFERENTIES], "Referenties_20161004"
    )


def test_identity_versiedatum_is_the_latest_of_any_row(tmp_path: Path) -> None:
    later = {"VersieDatum": "2016-11-02"}
    release = read_release(tiny_release(tmp_path, AfsluitRedenen={1: later}))
    assert release.identity.versiedatum == date(2016, 11, 2)


def test_identity_names_without_dates_leave_ingangsdatum_open(tmp_path: Path) -> None:
    files = tiny_files()
    renamed = {
        "boombestanden.xml": files[BOOMBESTANDEN],
        "Referenties.XML": files[REFERENTIES],
    }
    identity = read_release(write_folder(tmp_path, renamed)).identity
    assert identity.name == "(20161004)"
    assert identity.ingangsdatum is None


def test_product_structure_cannot_be_changed(tiny: ProductStructure) -> None:
    with pytest.raises(FrozenInstanceError):
        tiny.identity = tiny.identity  # type: ignore[misc]
    with pytest.raises(TypeError):
        tiny.tables["producten"] = tiny.tables["zorgtypen"]  # type: ignore[index]


def test_product_structure_keeps_its_tables_when_the_given_dict_changes(
    tiny: ProductStructure,
) -> None:
    tables = dict(tiny.tables)
    structure = ProductStructure(tiny.identity, tables)
    tables.clear()
    assert len(structure.tables) == 18
