"""Every fault a tariff file can have: our code, its severity and its Dutch text.

It makes findings and counts nothing. A finding names file, table, row and column; the
value stands in the findings frame only, never in a log or an exception.
"""

from collections.abc import Mapping
from typing import cast

import dataframely as dy
import polars as pl

SEVERITY = pl.Enum(["reject", "warn"])
"""reject: the row does not go on. warn: it does, and a person should look."""

TEKSTEN: dict[str, tuple[str, str]] = {
    # The file as a whole.
    "TABEL_LEEG": ("warn", "De tabel heeft geen rijen."),
    "TABEL_ONTBREEKT": (
        "warn",
        "Deze tabel ontbreekt of heeft geen rijen; regels die er iets in zoeken zijn "
        "geweigerd om de genoemde reden.",
    ),
    "BESTAND_ZONDER_REGELEINDE": (
        "warn",
        "Het bestand houdt op midden in een regel; is het heel?",
    ),
    "REGELEINDE_DUBBEL": (
        "warn",
        "De regels eindigen op CR CR LF; dat is gelezen als CR LF.",
    ),
    "TABEL_OP_BLADGRENS": (
        "warn",
        "De tabel is precies zo lang als een blad van een rekenprogramma; is zij "
        "afgekapt?",
    ),
    "RIJ_MEER_REGELS": (
        "warn",
        "Een veld tussen aanhalingstekens loopt over meer dan een regel.",
    ),
    "RIJ_IS_KOP": ("warn", "De rij zegt de kop nog eens en is overgeslagen."),
    "RIJ_KOLOMMEN": ("reject", "De rij heeft een ander aantal velden dan de kop."),
    "TITELREGELS": ("warn", "Boven de kop staan regels; zij zijn overgeslagen."),
    "BESTAND_NIET_GELEZEN": (
        "warn",
        "Het bestand staat in een map met tabellen, maar is geen tabel.",
    ),
    # What is mended in a column; the value says in how many rows.
    "TEKENS_VERWIJDERD": (
        "warn",
        "Uit deze kolom zijn onzichtbare tekens of spaties rond de waarde verwijderd.",
    ),
    "SCHRIJFWIJZE_HERSTELD": (
        "warn",
        "Hoofd- en kleine letters zijn gelijk gemaakt aan de andere rijen.",
    ),
    "PRIJS_AFGEROND": (
        "warn",
        "Prijzen die een formule maakte zijn afgerond op centen; die van middelen en "
        "andere producten met een ZI-nummer op zes decimalen.",
    ),
    # A single cell.
    "VERPLICHT_VELD_LEEG": ("reject", "Het veld is verplicht maar leeg."),
    "GETAL_ONLEESBAAR": ("reject", "Geen getal in een bekende schrijfwijze."),
    "GETAL_DUBBELZINNIG": (
        "reject",
        "Punt of komma kan duizendtal of decimaal zijn; geef de notatie op.",
    ),
    "GETAL_TE_VEEL_DECIMALEN": (
        "reject",
        "Meer decimalen dan dit veld heeft; rond het bedrag in de bron af.",
    ),
    "GETAL_TE_GROOT": ("reject", "Het getal is te groot."),
    "DATUM_ONLEESBAAR": (
        "reject",
        "Geen bestaande datum als JJJJ-MM-DD, JJJJMMDD of DD-MM-JJJJ.",
    ),
    "WAARDE_ONBEKEND": ("reject", "De waarde hoort niet bij dit veld."),
    "CODE_ONJUIST": (
        "reject",
        "De code of selector heeft niet de juiste vorm. Staat er een getal als "
        "1,5E+39, dan heeft een rekenblad de code voor een getal gehouden; lever codes "
        "als tekst.",
    ),
    "TIJD_ONLEESBAAR": ("reject", "Geen tijd als UU:MM of UU:MM:SS."),
    "GETAL_ANDERE_NOTATIE": (
        "reject",
        "Het getal heeft een ander decimaalteken dan de kolom in dit bestand.",
    ),
    "FORMULE_ZONDER_WAARDE": (
        "reject",
        "De cel bevat een formule zonder berekende waarde, of een fout; open het "
        "bestand in een rekenblad en sla het op.",
    ),
    "WAARDE_BUITEN_BEREIK": ("reject", "De waarde ligt buiten het toegestane bereik."),
    # The row, and its place among the others.
    "SLEUTEL_DUBBEL": ("reject", "De sleutel komt vaker voor; geen van de rijen telt."),
    "RIJ_DUBBEL": ("warn", "De rij staat er meer dan eens; zij telt als een."),
    "PERIODE_ONJUIST": ("reject", "De einddatum ligt voor de begindatum."),
    "PERIODE_OVERLAPT": (
        "reject",
        "De periode overlapt met een andere rij van dezelfde sleutel; geen telt.",
    ),
    "PERIODE_OVERLAPT_PRIJS": (
        "warn",
        "De periode overlapt met een andere rij; regels op die dagen krijgen geen "
        "prijs (MEERDERE_TARIEVEN of MEERDERE_CONTRACTEN).",
    ),
    "PRIJS_DUBBEL": (
        "warn",
        "De lijst noemt dezelfde prijs meer dan eens op een dag; hij telt als een.",
    ),
    "VERWIJZING_ZONDER_TABEL": (
        "reject",
        "De tabel waarnaar deze kolom verwijst ontbreekt of heeft geen rijen; van dit "
        "bestand gaan daarom zoveel rijen als de waarde zegt niet door.",
    ),
    "VERWIJZING_ONBEKEND": ("reject", "De rij waarnaar wordt verwezen bestaat niet."),
    "TERUGVALREGEL_ONBEKEND": (
        "warn",
        "De terugvalregel bestaat niet; codes zonder prijs krijgen GEEN_CONTRACTPRIJS.",
    ),
    # Lines and insurances; the value says of how many rows.
    "VERZEKERDE_ID_ZONDER_WAARDE": (
        "warn",
        "Een verzekerde_id met een woord voor niets (NULL, nan, None, n.v.t., -, 0) is "
        "gelezen als leeg; zulke regels horen niet bij elkaar.",
    ),
    "ZORGTRAJECT_NUMMER_ZONDER_WAARDE": (
        "warn",
        "Een zorgtraject_nummer met een woord voor niets (NULL, nan, None, n.v.t., -, "
        "0) is gelezen als leeg; zulke regels horen niet bij een traject.",
    ),
    "VERZEKERING_SAMENGEVOEGD": (
        "warn",
        "Verzekeringen van een verzekerde bij dezelfde verzekeraar waarvan de perioden "
        "gelijk zijn of overlappen, tellen als een.",
    ),
    "VERZEKERING_TEGENSTRIJDIG": (
        "warn",
        "Volgens deze rij en een andere is een verzekerde op een dag tweemaal "
        "verzekerd; voor controles gelden beide.",
    ),
    # Rules of tables.
    "RELEASE_VERVANGT_ZICHZELF": ("reject", "Een release kan niet zichzelf vervangen."),
    "MAXMAX_GROND_ONJUIST": (
        "reject",
        "Een grond hoort bij uitsluiting van max-max, en alleen daarbij.",
    ),
    "TARIEFSOORT_BEDRAG_ONJUIST": (
        "reject",
        "VRIJ en WERKELIJKE_KOSTEN hebben geen bedrag; VAST en MAXIMUM wel.",
    ),
    "COMPONENT_ONJUIST": ("reject", "Vanaf 2015 is het tarief integraal."),
    "OZP_REGEL_ONVOLLEDIG": ("reject", "Bij deze soort regel ontbreekt een veld."),
    "PERIODE_DAGEN_ONTBREKEN": ("reject", "Reikwijdte PERIODE vraagt periode_dagen."),
    "STANDAARDPRIJS_CODE_ONJUIST": (
        "reject",
        "Geef een zorgproduct_code of een prestatiecode, niet beide.",
    ),
    "CONTRACT_EINDE_ONTBREEKT": (
        "reject",
        "Een versie met status BEEINDIGD heeft een einddatum: de laatste dag van het "
        "contract.",
    ),
    "OMZETAFSPRAAK_PERCENTAGES_ONJUIST": (
        "reject",
        "De percentages passen niet bij de vorm van de omzetafspraak.",
    ),
    "OVEREENKOMST_ONDERWERP_ONTBREEKT": (
        "reject",
        "De overeenkomst noemt geen prestatiecode of experiment.",
    ),
    # What is likely a mistake; pricelist.py has the same for a list to be accorded.
    "CODE_ONBEKEND": (
        "warn",
        "De code staat in geen landelijke tabel of register; deze rij telt voor geen "
        "enkele regel. Is zij goed geschreven (letter O of cijfer 0)?",
    ),
    "LABEL_ONBEKEND": (
        "warn",
        "De naam komt in geen van de tabellen voor waarin hij moet staan; deze rij "
        "telt voor geen enkele regel.",
    ),
    "ZORGAANBIEDER_NIET_IN_TABEL": (
        "warn",
        "De zorgaanbieder staat niet in de tabel zorgaanbieder; deze rij telt voor "
        "geen enkele regel. Is de AGB-code goed geschreven (letter O of cijfer 0)?",
    ),
    "PRIJS_UITSCHIETER": (
        "warn",
        "De prijs scheelt een factor tien of meer met de mediaan van de andere "
        "prijzen van deze code; staat hij in euro's?",
    ),
    "PRIJS_ONWAARSCHIJNLIJK": (
        "warn",
        "De prijs is een rij negens; is hij ingevuld bij gebrek aan een prijs?",
    ),
    "FACTOR_ONWAARSCHIJNLIJK": (
        "warn",
        "De factor is tien procent of minder; hij hoort in procenten te staan (100,00 "
        "is de hele prijs).",
    ),
    # Experiments (docs/decisions.md 40).
    "EXPERIMENT_EINDE_VOOR_START": ("reject", "Het experiment eindigt voor de start."),
    "EXPERIMENT_LANGER_DAN_DRIE_JAAR": (
        "reject",
        "Een innovatie-experiment duurt ten hoogste drie jaar.",
    ),
    "EXPERIMENT_LANGER_DAN_VIJF_JAAR": (
        "reject",
        "Een experiment duurt met verlenging ten hoogste vijf jaar.",
    ),
    "EXPERIMENT_VERLENGING_ONJUIST": (
        "reject",
        "De verlenging eindigt niet na de eerste periode.",
    ),
    "EXPERIMENT_VERLENGING_TE_LANG": (
        "reject",
        "De verlenging van een innovatie-experiment duurt ten hoogste twee jaar.",
    ),
    "EXPERIMENT_INSTANDLATING_ONJUIST": (
        "reject",
        "De instandlating begint na het einde en duurt ten hoogste tot en met "
        "31 december van het jaar erna.",
    ),
    "EXPERIMENT_PARTIJ_BUITEN_PERIODE": (
        "reject",
        "De partij doet mee buiten de looptijd van het experiment.",
    ),
    "EXPERIMENT_ZONDER_ORIGINELE_PARTIJ": (
        "warn",
        "De aansluiter heeft geen overeenkomst met een oorspronkelijke partij.",
    ),
    "EXPERIMENT_BESCHIKKING_LATER": (
        "warn",
        "De beschikking is van na de begindatum; werkt zij terug?",
    ),
    "EXPERIMENT_EVALUATIE_ONJUIST": (
        "warn",
        "De eindevaluatie hoort zes maanden voor het einde klaar te zijn.",
    ),
    # The national tables.
    "TARIEFSOORT_TEGENSTRIJDIG": (
        "reject",
        "De soort tarief zegt vrij, maar er staat een bedrag.",
    ),
    "ADDON_MAXIMUM_BOVEN_WGP": (
        "warn",
        "Het NZa-maximum ligt boven de Wgp-maximumprijs; de laagste geldt.",
    ),
    "ADDON_MAXIMUM_WIJKT_AF_VAN_AIP": (
        "warn",
        "Het NZa-maximum is niet de AIP met btw.",
    ),
    "ADDON_EENHEID_ONBEKEND": (
        "warn",
        "Zonder inkoophoeveelheid krijgt dit middel geen prijs.",
    ),
    "PRESTATIE_AFGELEID": (
        "warn",
        "Eigenschappen van de prestatie zijn afgeleid uit de Tarieven Tabel; "
        "controleer ze of lever een rij in prestatie.",
    ),
}
"""Code to severity and text, for what reading finds; pricelist.py has its own."""


