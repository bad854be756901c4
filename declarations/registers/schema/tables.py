"""All tables of a folder with registers: under which names, and what is one row."""

from declarations.registers.schema.landelijk import (
    Aandachtslijst,
    Agb,
    Codeverzameling,
    Dekking,
    DiagnoseCombinaties,
    Persoonseis,
    Uzovi,
    Vrijstelling,
)
from declarations.registers.schema.personen import (
    Detentie,
    Machtigingen,
    Opnamen,
    Personen,
    Privacyverklaringen,
    Verzekeringen,
    Wlz,
)
from declarations.registers.schema.polissen import (
    Aanvullend,
    Bilateraal,
    Inkoop,
    Inkoopbeleid,
    Marktconform,
    Polisuitsluiting,
    Polisvoorwaarde,
    Preferentie,
    Vergunning,
)
from declarations.registers.schema.toelating import (
    VtDetection,
    VtParticipation,
    VtPeriod,
    VtProvider,
    VtRule,
    VtStudy,
    VtTreatment,
)
from tariffs.schema import Tabel


def _tabel(naam: str, schema: type, *sleutel: str) -> Tabel:
    """A table; with a key, rows that share it on a day contradict each other."""
    return Tabel(
        naam,
        schema,
        sleutel,
        uniek_bij_laden=bool(sleutel),
        is_een_bij_gelijk=True,
    )


REGISTERTABELLEN: tuple[Tabel, ...] = (
    _tabel("personen", Personen, "verzekerde_id"),
    _tabel("verzekeringen", Verzekeringen),
    _tabel("agb", Agb),
    _tabel("uzovi", Uzovi),
    _tabel("detentie", Detentie),
    _tabel("wlz", Wlz),
    _tabel("diagnose_combinaties", DiagnoseCombinaties),
    _tabel("privacyverklaringen", Privacyverklaringen),
    _tabel("machtigingen", Machtigingen),
    _tabel("opnamen", Opnamen),
    _tabel("bilateraal", Bilateraal),
    _tabel("polisvoorwaarde", Polisvoorwaarde, "uzovi", "polis"),
    _tabel("marktconform", Marktconform, "uzovi", "declaratiecode"),
    _tabel("aanvullend", Aanvullend, "uzovi", "polis", "soort"),
    _tabel("inkoop", Inkoop),
    _tabel("inkoopbeleid", Inkoopbeleid),
    _tabel("polisuitsluiting", Polisuitsluiting),
    _tabel("vergunning", Vergunning),
    _tabel("preferentie", Preferentie),
    _tabel("vrijstelling", Vrijstelling, "soort", "code"),
    _tabel("codeverzameling", Codeverzameling),
    _tabel("persoonseis", Persoonseis),
    _tabel("aandachtslijst", Aandachtslijst),
    _tabel("vt_treatment", VtTreatment, "vt_id"),
    _tabel("vt_period", VtPeriod),
    _tabel("vt_study", VtStudy),
    _tabel("vt_provider", VtProvider),
    _tabel("vt_participation", VtParticipation),
    _tabel("vt_detection", VtDetection),
    _tabel("vt_rule", VtRule),
    _tabel("dekking", Dekking),
)
"""Tables that checks ask, in the order in which they are documented."""

REGISTER_VAN: dict[str, Tabel] = {tabel.naam: tabel for tabel in REGISTERTABELLEN}
