"""Check a delivery: from messages and what is known beside them to verdicts.

One hop each: run the checks, decide on the lines, tell it. It opens no file and
writes none.
"""

import hashlib
from dataclasses import dataclass, replace
from io import BytesIO

import polars as pl

from declarations.besluit.besluiten import Besluiten, decide, refused
from declarations.besluit.gevolgen import Gevolgen
from declarations.checks.feiten.levering import Levering
from declarations.checks.formaat.credits import niet_geboekt
from declarations.checks.running import Gedaan, run_checks
from declarations.rapport.bestanden import bestanden
from declarations.rapport.bevindingen import bevindingen
from declarations.rapport.controles import controles
from declarations.rapport.historie import historie
from declarations.rapport.posten import posten
from declarations.rapport.regels import regels
from declarations.registers.schema import Checks, Vrijgaven
from grouper.sealing.pseudonymise import Pseudonymiser
from tabellen.calltypes import checks_types, require_columns
from tabellen.getoond import Getoond

TABLES = ("regels", "bevindingen", "controles", "bestanden", "historie", "posten")
"""What is handed out, by name."""


@dataclass(frozen=True, repr=False)
class Uitslag(Getoond):
    """What a delivery came to.

    Attributes:
        regels: A row per prestatie, in order (``rapport.regels.REGELS``).
        bevindingen: A row per failed or not evaluable check and record.
        controles: A row per check of the catalogue.
        bestanden: A row per file.
        historie: What the next run takes, a row per 06; empty for a test run.
        posten: What the eigen risico takes of the paid lines.
        besluiten: What the other outputs are made of.
        gedaan: The checks as they were run.
    """

    regels: pl.DataFrame
    bevindingen: pl.DataFrame
    controles: pl.DataFrame
    bestanden: pl.DataFrame
    historie: pl.DataFrame
    posten: pl.DataFrame
    besluiten: Besluiten
    gedaan: list[Gedaan]

    @property
    def tables(self) -> dict[str, pl.DataFrame]:
        """The tables that are handed out, by name."""
        return {name: getattr(self, name) for name in TABLES}

    @property
    def released(self) -> pl.DataFrame:
        """What persons released: ``check_id, wie, datum, reden`` and how many lines."""
        checks = self.besluiten.bevindingen.select("nummer", "check_id")
        return (
            self.besluiten.vrijgegeven.join(checks, on="nummer")
            .group_by("check_id", "wie", "datum", "reden", maintain_order=True)
            .len("lines")
        )


@checks_types
def check(
    levering: Levering,
    *,
    keuzes: pl.DataFrame | None = None,
    vrijgaven: pl.DataFrame | None = None,
    sleutel: Pseudonymiser | None = None,
) -> Uitslag:
    """Check every line of a delivery.

    Args:
        levering: The messages, and what they are held against.
        keuzes: The desk's choices per check, as ``--checks`` has them.
        vrijgaven: Findings that a person released, as ``--vrijgaven`` has them.
        sleutel: Makes ``verzekerde_sleutel``; without it a key that follows from the
            delivery itself, so that keys of two deliveries do not meet.

    Raises:
        CallError: It is no delivery, or a table lacks a column.
    """
    if keuzes is not None:
        require_columns(keuzes, pl.Schema(Checks), "keuzes")
    if vrijgaven is not None:
        require_columns(vrijgaven, pl.Schema(Vrijgaven), "vrijgaven")
    gevolgen = Gevolgen.of(keuzes, levering.instellingen.ontvangen)

    def decided(gedaan: list[Gedaan]) -> Besluiten:
        return decide(levering, gedaan, gevolgen, vrijgaven)

    gedaan = run_checks(levering, gevolgen.off, lambda form: refused(decided(form)))
    besluiten = decided(gedaan)
    found = niet_geboekt(levering, refused(besluiten))
    if not found.is_empty():
        gedaan = [_with_findings(each, "F21", found) for each in gedaan]
        besluiten = decided(gedaan)
    own_historie = historie(levering, besluiten)
    is_proef = levering.instellingen.is_proef
    return Uitslag(
        regels=regels(levering, besluiten, sleutel or own_key(levering)),
        bevindingen=bevindingen(levering, besluiten),
        controles=controles(levering, besluiten, gedaan),
        bestanden=bestanden(levering, besluiten),
        historie=own_historie.clear() if is_proef else own_historie,
        posten=posten(levering, besluiten),
        besluiten=besluiten,
        gedaan=gedaan,
    )


def _with_findings(gedaan: Gedaan, check_id: str, found: pl.DataFrame) -> Gedaan:
    """Add to a check what is known once the others have spoken."""
    oordeel = gedaan.oordeel
    if gedaan.check.check_id != check_id or oordeel is None:
        return gedaan
    every = pl.concat([oordeel.bevindingen, found])
    return replace(gedaan, oordeel=replace(oordeel, bevindingen=every))


def own_key(levering: Levering) -> Pseudonymiser:
    """A key that only who has the messages can make.

    It hangs on names, addresses and references, not on the hash of the file, which the
    record of a run names: from that a number could be guessed.
    """
    known = hashlib.blake2b()
    d = levering.declaraties
    for frame in (d.verzekerden, d.prestaties.select("bestand_nr", "record", "r0458")):
        stream = BytesIO()
        frame.write_ipc(stream)
        known.update(stream.getbuffer())
    return Pseudonymiser(known.digest())
