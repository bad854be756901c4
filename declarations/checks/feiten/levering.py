"""What is checked: the messages of a call, and all that is known beside them.

Checks read it and change nothing. What several of them need is made once, by
``once``.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from threading import RLock
from typing import TYPE_CHECKING, TypeVar

import polars as pl

from declarations.berichten.zh308.velden import signed
from declarations.registers.registers import HISTORIE, Registers
from declarations.registers.schema import Historie, Zorgprofiel
from tabellen.calltypes import checks_fields, require_columns
from tabellen.getoond import Getoond

if TYPE_CHECKING:
    from declarations.berichten.zh308.declaraties import Declaraties
    from grouper.compiled.structure import CompiledStructure
    from tariffs.schema import Tarieventabellen

Made = TypeVar("Made")

ROLLEN = ("verzekeraar", "zorgaanbieder")
"""Who checks: the insurer, or the hospital its own messages before they are sent."""

VREEMDELING = "999999999"
"""The BSN of who has none (ZH308 0203)."""


@checks_fields
@dataclass(frozen=True)
class Checkinstellingen:
    """How a run is asked for.

    Attributes:
        ontvangen: Day of receipt; also the day that the price layer works on.
        uzovi: The desk's own numbers; empty for any.
        is_zorgaanbieder: The hospital checks its own messages before it sends them.
        is_proef: A test run: 0105 must be T, no history is read or written.
        termijn_maanden: Replaces the term of the contracts; None for theirs.
    """

    ontvangen: date
    uzovi: tuple[str, ...] = ()
    is_zorgaanbieder: bool = False
    is_proef: bool = False
    termijn_maanden: int | None = None


@dataclass(frozen=True, eq=False, repr=False)
class Levering(Getoond):
    """Messages, and what they are held against.

    Attributes:
        declaraties: The messages, as typed frames.
        registers: Tables of the insurer and of the land; what is not given is absent.
        instellingen: How the run is asked for.
        releases: Compiled releases of the productstructuur; empty for none.
        tabellen: Tables of the tariff layer; None for none.
        historie: What was declared before (schema ``HISTORIE``), without the rows of
            an earlier run of the same delivery; None where it was not given.
        zorgprofiel: Complete profiles: zorginstelling_code, subtraject_nummer,
            zorgactiviteit_code, aantal, uitvoerdatum; None where not given.
        geweigerd: Prestaties that checks of form refuse (``refuse``); none while those
            run.
    """

    declaraties: "Declaraties"
    registers: Registers
    instellingen: Checkinstellingen
    releases: "tuple[CompiledStructure, ...]" = ()
    tabellen: "Tarieventabellen | None" = None
    historie: pl.DataFrame | None = None
    zorgprofiel: pl.DataFrame | None = None
    geweigerd: pl.Series = field(
        default_factory=lambda: pl.Series(dtype=pl.UInt32), init=False
    )
    _made: dict[object, object] = field(default_factory=dict, repr=False)
    _making: dict[object, RLock] = field(default_factory=dict, repr=False)

    def __post_init__(self) -> None:
        """Take lazy frames too: a check looks at all rows."""
        for name, schema in (("historie", Historie), ("zorgprofiel", Zorgprofiel)):
            given = getattr(self, name)
            if isinstance(given, pl.LazyFrame):
                given = given.collect()
                object.__setattr__(self, name, given)
            if given is not None:
                require_columns(given, pl.Schema(schema), name)

    def refuse(self, prestaties: pl.Series) -> None:
        """Say which prestaties checks of form refuse, to the checks that come after.

        It is said once, before anything is made that hangs on it.
        """
        object.__setattr__(self, "geweigerd", prestaties)

    def once(self, make: "Callable[[Levering], Made]") -> Made:
        """What a function makes of this delivery, made when first asked for.

        Whoever asks it while another thread makes it waits for that. Facts build on
        each other in one direction, so that no two threads wait for each other.
        """
        with self._making.setdefault(make, RLock()):
            if make not in self._made:
                self._made[make] = make(self)
            return self._made[make]  # type: ignore[return-value]

    def history_covers(self, *dagen: str | pl.Expr) -> pl.Expr:
        """Whether all that was declared on a day, or between two of a row, is known."""
        known = self.registers.covers(HISTORIE, *dagen)
        return pl.lit(self.historie is not None) & known

    def forget(self, folder: str) -> None:
        """Let go of what functions of a package made, when nothing asks it any more."""
        mine = [
            make
            for make in self._made
            if getattr(make, "__module__", "").startswith(f"{folder}.")
        ]
        for make in mine:
            del self._made[make]

    @cached_property
    def voorloop(self) -> pl.DataFrame:
        """The 01 of each file, with ``declarant``: the AGB that 0113 names."""
        betaling_aan = pl.col("r0113")
        return self.declaraties.voorloop.with_columns(
            declarant=pl.when(betaling_aan == "01")
            .then("r0109")
            .when(betaling_aan == "02")
            .then("r0110")
            .when(betaling_aan == "03")
            .then("r0111")
            .when(betaling_aan == "04")
            .then("r0112")
        )

    @cached_property
    def verzekerden(self) -> pl.DataFrame:
        """The 02 records, with ``persoon`` and the register's ``verzekerde_id``."""
        own = self.declaraties.verzekerden.with_columns(
            persoon=persoon("r0203", "r0204", "r0205")
        )
        return own.join(
            self.persoon_verzekerde,
            on="persoon",
            how="left",
            validate="m:1",
            maintain_order="left",
        )

    @cached_property
    def persoon_verzekerde(self) -> pl.DataFrame:
        """``persoon`` to ``verzekerde_id``, as the register of persons has it."""
        personen = self.registers.get("personen")
        empty = pl.DataFrame(schema={"persoon": pl.String, "verzekerde_id": pl.String})
        if personen is None:
            return empty
        by_bsn = personen.select(persoon=pl.col("bsn"), verzekerde_id="verzekerde_id")
        polissen = self.registers.get("verzekeringen")
        if polissen is not None:
            strangers = personen.filter(pl.col("verzekerdennummer").is_not_null()).join(
                polissen.select("verzekerde_id", "uzovi").unique(), on="verzekerde_id"
            )
            by_number = strangers.select(
                persoon=pl.col("uzovi") + "/" + pl.col("verzekerdennummer"),
                verzekerde_id="verzekerde_id",
            )
            by_bsn = pl.concat([by_bsn, by_number])
        return by_bsn.filter(
            pl.col("persoon").is_not_null() & (pl.col("persoon") != VREEMDELING)
        ).unique("persoon", keep="first", maintain_order=True)

    @cached_property
    def prestaties(self) -> pl.DataFrame:
        """The 04 records, one row a prestatie, with what many checks ask of them.

        Beside the fields: ``persoon`` (BSN, or UZOVI and verzekerdennummer of who has
        none), ``verzekerde_id``, ``declarant``, ``instelling`` (0440, else that of the
        file), ``uzovi``, ``is_dbc``, ``is_credit``, ``bedrag_cent`` (the 0620 of its
        06 records, signed by 0621) and ``privacy`` (a privacyverklaring is known).
        """
        lines = self.declaraties.prestaties
        sums = (
            self.declaraties.tarieven.filter(pl.col("prestatie").is_not_null())
            .group_by("prestatie")
            .agg(bedrag_cent=signed("r0620", "r0621").sum())
        )
        files = self.voorloop.group_by("bestand_nr", maintain_order=True).agg(
            pl.col("declarant").first(), _instelling=pl.col("r0112").first()
        )
        lines = (
            lines.with_columns(persoon=persoon("r0403", "r0404", "r0405"))
            .join(
                self.persoon_verzekerde,
                on="persoon",
                how="left",
                validate="m:1",
                maintain_order="left",
            )
            .join(sums, on="prestatie", how="left", maintain_order="left")
            .join(files, on="bestand_nr", how="left", maintain_order="left")
            .with_columns(
                instelling=pl.coalesce("r0440", "_instelling"),
                uzovi=pl.col("r0404"),
                is_dbc=pl.col("r0414").is_not_null(),
                is_credit=(pl.col("r0457") == "C").fill_null(value=False),
                bedrag_cent=pl.col("bedrag_cent").fill_null(0),
            )
            .drop("_instelling")
        )
        return lines.with_columns(privacy=self._privacy(lines))

    def _privacy(self, lines: pl.DataFrame) -> pl.Series:
        table = self.registers.get("privacyverklaringen")
        if table is None:
            return pl.repeat(False, lines.height, dtype=pl.Boolean, eager=True)
        named = table.select(
            instelling="zorginstelling_code", r0458="referentienummer"
        ).unique()
        met = lines.select("instelling", "r0458").join(
            named.with_columns(privacy=True),
            on=["instelling", "r0458"],
            how="left",
            maintain_order="left",
        )
        return met["privacy"].fill_null(value=False)

    @property
    def tarieven(self) -> pl.DataFrame:
        """The 06 records, each with the row of its ``prestatie``."""
        return self.declaraties.tarieven

    @property
    def zorgactiviteiten(self) -> pl.DataFrame:
        """The 16 records, each with the row of its ``prestatie``."""
        return self.declaraties.zorgactiviteiten

    @cached_property
    def dbc(self) -> pl.DataFrame:
        """The prestaties that are a dbc-zorgproduct (0414 filled)."""
        return self.prestaties.filter("is_dbc")

    @cached_property
    def profiel(self) -> pl.DataFrame | None:
        """Activities of complete profiles: ``prestatie``, code, aantal, uitvoerdatum.

        A dbc meets its profile by institution and subtraject number. None where no
        profile was given at all; a prestatie without rows has none.
        """
        if self.zorgprofiel is None:
            return None
        return (
            self.dbc.select(
                "prestatie", zorginstelling_code="instelling", subtraject_nummer="r0419"
            )
            .join(
                self.zorgprofiel,
                on=["zorginstelling_code", "subtraject_nummer"],
                maintain_order="left",
            )
            .drop("zorginstelling_code", "subtraject_nummer")
        )

    @cached_property
    def has_profiel(self) -> pl.DataFrame:
        """``prestatie`` of each dbc whose profile is complete."""
        if self.profiel is None:
            return pl.DataFrame(schema={"prestatie": pl.UInt32})
        return self.profiel.select("prestatie").unique(maintain_order=True)

    def is_volledig(self) -> pl.Expr:
        """Whether the profile of a dbc, known by its ``prestatie``, is complete."""
        return pl.col("prestatie").is_in(self.has_profiel["prestatie"].implode())


def persoon(bsn: str, uzovi: str, nummer: str) -> pl.Expr:
    """The key of a person: BSN, for who has none UZOVI and verzekerdennummer."""
    return (
        pl.when(pl.col(bsn) == VREEMDELING)
        .then(pl.col(uzovi) + "/" + pl.col(nummer))
        .otherwise(pl.col(bsn))
    )
