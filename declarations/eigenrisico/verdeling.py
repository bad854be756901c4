"""Divides posts between insured and insurer: the ledger of the eigen risico.

The position is a function of the set of posts, persons and insurances. Within a
person, insurer and year posts count by ``ontvangstdatum`` and then ``post_id``; the
mandatory part goes before the voluntary one (Zvw art. 23 lid 3); a credit takes its
debit out, and the year is worked out afresh.

Sources: Zvw art. 19 to 23, Bzv art. 2.17.
"""

from dataclasses import dataclass

import numpy as np
import polars as pl

from declarations.eigenrisico.grenzen import JAREN, Grenzen, grenzen_of
from declarations.eigenrisico.orde import (
    Getallen,
    op_getal,
    op_tekst,
    rang_van,
    som_per_run,
    som_tot,
)
from declarations.eigenrisico.polissen import Polissen, polissen_of
from declarations.eigenrisico.redenen import JAAR_ZONDER_BEDRAG, STATUS, with_redenen
from declarations.eigenrisico.verwijzingen import GENOEMD, references_of
from declarations.registers.schema import Parameters, Posten
from declarations.registers.schema.landelijk import Vrijstelling
from declarations.registers.schema.personen import Personen, Verzekeringen
from tabellen.calltypes import checks_types, require_columns
from tabellen.getoond import Getoond
from tariffs.lookup.periods import spread

VERDELING = pl.Schema(
    {
        "post_id": pl.String(),
        "uzovi": pl.String(),
        "jaar": pl.Int32(),
        "verplicht_cent": pl.Int64(),
        "vrijwillig_cent": pl.Int64(),
        "verzekeraar_cent": pl.Int64(),
        "patient_cent": pl.Int64(),
        "totaal_patient_cent": pl.Int64(),
        "status": STATUS,
        "reden": pl.String(),
    }
)
"""A post, and who pays it. Of what is not GEBOEKT all amounts are 0."""

STANDEN = pl.Schema(
    {
        "verzekerde_id": pl.String(),
        "uzovi": pl.String(),
        "jaar": pl.Int32(),
        "verplicht_grens_cent": pl.Int64(),
        "verplicht_gebruikt_cent": pl.Int64(),
        "vrijwillig_grens_cent": pl.Int64(),
        "vrijwillig_gebruikt_cent": pl.Int64(),
    }
)
"""A person at an insurer in a year: what is owed at most, and what was used of it."""


@dataclass(frozen=True, eq=False, repr=False)
class Positie(Getoond):
    """Where all posts stand.

    Attributes:
        verdeling: Schema ``VERDELING`` and ``verzekerde_id``, a row per post, by
            ``ontvangstdatum`` and then ``post_id``.
        standen: Schema ``STANDEN``.
        plaats: Which of the posts given each row of ``verdeling`` is.
        rang: Its place when they are ordered by ``post_id`` alone.
        paar: Number of its person and year.
        paar_van_stand: The same of each row of ``standen``.
    """

    verdeling: pl.DataFrame
    standen: pl.DataFrame
    plaats: pl.Series
    rang: pl.Series
    paar: Getallen
    paar_van_stand: Getallen


