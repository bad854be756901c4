"""Everything that can be doubtful about a line before it is priced.

The line itself goes on: the decision refuses by name what it cannot decide.
"""

import dataframely as dy
import polars as pl


class RegelFindings(dy.Schema):
    """One row per doubt about a line."""

    regel_id = dy.String()
    subtraject_nummer = dy.String(nullable=True)
    code = dy.String()
    severity = dy.String()
    tekst = dy.String()


SUBTRAJECT_ONBEKEND = (
    "SUBTRAJECT_ONBEKEND",
    "Het subtraject van deze regel staat niet of meer dan eens bij de subtrajecten; "
    "zorgaanbieder, datum en patiënt zijn onbekend.",
)
ONTVANGER_ONBEKEND = (
    "ONTVANGER_ONBEKEND",
    "De ontvanger van het subtraject bestaat niet. Kies VERZEKERAAR, VERZEKERDE, "
    "NIET_VERZEKERDE, EIGEN_ZORGVERLENER of OVERIG.",
)
VERZEKERAAR_ONBEKEND = (
    "VERZEKERAAR_ONBEKEND",
    "Op de datum van deze regel is geen verzekering bekend. Vul de verzekering aan, of "
    "geef met ontvanger aan dat de patiënt niet verzekerd is.",
)
VERZEKERAAR_NIET_EENDUIDIG = (
    "VERZEKERAAR_NIET_EENDUIDIG",
    "Op de datum van deze regel gelden meer verzekeringen. Laat er één gelden.",
)
AANSPRAAK_ONBEKEND = (
    "AANSPRAAK_ONBEKEND",
    "De aanspraak van het subtraject is J noch N; alleen wat de grouper toepaste telt.",
)
EINDDATUM_OPEN = (
    "EINDDATUM_OPEN",
    "De einddatum ligt zo ver weg dat hij open betekent; een regel is pas te "
    "declareren als de zorg is afgesloten.",
)
VERZEKERDE_VAAK = (
    "VERZEKERDE_VAAK",
    "Meer regels delen deze verzekerde_id dan een mens kan hebben; staat hij voor "
    "onbekend, dan tellen zijn regels ten onrechte samen.",
)
GEEN_COMPONENTEN = (
    "GEEN_COMPONENTEN",
    "De tarieventabel noemt geen componenten van deze code op de openingsdatum; tot en "
    "met 2014 wordt een dbc per component gedeclareerd.",
)


def make_findings(regels: pl.DataFrame, finding: tuple[str, str]) -> pl.DataFrame:
    """One finding, schema ``RegelFindings``, about each of these lines."""
    code, tekst = finding
    return regels.select(
        "regel_id",
        "subtraject_nummer",
        pl.lit(code).alias("code"),
        pl.lit("warn").alias("severity"),
        pl.lit(tekst).alias("tekst"),
    )
