"""The rules between lines of one patient, compiled to classes of prestaties.

Prestaties that no rule tells apart are one class, so that a rule is a row of booleans
over a few classes. It knows where rules come from (the table ``ozp_regel``, the
exclusions of facultatieve prestaties, the care that an innovatie replaces, and art. 33
lid 3), not how lines are judged.

In a rule ``code_a`` is the line that is tested and refused, ``code_b`` its companion:
``190129 SLUIT_UIT 190153`` refuses the consult on an IC day.

UNSOURCED[code-a]: no source says which of the two a rule refuses. UNSOURCED[reach]: DAG
is the same begindatum, ZITTING also the same zitting_id, SUBTRAJECT and ZORGTRAJECT the
same number at one provider, as the words say. UNSOURCED[period]: of PERIODE only
"binnen 30 dagen na de ingreep" is written (Regeling msz 2016 art. 28.4a).
UNSOURCED[short-month]: a term of months ends on the last day of a shorter month.
"""

from dataclasses import dataclass
from typing import Self

import numpy as np
import polars as pl
from numpy.typing import NDArray

from tariffs.lookup.national import Landelijk
from tariffs.lookup.numbers import Nummering
from tariffs.lookup.selectors import KENMERKEN, match_selectors
from tariffs.schema import Tarieventabellen
from tariffs.together._combinations import REGEL_DTYPE

# Numbers of the kernel's enums.
_SOORT = {
    "SLUIT_UIT": 0,
    "FP_SLUIT_UIT": 1,
    "DUBBEL": 2,
    "BEGREPEN_IN": 3,
    "NAAST_DBC": 4,
    "VEREIST": 5,
    "MAX_AANTAL": 6,
    "TERMIJN_MAAND": 7,
}
_REIKWIJDTE = {"DAG": 0, "ZITTING": 1, "SUBTRAJECT": 2, "ZORGTRAJECT": 3, "PERIODE": 4}
_OPEN = 2**31 - 1

_REGEL = (
    "regel_id",
    "soort",
    "code_a",
    "code_b",
    "reikwijdte",
    "aantal",
    "periode_dagen",
    "begindatum",
    "einddatum",
)
_MET_DBC = ("ELD", "PARAMEDISCH")


@dataclass(frozen=True)
class Combinatieboek:
    """Rules of phase E, and the classes they speak about.

    Attributes:
        klasse: Class per row of ``Landelijk.prestatie``; 0 is in no rule.
        klasse_product: Class of a prestatie as a given zorgproduct, where it differs.
        regel_ids: The rule's name in ``ozp_regel``; null for the other sources.
        regels: The rules, as the kernel reads them.
        klasse_offsets: Where each class begins in ``klasse_regels``.
        klasse_regels: Rules in which the class is tested.
        is_a: Per rule and class: is it tested?
        is_b: Per rule and class: is it the companion?
        is_getest: Per class: a rule tests it on its own account.
        is_naast_dbc: Per class: it may stand beside a dbc on conditions only.
        is_metgezel: Per class: it is the companion in a rule other than that one.
        periodemaxima: Rules of phase H, with the classes they sum.
    """

    klasse: pl.Series
    klasse_product: pl.DataFrame
    regel_ids: pl.Series
    regels: NDArray[np.void]
    klasse_offsets: NDArray[np.int32]
    klasse_regels: NDArray[np.int32]
    is_a: NDArray[np.uint8]
    is_b: NDArray[np.uint8]
    is_getest: pl.Series
    is_naast_dbc: pl.Series
    is_metgezel: pl.Series
    periodemaxima: pl.DataFrame

    @classmethod
    def of(
        cls, tabellen: Tarieventabellen, landelijk: Landelijk, numbers: Nummering
    ) -> Self:
        """Compile the rules."""
        kenmerken = _kenmerken(tabellen, landelijk, numbers)
        regels = _rules(tabellen)
        a, b = _sides(kenmerken, regels)
        is_a, is_b, klassen = _classes(kenmerken, a, b, regels.height)
        per_klasse = [np.flatnonzero(column) for column in is_a.T]
        beside_dbc = (regels["soort"] == "NAAST_DBC").to_numpy()
        basis = klassen.filter(pl.col("product") == 0).sort("prestatie_rij")
        return cls(
            klasse=basis["klasse"],
            klasse_product=klassen.filter(pl.col("product") > 0),
            regel_ids=regels["regel_id"],
            regels=_array(regels),
            klasse_offsets=np.cumsum([0, *map(len, per_klasse)]).astype(np.int32),
            klasse_regels=np.concatenate([*per_klasse, []]).astype(np.int32),
            is_a=is_a,
            is_b=is_b,
            is_getest=pl.Series(is_a[~beside_dbc].any(axis=0)),
            is_naast_dbc=pl.Series(is_a[beside_dbc].any(axis=0)),
            is_metgezel=pl.Series(is_b[~beside_dbc].any(axis=0)),
            periodemaxima=_periodemaxima(tabellen, kenmerken),
        )