@checks_types
def divide(
    posten: pl.DataFrame,
    personen: pl.DataFrame,
    verzekeringen: pl.DataFrame,
    *,
    vrijstelling: pl.DataFrame,
    parameters: pl.DataFrame | None = None,
    anderen: pl.DataFrame | None = None,
) -> Positie:
    """Divide all posts.

    Args:
        posten: Schema ``Posten``, each ``post_id`` once, in any order.
        personen: ``verzekerde_id, geboortedatum``, each person once.
        verzekeringen: Schema ``Verzekeringen`` with ``vrijwillig_cent``; of a person no
            two on one day.
        vrijstelling: Schema ``Vrijstelling``: kinds that are exempt.
        parameters: Schema ``Parameters``; None for what ships.
        anderen: ``GENOEMD`` of posts that these may name, of persons of whom there are
            none here.

    Raises:
        CallError: A column is absent, or holds no days where they should stand.
    """
    require_columns(posten, pl.Schema(Posten), "posten")
    require_columns(personen, pl.Schema(Personen), "personen", *PERSONEN)
    require_columns(
        verzekeringen, pl.Schema(Verzekeringen), "verzekeringen", *VERZEKERINGEN
    )
    exempt = pl.Schema(Vrijstelling)
    require_columns(vrijstelling, exempt, "vrijstelling", *_VRIJSTELLING)
    if parameters is not None:
        require_columns(parameters, pl.Schema(Parameters), "parameters")
    if anderen is not None:
        require_columns(anderen, pl.Schema(Posten), "anderen", *GENOEMD)
    # Of rows in many pieces each place costs a search.
    posten = posten.rechunk()
    by_name = op_tekst(posten["post_id"])
    plaats = op_getal(posten["ontvangstdatum"].to_physical(), by_name)
    polissen, persoon = polissen_of(posten["verzekerde_id"], personen, verzekeringen)
    grenzen = grenzen_of(persoon, posten["peildatum"], plaats, polissen, parameters)
    # Together what counts together; then each at its place in the order of all.
    orde = pl.Series(grenzen.orde)
    rows = (
        posten.select(_ASKED)
        .hstack(references_of(posten, rang_van(plaats), anderen))
        .select(pl.all().gather(orde))
    )
    rows = _with_limits(rows, persoon.gather(orde), grenzen, polissen)
    rows = with_redenen(rows, vrijstelling).select(_BOOKED)
    booked = _booked(rows, grenzen)
    del rows
    standen, paar_van_stand = _standen(booked, grenzen, polissen)
    terug = rang_van(orde).gather(plaats)
    booked = booked.select(pl.all().gather(terug))
    return Positie(
        _verdeling(booked, posten, plaats, polissen.uzovi),
        standen,
        plaats,
        rang_van(by_name).gather(plaats),
        grenzen.paar[terug.to_numpy()],
        paar_van_stand,
    )


PERSONEN = ("verzekerde_id", "geboortedatum")
VERZEKERINGEN = ("verzekerde_id", "uzovi", "begindatum", "einddatum", "vrijwillig_cent")
_VRIJSTELLING = (
    *("soort", "code", "vrij_verplicht", "vrij_vrijwillig", "begindatum", "einddatum"),
)
"""Columns that are asked of a person, of an insurance and of an exemption."""

_ASKED = [
    *("soort", "dc", "verzekerd_cent", "peildatum", "ontvangstdatum"),
    *("vrij_verplicht", "vrij_vrijwillig", "eigen_schuld"),
    *("eigen_bijdrage_cent", "onverzekerd_cent"),
]
"""What is asked of a post itself."""
_BOOKED = [
    *("verzekeraar", "jaar", "dc", "status", "reden", "is_vrij_m", "is_vrij_v"),
    *("verzekerd_cent", "eigen_bijdrage_cent", "onverzekerd_cent"),
    *("maximum_per_prestatie_cent", "verplicht_grens_cent", "vrijwillig_grens_cent"),
]
"""What its amounts are worked out from."""


def _with_limits(
    rows: pl.DataFrame, persoon: pl.Series, grenzen: Grenzen, polissen: Polissen
) -> pl.DataFrame:
    """Posts with who they are of, and what is asked of the limit that they meet."""
    limit = pl.Series(grenzen.rij).replace(-1, None)
    of_limit = grenzen.rijen.select(
        *("verzekeraar", "ingang", "verplicht_cent", "maximum_per_prestatie_cent"),
        *("uiterste_ontvangst_inclusief", "herdeclaratie_behoudt_ontvangst"),
        *("verplicht_grens_cent", "vrijwillig_grens_cent"),
    ).select(pl.all().gather(limit))
    of_person = polissen.personen.select(
        "is_bekend", heeft_id=pl.col("verzekerde_id").is_not_null()
    ).select(pl.all().gather(persoon))
    return rows.hstack([*of_limit, *of_person]).with_columns(
        jaar=pl.col("peildatum").dt.year()
    )


