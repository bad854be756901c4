"""What there is to tell of how a table was read, whoever gave it."""

from tabellen.bevinding import by_code, warns

BLAD = warns("B107", "Van deze werkmap is dit blad gelezen.")
TITELS = warns(
    "B108", "Boven de kop staan regels die geen rijen zijn; zij zijn overgeslagen."
)
KOP_HERHAALD = warns(
    "B109",
    "Deze rij zegt de kop nog eens en is overgeslagen; rijnummers van bevindingen "
    "tellen haar niet.",
)
LEGE_RIJEN = warns(
    "B111",
    "Tussen de rijen staan lege rijen; zij zijn overgeslagen, en rijnummers van "
    "bevindingen tellen ze niet.",
)
UUR_ANDERS = warns(
    "B201",
    "Tijdstippen met een ander uur dan middernacht zijn gelezen als de dag waarop zij "
    "in Nederland vallen (Europe/Amsterdam). Controleer of die dag is bedoeld.",
)
ALS_UTC = warns(
    "B202",
    "Alle tijdstippen zonder tijdzone staan op 22:00 of 23:00 uur; zij zijn gelezen "
    "als UTC, dus als middernacht van de volgende dag in Nederland. Lever datums.",
)
SERIE = warns(
    "B203",
    "In deze kolom staan dagnummers van een werkmap (geteld vanaf 1900, of vanaf 1904 "
    "waar de werkmap dat zegt); zij zijn gelezen als datums.",
)
SCHUIN = warns(
    "B204",
    "De datums in deze kolom staan met schuine strepen; waarden boven 12 wijzen aan "
    "wat de dag is en wat de maand.",
)

VAN_LEZEN = by_code(
    *(BLAD, TITELS, KOP_HERHAALD, LEGE_RIJEN, UUR_ANDERS, ALS_UTC, SERIE, SCHUIN)
)
