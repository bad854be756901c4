"""The record beside a file: complete, readable back, and the same every time."""

import json
from pathlib import Path

import pytest
from support.releases.example import example_release
from support.releases.small_ozp import ozp_release

from grouper.engine import Grouper
from grouper.findings.checks import InputChecks
from grouper.outcomes.aanspraakregels import AanspraakRegels
from grouper.ozp.rules import OzpRegels
from grouper.sealing.provenance import (
    FileRecord,
    file_sha256,
    provenance_path,
    read_provenance,
    write_provenance,
)
from productstructure.errors import InputFileError

RIJEN = FileRecord("ozp", True, 3, {"a": "00", "b": "11"})


def grouper() -> Grouper:
    return Grouper(
        [example_release(), ozp_release()],
        checks=InputChecks.default().with_settings({"geslacht": "warn"}),
        aanspraak=AanspraakRegels(rood="aanspraak"),
        ozp_regels=OzpRegels(addon_ic_in_dbc=True, fysiotherapie=("193001",)),
        threads=1,
    )


def test_record_is_read_back_as_it_was_written(tmp_path: Path) -> None:
    provenance = grouper().provenance(pseudoniemen=True, gemaakt="2026-11-23")
    path = tmp_path / "out.csv"
    write_provenance(path, provenance, RIJEN)
    assert read_provenance(path) == (provenance, RIJEN)


def test_record_names_releases_engine_and_every_setting(tmp_path: Path) -> None:
    path = tmp_path / "out.parquet"
    target = write_provenance(path, grouper().provenance(), RIJEN)
    assert target == tmp_path / "out.parquet.provenance.json" == provenance_path(path)
    record = json.loads(target.read_text(encoding="utf-8"))
    identity = example_release().identity
    assert record["releases"][0] == {
        "name": identity.name,
        "ingangsdatum": "2024-01-01",
        "versiedatum": identity.versiedatum.isoformat(),
        "boombestanden": {
            "name": identity.boombestanden.name,
            "sha256": identity.boombestanden.sha256,
            "identificatie": identity.boombestanden.identificatie,
        },
        "referenties": {
            "name": identity.referenties.name,
            "sha256": identity.referenties.sha256,
            "identificatie": identity.referenties.identificatie,
        },
    }
    assert len(record["releases"]) == 2
    assert record["engine"] == "dbc-grouper"
    assert record["engine_versie"]
    assert record["gemaakt"] is None
    settings = record["instellingen"]
    assert settings["controles"]["geslacht"] == "warn"
    assert settings["aanspraak"] == {
        "zonder_kleur": "verzekerd",
        "rood": "aanspraak",
        "rood_en_oranje": "rood",
    }
    assert settings["ozp"] == {
        "verzoek_gaat_voor_profiel": False,
        "addon_ic_in_dbc": True,
        "hoofdtraject_overlapt": True,
        "fysiotherapie": ["193001"],
    }


def test_same_run_writes_the_same_record(tmp_path: Path) -> None:
    first = write_provenance(tmp_path / "a.csv", grouper().provenance(), RIJEN)
    second = write_provenance(tmp_path / "b.csv", grouper().provenance(), RIJEN)
    assert first.read_bytes() == second.read_bytes()


def test_file_without_a_record_has_none(tmp_path: Path) -> None:
    assert read_provenance(tmp_path / "out.csv") is None


@pytest.mark.parametrize(
    "content",
    [b"", b"{", b"[]", b"{}", b'{"formaat": 1, "engine_versie": "0"}', b"\xff"],
    ids=["empty", "cut off", "list", "no fields", "some fields", "no text"],
)
def test_damaged_record_raises(tmp_path: Path, content: bytes) -> None:
    provenance_path(tmp_path / "out.csv").write_bytes(content)
    with pytest.raises(InputFileError, match="not a provenance record"):
        read_provenance(tmp_path / "out.csv")


def test_record_that_cannot_be_read_raises(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_provenance(tmp_path / "out.csv", grouper().provenance(), RIJEN)

    def refuse(*args: object, **options: object) -> str:
        raise PermissionError

    monkeypatch.setattr(Path, "read_text", refuse)
    with pytest.raises(InputFileError, match="not a provenance record"):
        read_provenance(tmp_path / "out.csv")


@pytest.mark.parametrize(
    ("place", "value"),
    [
        (("instellingen", "controles"), {}),
        (("instellingen", "controles", "geslacht"), "maybe"),
        (("instellingen", "aanspraak", "rood"), "groen"),
        (("releases", 0, "name"), None),
        (("releases", 0, "referenties", "sha256"), []),
        (("bestand", "soort"), "findings"),
        (("bestand", "is_trial"), "ja"),
        (("bestand", "rijen"), "3"),
        (("bestand", "kolommen"), None),
    ],
)
def test_record_with_a_value_that_is_none_of_ours_raises(
    tmp_path: Path, place: tuple[str | int, ...], value: object
) -> None:
    target = write_provenance(tmp_path / "out.csv", grouper().provenance(), RIJEN)
    record = json.loads(target.read_text(encoding="utf-8"))
    part = record
    for key in place[:-1]:
        part = part[key]
    part[place[-1]] = value
    target.write_text(json.dumps(record), encoding="utf-8")
    with pytest.raises(InputFileError, match="not a provenance record"):
        read_provenance(tmp_path / "out.csv")


EERSTE_CONTROLES = (
    *("nummer_leeg", "nummer_dubbel", "begindatum", "begindatum_te_vroeg"),
    *("begindatum_na_horizon", "einddatum", "specialisme", "zorgtype", "diagnose"),
    *("diagnose_traject", "zorgvraag", "geboortedatum", "geboren_na_begin"),
    *("leeftijd", "leeftijd_wijkt_af", "geslacht", "instelling", "aantal"),
    *("aantal_negatief", "uitvoerdatum", "activiteit", "aantal_nul", "activiteit_los"),
)
"""All checks that the first version of the engine had and wrote down."""


def test_record_of_an_engine_with_fewer_checks_is_read_with_the_others_off(
    tmp_path: Path,
) -> None:
    target = write_provenance(tmp_path / "out.csv", grouper().provenance(), RIJEN)
    record = json.loads(target.read_text(encoding="utf-8"))
    controles = record["instellingen"]["controles"]
    record["instellingen"]["controles"] = {
        name: controles[name] for name in EERSTE_CONTROLES
    }
    target.write_text(json.dumps(record), encoding="utf-8")
    found = read_provenance(tmp_path / "out.csv")
    assert found is not None
    severity = found[0].checks.severity
    assert {severity[name] for name in set(severity) - set(EERSTE_CONTROLES)} <= {"off"}
    assert severity["geslacht"] == "warn"


def test_record_of_another_format_names_its_engine(tmp_path: Path) -> None:
    target = write_provenance(tmp_path / "out.csv", grouper().provenance(), RIJEN)
    record = json.loads(target.read_text(encoding="utf-8"))
    target.write_text(json.dumps({**record, "formaat": 9, "engine_versie": "7.1"}))
    with pytest.raises(InputFileError, match=r"format 9 found.*engine version 7\.1"):
        read_provenance(tmp_path / "out.csv")


def test_input_files_are_known_by_their_content(tmp_path: Path) -> None:
    (tmp_path / "in.csv").write_bytes(b"abc")
    assert file_sha256(tmp_path / "in.csv") == (
        "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
    )