def _booked(rows: pl.DataFrame, grenzen: Grenzen) -> pl.DataFrame:
    """What posts come to: ``verzekerd_cent`` and ``naast_cent`` of what is booked.

    What was used before a post is a running sum that is cut off at the limit, so that
    of both parts it is worked out for all posts at once: exemptions and the cap of a
    prestatie change what a post brings, never the order.
    """
    none = pl.lit(0, pl.Int64)
    is_booked = (pl.col("status") == "GEBOEKT") & (pl.col("dc") == "D")
    counts = is_booked & pl.col("reden").is_null()
    rows = rows.with_columns(
        _is_geboekt=is_booked,
        _basis=pl.when(counts)
        .then(pl.min_horizontal("verzekerd_cent", "maximum_per_prestatie_cent"))
        .otherwise(none),
    )
    own = pl.when("is_vrij_m").then(none).otherwise("_basis")
    rows = rows.with_columns(_m=_taken(rows, own, "verplicht_grens_cent", grenzen))
    rest = pl.when("is_vrij_v").then(none).otherwise(pl.col("_basis") - pl.col("_m"))
    rows = rows.with_columns(_v=_taken(rows, rest, "vrijwillig_grens_cent", grenzen))
    amounts = {
        "verzekerd_cent": pl.col("verzekerd_cent"),
        "naast_cent": pl.sum_horizontal("eigen_bijdrage_cent", "onverzekerd_cent"),
    }
    return rows.select(
        *("verzekeraar", "jaar", "status", "reden"),
        verplicht_cent="_m",
        vrijwillig_cent="_v",
        **{
            name: pl.when("_is_geboekt").then(amount).otherwise(none)
            for name, amount in amounts.items()
        },
    )


def _verdeling(
    booked: pl.DataFrame, posten: pl.DataFrame, plaats: pl.Series, uzovi: pl.Series
) -> pl.DataFrame:
    """Schema ``VERDELING`` and ``verzekerde_id``."""
    patient = pl.col("verplicht_cent") + pl.col("vrijwillig_cent")
    return booked.select(
        posten["verzekerde_id"].gather(plaats),
        posten["post_id"].gather(plaats),
        uzovi.gather(booked["verzekeraar"]).alias("uzovi"),
        *("jaar", "verplicht_cent", "vrijwillig_cent"),
        verzekeraar_cent=pl.col("verzekerd_cent") - patient,
        patient_cent=patient,
        totaal_patient_cent=patient + pl.col("naast_cent"),
        status="status",
        reden=_reden_with_year(booked["reden"]),
    )


def _reden_with_year(reden: pl.Series) -> pl.Expr:
    """Words of the reasons, of which one names the year."""
    words = pl.col("reden").cast(pl.String)
    is_of_year = pl.col("reden") == JAAR_ZONDER_BEDRAG
    if not (reden == JAAR_ZONDER_BEDRAG).any():
        return words
    return pl.when(is_of_year).then(pl.format("{}_{}", words, "jaar")).otherwise(words)


def _taken(
    rows: pl.DataFrame, brought: pl.Expr, limit: str, grenzen: Grenzen
) -> pl.Series:
    """What of the amounts brought fits below the limit, in their order."""
    amount, most = (
        each.to_numpy() for each in rows.select(brought, pl.col(limit).fill_null(0))
    )
    so_far = som_tot(amount, grenzen.begin)
    return pl.Series(np.minimum(so_far, most) - np.minimum(so_far - amount, most))


def _standen(
    booked: pl.DataFrame, grenzen: Grenzen, polissen: Polissen
) -> tuple[pl.DataFrame, Getallen]:
    """What was used of each limit, and the pair of each."""
    met = grenzen.rij[grenzen.begin]
    is_one = met >= 0
    used = pl.DataFrame(
        {
            f"{deel}_gebruikt_cent": som_per_run(
                booked[f"{deel}_cent"].to_numpy(), grenzen.begin
            )[is_one]
            for deel in ("verplicht", "vrijwillig")
        }
    )
    rows = grenzen.rijen
    rows = rows.hstack(spread(used, pl.Series(met[is_one]), rows.height))
    # By person, insurer and year, as texts have it.
    rank = rang_van(op_tekst(polissen.personen["verzekerde_id"]))
    key = rows.select(
        rank.gather(rows["persoon"]).cast(pl.Int64) * (polissen.uzovi.len() * JAREN)
        + pl.col("verzekeraar").cast(pl.Int64) * JAREN
        + pl.col("jaar")
    ).to_series()
    rows = rows.select(pl.all().gather(op_getal(key))).filter(
        pl.col("verplicht_grens_cent").is_not_null(),
        pl.col("ingang").is_not_null(),
        "is_verzekerd",
    )
    standen = rows.select(
        *("jaar", "verplicht_grens_cent", "vrijwillig_grens_cent"),
        pl.col("^.*_gebruikt_cent$").fill_null(0),
        verzekerde_id=polissen.personen["verzekerde_id"].gather(rows["persoon"]),
        uzovi=polissen.uzovi.gather(rows["verzekeraar"]),
    )
    return standen.select(STANDEN.names()).cast(STANDEN), rows["paar"].to_numpy()
