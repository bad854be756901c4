"""The page of all checks, made of the catalogue: ``docs/checks.md``.

    python -m declarations.rapport.checkspage > docs/checks.md

It has the shape of an "overzicht van bedrijfs- en controleregels", as the people who
send and check declarations know it: a rule a row, with its code, sentence and source.
"""

import sys
from collections.abc import Iterator

import polars as pl

from declarations.checks.catalogus.catalogus import (
    GROEPEN,
    Check,
    Uitvoerbaarheid,
    catalogus,
    voorbeelden,
)

TITELS = {
    "F": "Vorm van het bericht",
    "P": "Persoon en polis",
    "R": "Registratie",
    "G": "Afleiding van het zorgproduct",
    "T": "Tarief",
    "E": "Aanspraak",
    "V": "Voorwaardelijke toelating",
    "M": "Machtiging",
    "D": "Dubbel, serieel en parallel",
    "S": "Verblijf",
    "K": "Eigen risico",
    "C": "Inkoop en contract",
}

_KOP = """\
# Overzicht van bedrijfs- en controleregels

Deze bladzijde is gemaakt van de catalogus (`declarations/checks/catalogus/`) door
`python -m declarations.rapport.checkspage`; een toets houdt beide gelijk.

- **Gevolg** is wat een fout tot gevolg heeft als de tabel `--checks` niets anders zegt:
  RJF het bestand wordt geweigerd, RJ de prestatie, RED er wordt minder betaald, REC er
  wordt achteraf teruggevorderd, SIG een mens kijkt ernaar.
- **Zekerheid** is die van de regel: A gelezen in een primaire bron, B in een
  secundaire, C eigen kennis, I afgeleid. Wat op C rust is standaard een signaal.
- **Uitvoerbaar** zegt wat ervoor nodig is: VOLLEDIG het bericht en de release;
  REGISTER een tabel van de gebruiker; PROFIEL het hele zorgprofiel; BEREKENING het
  wordt niet per regel beoordeeld maar door een ander commando berekend; NIET niemand
  kan het hier uitvoeren. Ontbreekt wat nodig is, dan is de uitkomst
  NIET_BEOORDEELBAAR met de reden, nooit VOLDOET.
- Regels die op wetteksten van 2016 rusten zeggen dat in hun bron.

De voorbeelden veranderen een kleine zuivere levering (een dbc, een overig zorgproduct
en een ic-dag van een persoon): `dbc: 0434=N` geeft rubriek 0434 van de dbc de waarde N,
`dbc.06` is het tariefrecord eronder, `weg ozp` haalt een regel weg, `kopie dbc als
dbc2` zet er een bij, `tabel personen: ...` verandert een register, `zonder personen`
geeft het niet, `historie +: ...` was eerder gedeclareerd, `profiel dbc: ...` is het
zorgprofiel. Meer veranderingen staan achter elkaar met ` / ` ertussen.
"""


def page() -> str:
    """The whole page."""
    return "\n".join([_KOP, *_groups()])


def _groups() -> Iterator[str]:
    examples = voorbeelden()
    for groep in GROEPEN:
        checks = [check for check in catalogus().values() if check.groep == groep]
        yield f"## {groep}. {TITELS[groep]}\n"
        yield "| regel | naam | gevolg | retour | uitvoerbaar |"
        yield "|---|---|---|---|---|"
        for check in checks:
            yield (
                f"| [{check.check_id}](#{check.check_id.lower()}) | {check.naam} | "
                f"{check.gevolg} | {check.retourcode or '-'} | "
                f"{check.uitvoerbaarheid} |"
            )
        yield ""
        for check in checks:
            yield from _check(check, examples)


def _check(check: Check, examples: pl.DataFrame) -> Iterator[str]:
    yield f"### {check.check_id}\n"
    yield f"**{check.naam}.** {check.zin}\n"
    soort = "materieel" if check.is_materieel else "formeel"
    yield f"- Over: {check.niveau.lower()}, {soort}; gevolg {check.gevolg}"
    if check.rubrieken:
        yield f"- Rubrieken: {', '.join(check.rubrieken)}"
    if check.uitvoerbaarheid is Uitvoerbaarheid.NIET:
        yield "- Kan hier niet worden uitgevoerd"
    elif check.gegevens:
        yield f"- Gegevens: {', '.join(check.gegevens)}"
    if check.geldig_van or check.geldig_tot:
        yield f"- Geldig: {check.geldig_van or ''} tot en met {check.geldig_tot or ''}"
    if check.impliceert:
        yield f"- Niet gemeld waar deze faalt: {', '.join(check.impliceert)}"
    yield f"- Bron: {check.bron} ({check.zekerheid})"
    yield f"- Wat te doen: {check.tip}"
    for uitkomst, situatie, wijziging in examples.filter(
        pl.col("check_id") == check.check_id
    )["uitkomst", "situatie", "wijziging"].iter_rows():
        change = f" (`{wijziging}`)" if wijziging else ""
        yield f"- {uitkomst}: {situatie}{change}"
    yield ""


if __name__ == "__main__":
    sys.stdout.write(page())