def _kenmerken(
    tabellen: Tarieventabellen, landelijk: Landelijk, numbers: Nummering
) -> pl.DataFrame:
    """Every prestatie, and every prestatie as one of the zorgproducten rules name."""
    basis = landelijk.prestatie.rijen.select(
        pl.int_range(pl.len(), dtype=pl.UInt32).alias("prestatie_rij"),
        pl.lit(None, dtype=pl.String).alias("zorgproduct_code"),
        "prestatiecode",
        "zorgproductgroep_code",
        "tarieftype",
        "soort_prestatie",
        "ozp_categorie",
    )
    selectors = pl.concat(
        [
            tabellen.ozp_regel["code_a"],
            tabellen.ozp_regel["code_b"],
            tabellen.fp_uitsluiting["selector"],
            tabellen.experiment_vervangt["selector"],
        ]
    ).drop_nulls()
    named = selectors.filter(selectors.str.starts_with("ZORGPRODUCT:"))
    codes = named.str.strip_prefix("ZORGPRODUCT:").str.split(",").explode()
    als_product = basis.drop("zorgproduct_code").join(
        tabellen.zorgproduct_declaratiecode.select("zorgproduct_code", "prestatiecode")
        .filter(pl.col("zorgproduct_code").is_in(codes.implode()))
        .unique(),
        on="prestatiecode",
        how="inner",
    )
    every = pl.concat([basis, als_product.select(basis.columns)])
    return numbers.add_to(every).with_columns(
        kenmerk=pl.int_range(pl.len(), dtype=pl.UInt32)
    )


def _rules(tabellen: Tarieventabellen) -> pl.DataFrame:
    text = pl.col("soort", "reikwijdte").cast(pl.String)
    # Of several rules the first is told: by name, as the order of rows says nothing.
    table = tabellen.ozp_regel.filter(pl.col("soort") != "PERIODEMAXIMUM_BEDRAG").sort(
        "regel_id", "begindatum"
    )
    bronnen = [
        table.with_columns(text).select(_REGEL),
        _fp_rules(tabellen),
        _innovatie_rules(tabellen),
        _beside_dbc_rule(),
    ]
    return pl.concat(bronnen, how="diagonal_relaxed").with_row_index("regel")


def _fp_rules(tabellen: Tarieventabellen) -> pl.DataFrame:
    key = ("prestatiecode", "selector", "reikwijdte", "begindatum")
    return tabellen.fp_uitsluiting.sort(key).select(
        "periode_dagen",
        "begindatum",
        "einddatum",
        soort=pl.lit("FP_SLUIT_UIT"),
        code_a=pl.col("selector"),
        code_b="CODE:" + pl.col("prestatiecode"),
        reikwijdte=pl.col("reikwijdte").cast(pl.String),
    )


def _innovatie_rules(tabellen: Tarieventabellen) -> pl.DataFrame:
    # Regeling innovatie art. 5.1: not beside care that is funded otherwise.
    # UNSOURCED[same-care]: "the same care" is taken to be the same zorgtraject or the
    # same day.
    vervangt = tabellen.experiment_vervangt.join(
        tabellen.experiment.filter(pl.col("grondslag") == "BR_INNOVATIE"),
        on="experiment_id",
        how="inner",
        validate="m:1",
    ).sort("experiment_id", "selector")
    return pl.concat(
        vervangt.select(
            soort=pl.lit("DUBBEL"),
            code_a="CODE:" + pl.col("prestatiecode"),
            code_b=pl.col("selector"),
            reikwijdte=pl.lit(reikwijdte),
            begindatum=pl.col("startdatum"),
        )
        for reikwijdte in ("ZORGTRAJECT", "DAG")
    )


def _beside_dbc_rule() -> pl.DataFrame:
    # Regeling msz 2016 art. 33 lid 3; its selector is the category, see ``_sides``.
    return pl.DataFrame(
        {"soort": ["NAAST_DBC"], "code_b": ["SOORT:DBC"], "reikwijdte": ["DAG"]}
    )