class TariefFindings(dy.Schema):
    """What is wrong with tariff files: one row per fault."""

    bestand = dy.String()
    source = dy.String()
    row = dy.Int64(nullable=True)
    column = dy.String(nullable=True)
    code = dy.String()
    severity = dy.Enum(SEVERITY.categories)
    value = dy.String(nullable=True)
    tekst = dy.String()


GETELD = frozenset(
    {
        "TITELREGELS",
        "TEKENS_VERWIJDERD",
        "SCHRIJFWIJZE_HERSTELD",
        "PRIJS_AFGEROND",
        "PRIJS_DUBBEL",
        "VERZEKERDE_ID_ZONDER_WAARDE",
        "ZORGTRAJECT_NUMMER_ZONDER_WAARDE",
        "VERZEKERING_SAMENGEVOEGD",
        "VERWIJZING_ZONDER_TABEL",
    }
)
"""Codes of which one finding is about a column; its value says in how many rows.

So are those of notices (B201, ...).
"""


NO_FINDINGS = cast(
    "dy.DataFrame[TariefFindings]", pl.DataFrame(schema=pl.Schema(TariefFindings))
)
"""Most checks find nothing, and a frame of none takes a while to make."""


def make_findings(
    faults: pl.DataFrame, texts: Mapping[str, tuple[str, str]] = TEKSTEN
) -> dy.DataFrame[TariefFindings]:
    """Give faults their severity and text.

    Args:
        faults: Columns bestand, source, row, column, code, value.
        texts: Code to severity and text; every code of ``faults`` is in it.

    Returns:
        The findings, in the order of ``faults``.
    """
    if faults.is_empty():
        return NO_FINDINGS
    codes = list(texts)
    return TariefFindings.validate(
        faults.select(
            "bestand",
            "source",
            pl.col("row").cast(pl.Int64),
            pl.col("column").cast(pl.String),
            "code",
            pl.col("code")
            .replace_strict(codes, [texts[code][0] for code in codes])
            .cast(SEVERITY)
            .alias("severity"),
            pl.col("value").cast(pl.String),
            pl.col("code")
            .replace_strict(codes, [texts[code][1] for code in codes])
            .alias("tekst"),
        )
    )


def join_findings(parts: list[pl.DataFrame]) -> dy.DataFrame[TariefFindings]:
    """Put findings of several places in one frame."""
    found = [part for part in parts if not part.is_empty()]
    if not found:
        return NO_FINDINGS
    return TariefFindings.cast(pl.concat(found))


def one_finding(
    bestand: str, source: str, code: str, value: str | None
) -> dy.DataFrame[TariefFindings]:
    """Tell one thing of a file as a whole."""
    return make_findings(
        pl.DataFrame(
            {
                "bestand": [bestand],
                "source": [source],
                "row": [None],
                "column": [None],
                "code": [code],
                "value": [value],
            }
        )
    )
