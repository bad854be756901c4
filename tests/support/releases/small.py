"""Releases of one or two trees, made for one test, and batches of a few rows.

Written through the example release's own language and XML forms, so that a test shows
the tree it is about and everything else is the same small world: specialisme 0303 with
diagnosen 100 and 200, 0316 with zorgvragen, zorgtypen of all kinds, two institutions.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

import polars as pl
from dbc_grouper_data.making.make_release import boomparameters
from dbc_grouper_data.making.release_forms import ReleaseNames, Row, write_release
from dbc_grouper_data.making.release_language import (
    Ask,
    Attribuut,
    Koppeling,
    TableBuilder,
    Version,
    ask,
    equals,
    product,
)

from grouper.compiled.bounds import check_bounds
from grouper.compiled.structure import CompiledStructure
from grouper.compiling.compiler import compile_structure
from grouper.engine import Grouper, GroupResult
from grouper.findings.checks import InputChecks
from productstructure import read_release

GROEP, ANDERE_GROEP = "010101", "020202"
JA, NEE = product("001", "15X001", "Ja"), product("002", "15X002", "Nee")
FIRST_DAY = "2020-01-01"
ALWAYS: Mapping[str, str | None] = {"BeginDatum": FIRST_DAY, "EindDatum": None}


def counts(boomparameter: int, value: str) -> Attribuut:
    """What equals a value, in the way of a boomparameter."""
    return equals(boomparameter, value, f"{boomparameter} is {value}")


REGULIER = counts(210, "11")


def activiteit(
    code: str,
    slots: Mapping[int, str] | None = None,
    weegfactoren: tuple[int, int] = (1, 1),
    *,
    aanspraak: str | None = None,
    first: str = FIRST_DAY,
    last: str | None = None,
) -> Row:
    """A row of ZorgActiviteiten; ``slots`` maps a cluster slot to its code."""
    return {
        "ZorgActiviteitCode": code,
        "ZorgActiviteitOmschrijving": f"Activiteit {code}",
        "ZorgActiviteitCluster": [(slots or {}).get(slot) for slot in range(1, 11)],
        "ZorgActiviteitWeegFactor": weegfactoren,
        "AanspraakCode": aanspraak,
        "Zorgprofielklassecode": 5,
        "BeginDatum": first,
        "EindDatum": last,
    }


def klasse(groep: str, code: str, behandelklasse: str) -> Row:
    """A row of BehandelKlassen that always holds."""
    return {
        "ZorgProductGroepCode": groep,
        "ZorgActiviteitCode": code,
        "BehandelKlasseCode": behandelklasse,
        "BehandelKlasseOmschrijving": behandelklasse,
        **ALWAYS,
    }


def vertaling(new: str, old: str, first: str, last: str) -> Row:
    """A row of VertaalZorgActiviteiten."""
    return {
        "ZorgActiviteitCode": new,
        "ZorgActiviteitOmschrijving": new,
        "ZorgActiviteitCodeOud": old,
        "ZorgActiviteitOmschrijvingOud": old,
        "BeginDatum": first,
        "EindDatum": last,
    }


ACTIVITEITEN = (activiteit("030001"), activiteit("030002"), activiteit("030003"))


@dataclass(frozen=True)
class Names:
    """By what a release is known."""

    ingangsdatum: str = "20210101"
    versiedatum: str = "2020-08-20"


def small_release(
    trees: Ask | Mapping[str, Ask],
    *,
    activiteiten: Iterable[Row] = ACTIVITEITEN,
    klassen: Iterable[Row] = (),
    vertalingen: Iterable[Row] = (),
    producten: Iterable[Row] = (),
    topboom: Ask | None = None,
    names: Names | None = None,
    tables: Mapping[str, Sequence[Row]] | None = None,
    folder: Path | None = None,
    last_day: str | None = None,
) -> CompiledStructure:
    """Compile a release of one version.

    Args:
        trees: Trees by group; or that of ``GROEP`` alone.
        activiteiten: Rows of ZorgActiviteiten.
        klassen: Rows of BehandelKlassen.
        vertalingen: Rows of VertaalZorgActiviteiten.
        producten: Rows of Producten beside those of the trees.
        topboom: By default zorgtype 11 goes to ``GROEP`` and others do not.
        names: Dates of the release.
        tables: Whole tables instead of those of the small world.
        folder: Where its files are written and stay, for an oracle to read.
        last_day: Last day of its trees; by default they are in force.
    """
    names = names or Names()
    topboom = topboom or ask("Regulier", REGULIER, yes=GROEP, no=ANDERE_GROEP)
    if isinstance(trees, Ask):
        trees = {GROEP: trees, ANDERE_GROEP: small_tree(REGULIER)}
    builder = TableBuilder()
    builder.add_version(
        Version(FIRST_DAY, last_day, regel_id=1, attribuut_id=1),
        [
            ("0", "Topboom", topboom),
            *((code, code, tree) for code, tree in trees.items()),
        ],
    )
    every = {
        **world(),
        **builder.tables,
        "Producten": [*builder.producten(), *producten],
        "BoomParameters": list(boomparameters()),
        "ZorgActiviteiten": list(activiteiten),
        "BehandelKlassen": list(klassen),
        "VertaalZorgActiviteiten": list(vertalingen),
        **(tables or {}),
    }
    published = ReleaseNames(names.ingangsdatum, "20200901", names.versiedatum, "Test")
    with TemporaryDirectory() as elsewhere:
        written = folder or Path(elsewhere)
        write_release(written, published, every)
        release = compile_structure(read_release(written))
    # Nothing that compiles is refused when it is opened again.
    check_bounds(release)
    return release


def small_tree(*conditions: Attribuut | Koppeling, needs: int = 1) -> Ask:
    """One question: product 001 when it holds, else 002."""
    return ask("Vraag", *conditions, needs=needs, yes=JA, no=NEE)


SUBTRAJECT: Mapping[str, object] = {
    "subtraject_nummer": "1",
    "specialisme_code": "0303",
    "diagnose_code": "100",
    "zorgtype_code": "11",
    "zorgvraag_code": None,
    "begindatum": "2020-06-01",
    "geboortedatum": "1980-06-15",
    "geslacht": "2",
    "zorginstelling_code": "06990001",
}
"""A sound subtraject of the small world."""


def subtrajecten(*changes: Mapping[str, object]) -> pl.DataFrame:
    """Sound subtrajecten 1, 2, .. with some columns changed; one when none is given."""
    rows = [
        {**SUBTRAJECT, "subtraject_nummer": str(number), **change}
        for number, change in enumerate(changes or ({},), start=1)
    ]
    return pl.DataFrame(rows, infer_schema_length=None)


def zorgactiviteiten(*lines: tuple[object, ...]) -> pl.DataFrame:
    """Activities as (code, aantal) of subtraject 1 or (nummer, code, aantal)."""
    rows = [line if len(line) == 3 else ("1", *line) for line in lines]
    return pl.DataFrame(
        {
            name: pl.Series(name, [row[place] for row in rows], dtype=dtype)
            for place, (name, dtype) in enumerate(
                (
                    ("subtraject_nummer", pl.String),
                    ("zorgactiviteit_code", pl.String),
                    ("aantal", pl.Int64),
                )
            )
        }
    )


WITHOUT_ACTIVITIES = InputChecks.default().with_settings({"geen_activiteit": "off"})
"""For subtrajecten whose activities do not matter: that they have none is no news."""


def group_one(
    release: CompiledStructure,
    *lines: tuple[str, int],
    **changes: object,
) -> GroupResult:
    """Group one sound subtraject, with columns changed, and its activities."""
    return Grouper(release, checks=WITHOUT_ACTIVITIES, threads=1).group(
        subtrajecten(changes), zorgactiviteiten(*lines)
    )


def product_of(
    release: CompiledStructure, *lines: tuple[str, int], **changes: object
) -> str | None:
    """The zorgproduct of one subtraject and its activities."""
    result = group_one(release, *lines, **changes)
    found: str | None = result.grouped["zorgproduct_code"][0]
    return found


def holds(
    release: CompiledStructure, *lines: tuple[str, int], **changes: object
) -> bool:
    """Whether the question of a ``small_tree`` holds for one subtraject."""
    found = product_of(release, *lines, **changes)
    assert found in (GROEP + "001", GROEP + "002"), found
    return found == GROEP + "001"


def world() -> dict[str, list[Row]]:
    def row(**columns: object) -> Row:
        return {**columns, **ALWAYS}  # type: ignore[dict-item]

    specialismen = (("0303", "S_A", None), ("0316", None, "S_B"))
    return {
        "Specialismen": [
            row(
                SpecialismeCode=code,
                SpecialismeOmschrijving=code,
                SpecialismeIndicatie=1,
                SpecialismeCluster=[first, second],
            )
            for code, first, second in specialismen
        ],
        "ZorgTypen": [
            row(
                SpecialismeCode=specialisme,
                ZorgTypeCode=code,
                ZorgTypeOmschrijving=code,
                ZorgTypeAttribuutCode=code,
                ZorgTypeCluster=[
                    "T_A" if code == "11" else None,
                    "T_B" if code == "21" else None,
                ],
                MaximaleLooptijd=120,
            )
            for specialisme, _, _ in specialismen
            for code in ("11", "13", "21", "41", "51", "52")
        ],
        "ZorgVragen": [
            row(
                SpecialismeCode="0316",
                ZorgVraagCode=code,
                ZorgVraagOmschrijving=code,
                ZorgVraagAttribuutCode=f"0316.{code}",
                ZorgVraagCluster=[first, second],
            )
            for code, first, second in (("000", None, None), ("061", "V_A", "V_B"))
        ],
        "Diagnosen": [
            row(
                SpecialismeCode=specialisme,
                DiagnoseCode=code,
                DiagnoseOmschrijving=code,
                DiagnoseAttribuutCode=f"{specialisme}.{code}",
                ICD10DiagnoseCode=icd,
                DiagnoseCluster=clusters,
            )
            for specialisme, code, icd, clusters in (
                ("0303", "000", "0", [None] * 6),
                ("0303", "100", "10100", [f"D_{slot}" for slot in range(1, 7)]),
                ("0303", "200", "10200", [None] * 6),
                ("0316", "3101", "10300", [None] * 6),
            )
        ],
        "AfsluitRedenen": [
            row(AfsluitRedenCode="04", AfsluitRedenOmschrijving="Dicht")
        ],
        "Geslachten": [
            row(GeslachtCodeNEN=nen, GeslachtCodeHL7=hl7, GeslachtOmschrijving=hl7)
            for nen, hl7 in (("1", "M"), ("2", "F"), ("9", "UN"))
        ],
        "ZorgInstellingen": [
            row(
                ZorgInstellingsCode=code,
                ZorgInstellingsOmschrijving=code,
                ZorgInstellingsCluster=clusters,
            )
            for code, clusters in (
                ("06990001", ["I_A", "I_B"]),
                ("06990002", [None, None]),
            )
        ],
        "LimitatieMachtigingen": [],
    }