def _sides(
    kenmerken: pl.DataFrame, regels: pl.DataFrame
) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Pairs of kenmerk and regel: who is tested, and who is the companion."""
    pair = ["kenmerk", "regel"]
    # Row 0 stands for no prestatie at all and falls under no rule, not even ALLES.
    kenmerken = kenmerken.filter(pl.col("prestatie_rij") > 0)
    selecteerbaar = kenmerken.select("kenmerk", *KENMERKEN)
    a = match_selectors(
        selecteerbaar, regels.drop_nulls("code_a"), selector="code_a"
    ).filter(
        # An FP does not exclude itself, whatever its selector.
        (pl.col("soort") != "FP_SLUIT_UIT")
        | (pl.col("code_b") != "CODE:" + pl.col("prestatiecode"))
    )
    beside_dbc = kenmerken.filter(
        (pl.col("soort_prestatie") == "OZP") & pl.col("ozp_categorie").is_in(_MET_DBC)
    ).join(regels.filter(pl.col("soort") == "NAAST_DBC").select("regel"), how="cross")
    # A waiting term without companion is a term after the prestatie itself.
    metgezel = regels.with_columns(
        code_b=pl.when(pl.col("soort") == "TERMIJN_MAAND")
        .then(pl.coalesce("code_b", "code_a"))
        .otherwise("code_b")
    ).drop_nulls("code_b")
    b = match_selectors(selecteerbaar, metgezel, selector="code_b")
    return pl.concat([a.select(pair), beside_dbc.select(pair)]), b.select(pair)


def _classes(
    kenmerken: pl.DataFrame, a: pl.DataFrame, b: pl.DataFrame, n_regels: int
) -> tuple[NDArray[np.uint8], NDArray[np.uint8], pl.DataFrame]:
    in_regel = np.zeros((2, n_regels, kenmerken.height), dtype=np.uint8)
    for side, pairs in enumerate((a, b)):
        in_regel[side, pairs["regel"].to_numpy(), pairs["kenmerk"].to_numpy()] = 1
    is_dbc = (kenmerken["soort_prestatie"] == "DBC").fill_null(False).to_numpy()
    # The kernel asks whether a companion is a dbc, so a class is all dbc or none.
    profiel = np.concatenate([*in_regel, is_dbc[None, :].astype(np.uint8)])
    distinct, klasse = np.unique(profiel, axis=1, return_inverse=True)
    return (
        np.ascontiguousarray(distinct[:n_regels]),
        np.ascontiguousarray(distinct[n_regels : 2 * n_regels]),
        kenmerken.select(
            "prestatie_rij",
            "product",
            pl.Series("klasse", klasse.astype(np.int32)),
        ),
    )


def _array(regels: pl.DataFrame) -> NDArray[np.void]:
    array = np.zeros(regels.height, dtype=REGEL_DTYPE)
    columns = regels.select(
        soort=pl.col("soort").replace_strict(_SOORT),
        reikwijdte=pl.col("reikwijdte").replace_strict(_REIKWIJDTE),
        begin=pl.col("begindatum").to_physical().fill_null(-_OPEN),
        eind=pl.col("einddatum").to_physical().fill_null(_OPEN),
        periode=pl.col("periode_dagen").fill_null(0),
        aantal=pl.col("aantal").fill_null(0),
        telt_per=pl.col("code_b").is_not_null(),
    )
    for name in columns.columns:
        array[name] = columns[name].to_numpy()
    return array


def _periodemaxima(tabellen: Tarieventabellen, kenmerken: pl.DataFrame) -> pl.DataFrame:
    """Phase H: per rule the prestaties whose amounts it sums.

    Of a zorgproduct that rules name, product is its number; it is 0 where the rule is
    about the prestatie as any zorgproduct.
    """
    regels = tabellen.ozp_regel.filter(pl.col("soort") == "PERIODEMAXIMUM_BEDRAG")
    pairs = match_selectors(
        kenmerken.filter(pl.col("prestatie_rij") > 0).select(
            "prestatie_rij", "product", *KENMERKEN
        ),
        regels,
        selector="code_a",
    )
    return pairs.select(
        pl.col("prestatie_rij").cast(pl.Int32),
        "product",
        "reikwijdte",
        pl.col("regel_id").alias("regel_id_regel"),
        pl.col("bedrag_cent").alias("bedrag_cent_regel"),
        "periode_dagen",
        "begindatum",
        "einddatum",
    )
