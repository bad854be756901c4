"""The invented reference tables of the example release, short forms of their rows.

Specialisme codes and the meaning of zorgtypen, tarieftypen, zorgprofielklassen and
aanspraak codes are public facts; every other code and text is ours. Zorgactiviteiten
begin with 06, which no activity of the NZa does.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field

from dbc_grouper_data.making.release_forms import Row

FIRST_DAY = "2022-01-01"
Window = tuple[str, str | None]
ALWAYS: Window = (FIRST_DAY, None)
UNTIL_2023: Window = (FIRST_DAY, "2022-12-31")
UNTIL_2024: Window = (FIRST_DAY, "2023-12-31")
FROM_2023: Window = ("2023-01-01", None)
FROM_MID_2023: Window = ("2023-07-01", None)
FROM_2024: Window = ("2024-01-01", None)


def _dates(window: Window) -> dict[str, str | None]:
    return {"BeginDatum": window[0], "EindDatum": window[1]}


@dataclass(frozen=True)
class Activiteit:
    """One row of ZorgActiviteiten: ``slots`` maps a cluster slot to its code."""

    code: str
    omschrijving: str
    zorgprofielklasse: int
    slots: dict[int, str] = field(default_factory=dict)
    weegfactoren: tuple[int, int] = (0, 0)
    window: Window = ALWAYS
    tarieftype: str | None = None
    aanspraak: str | None = None
    wbmv: str | None = None
    op_nota: str | None = None

    def row(self) -> Row:
        """As the NZa writes it."""
        return {
            "ZorgActiviteitCode": self.code,
            "ZorgActiviteitOmschrijving": self.omschrijving,
            "ZorgActiviteitCluster": [self.slots.get(slot) for slot in range(1, 11)],
            "ZorgActiviteitWeegFactor": self.weegfactoren,
            "WBMVCode": self.wbmv,
            "AanspraakCode": self.aanspraak,
            "TariefType": self.tarieftype,
            "Zorgprofielklassecode": self.zorgprofielklasse,
            "OpNota": self.op_nota,
            **_dates(self.window),
        }


A = Activiteit
_POLI, _KLIN, _DAG, _OPER = {1: "Z_POLI"}, {1: "Z_KLIN"}, {1: "Z_DAG"}, {1: "Z_OPER"}
_LASER, _BEELD = {9: "Z_LASER"}, {5: "Z_BEELD"}
_KLEINE_HAND, _GROTE_HAND = {**_OPER, 3: "Z_hand"}, {**_OPER, 3: "Z_HAND"}
_KLEINE_OPER = {4: "Z_OPER"}

ACTIVITEITEN: tuple[Activiteit, ...] = (
    # Visits, days, consults.
    A("060101", "Eerste bezoek aan de polikliniek", 1, _POLI),
    A("060102", "Herhaalbezoek aan de polikliniek", 1, _POLI),
    A(
        "060103",
        "Consult met beeld op afstand",
        1,
        {2: "Z_OPAFSTAND"},
        window=FROM_2023,
    ),
    A("060104", "Consult bij een opgenomen patiënt", 1, {1: "Z_ICC"}, op_nota="J"),
    A("060105", "Spoedbezoek", 1, {**_POLI, 2: "Z_SPOED"}, (1, 0)),
    A(
        "060106",
        "Spoedbezoek in de nacht",
        1,
        {**_POLI, 2: "Z_SPOED"},
        (2, 0),
        FROM_MID_2023,
    ),
    A("060113", "Consult op afstand", 1, {2: "Z_OPAFSTAND"}, window=UNTIL_2023),
    A("060201", "Verpleegdag", 3, _KLIN, op_nota="J"),
    A("060202", "Verpleegdag op de babykamer", 3, _KLIN, op_nota="J"),
    A("060203", "Dagverpleging", 2, _DAG, op_nota="J"),
    A("060204", "Observatie van enkele uren", 2, _DAG, window=FROM_MID_2023),
    # Hand and pols. The small ones differ in slot or in case from the others.
    A("060301", "Pees van de hand hechten", 5, _KLEINE_HAND, (1, 20)),
    A("060302", "Handbotje zetten", 5, _KLEINE_HAND, (1, 25)),
    A("060303", "Hand herstellen", 5, _GROTE_HAND, (3, 120), op_nota="J"),
    A("060304", "Pols vastzetten", 5, _GROTE_HAND, (2, 90), UNTIL_2024),
    A("060304", "Pols vastzetten", 5, _GROTE_HAND, (2, 100), FROM_2024),
    A("060306", "Wond van de hand hechten", 5, _KLEINE_OPER, (1, 15)),
    A("060307", "Nagel verwijderen", 5, _KLEINE_OPER, (1, 10)),
    A("060308", "Gips aanleggen", 6, {6: "Z_GIPS"}, (1, 20)),
    A("060309", "Kunststof gips aanleggen", 6, {6: "Z_GIPS"}, (2, 30), FROM_2023),
    # Knie.
    A("060305", "Knie vervangen", 5, _OPER, (2, 150), op_nota="J"),
    A("060310", "In de knie kijken", 5, _OPER, (1, 30), UNTIL_2024),
    A("060312", "In de knie kijken en spoelen", 5, _OPER, (1, 35), FROM_2024),
    # Huid: green, oranje and rood in one cluster and in one klasse.
    A("060399", "Huidscan", 7),
    A("060401", "Wrat laseren", 6, _LASER, (1, 15)),
    A("060402", "Tekening in de huid laseren", 6, _LASER, (2, 30), aanspraak="1602"),
    A("060403", "Vlek in de huid laseren", 6, _LASER, (1, 20), aanspraak="2604"),
    A("060404", "Huid van de buik inkorten", 5, _OPER, (2, 90), aanspraak="1607"),
    A("060405", "Litteken corrigeren", 5, _OPER, (1, 45), aanspraak="2704"),
    A("060406", "Vetbult verwijderen", 5, _OPER, (1, 25)),
    # Oog.
    A("060501", "Troebele lens vervangen", 5, _OPER, (1, 30)),
    A("060502", "Heldere lens vervangen", 5, _OPER, (1, 30), aanspraak="2701"),
    A("060503", "Ooglid inkorten", 5, _OPER, (1, 30), aanspraak="2707"),
    A("060504", "Hoornvlies laseren", 6, _LASER, (1, 20), aanspraak="2601"),
    A("060505", "Netvlies laseren", 6, _LASER, (1, 25)),
    # Adem.
    A("060601", "Blaastest", 4, {7: "Z_LONGTEST"}, (1, 20)),
    A("060602", "Uitgebreide longtest", 4, {7: "Z_LONGTEST"}, (2, 60)),
    A("060603", "Inhalatieles", 12, {8: "Z_INHALATIE"}, (1, 30)),
    A("060604", "Medicijn per infuus", 6, {10: "Z_MEDICIJN"}, (2, 60)),
    A("060605", "Medicijn per injectie", 6, {10: "Z_MEDICIJN"}, (1, 10)),
    A("060606", "Luchtweg laseren", 6, _LASER, (2, 40)),
    A("060611", "Blaastest thuis", 4, {7: "Z_LONGTEST"}, (1, 20), FROM_2024),
    A("060612", "Blaastest bij inspanning", 4, {7: "Z_LONGTEST"}, (1, 25), FROM_2024),
    # Gezin en bekken.
    A("060701", "Sterilisatie van een man", 5, _OPER, (1, 20), aanspraak="1608"),
    A("060702", "Sterilisatie van een vrouw", 5, _OPER, (1, 40), aanspraak="1608"),
    # Beeld.
    A("060801", "Foto", 7, _BEELD, (1, 10)),
    A("060802", "Scan", 7, _BEELD, (2, 45), op_nota="J"),
    A("060803", "Echo", 7, _BEELD, (1, 20)),
    # Bijzonder: under a permit.
    A("060901", "Duinkuur", 6, {1: "Z_BIJZ"}, wbmv="2990", window=FROM_2023),
    A("060902", "Zeebadkuur", 6, {1: "Z_BIJZ"}, wbmv="9997", window=FROM_2023),
    # Minutes of audiologie and revalidatie.
    A("069001", "Korte hoortest", 12, {2: "Z_METING"}, (0, 20)),
    A("069002", "Lange hoortest", 12, {2: "Z_METING"}, (0, 40)),
    A("069003", "Hoortest, per minuut", 12, {2: "Z_METING"}, (0, 1)),
    A("069101", "Revalidatie, per 5 minuten", 16, {1: "Z_REVA"}, (0, 5)),
    A(
        "069102",
        "Revalidatie in een groep, per 5 minuten",
        16,
        {1: "Z_REVA", 2: "Z_GROEP"},
        (0, 5),
    ),
    A("069103", "Training, per 5 minuten", 16, {1: "Z_REVA"}, (0, 5)),
    A("069104", "Krachttraining, per 10 minuten", 16, {1: "Z_REVA"}, (0, 10)),
    # Overige zorgproducten, by tarieftype. 11, 15 and 16 are products of their own.
    A("061001", "Ondersteunend product", 12, tarieftype="10", window=UNTIL_2023),
    A("061101", "Vaatje dichtschroeien op verzoek", 5, tarieftype="11"),
    A("061102", "Hartfilm op verzoek", 4, tarieftype="11", window=FROM_MID_2023),
    A("061201", "Leefstijltraject", 99, tarieftype="12"),
    A("061301", "Keuring", 99, tarieftype="13", aanspraak="1601"),
    A("061302", "Rapport voor een ander", 99, tarieftype="13", aanspraak="1601"),
    A("061501", "IC-dag licht", 19, tarieftype="15", op_nota="J"),
    A("061502", "IC-dag zwaar", 19, tarieftype="15", op_nota="J"),
    A("061503", "IC-toeslag vervoer", 18, tarieftype="15", window=FROM_2023),
    A("061601", "Duur medicijn A", 20, tarieftype="16", window=UNTIL_2023),
    A("061602", "Duur medicijn B", 21, tarieftype="16", window=UNTIL_2024),
    A("061603", "Duur medicijn C", 20, tarieftype="16", window=FROM_2023),
    A("061701", "Stollingsfactor", 22, tarieftype="17"),
    A("062001", "Bloedbeeld op verzoek", 8, tarieftype="20"),
    A("062002", "Kweek op verzoek", 9, tarieftype="20"),
    A("062003", "Foto op verzoek", 7, _BEELD, (1, 10), tarieftype="20"),
    A("062501", "Zitting fysiotherapie", 12, tarieftype="25"),
    A("062502", "Zitting logopedie", 12, tarieftype="25", aanspraak="2612"),
    A("063001", "Beoordeling vooraf", 4, tarieftype="30"),
    # In the profile for information alone.
    A("067001", "Bloedbeeld", 8),
    A("067002", "Weefselonderzoek", 10),
)

KLASSEN: tuple[tuple[str, str, str, tuple[str, ...], Window], ...] = (
    # Z_OPER is also a cluster, of other activities; K_LICHT is used by two groups;
    # several activities have two klassen within one group.
    (
        "030909",
        "Z_OPER",
        "Operatie aan de hand",
        ("060301", "060302", "060303", "060304", "060306"),
        ALWAYS,
    ),
    (
        "030909",
        "K_LICHT",
        "Lichte behandeling van de hand",
        ("060301", "060306", "060307"),
        ALWAYS,
    ),
    ("030909", "K_LICHT", "Lichte behandeling van de hand", ("060309",), FROM_MID_2023),
    ("130909", "K_LICHT", "Kijkoperatie van de knie", ("060310",), UNTIL_2024),
    ("130909", "K_LICHT", "Kijkoperatie van de knie", ("060312",), FROM_2024),
    ("130909", "Z_OPER", "Operatie aan de knie", ("060305", "060801"), FROM_2023),
    ("070909", "K_LENS", "Lens of ooglid", ("060501", "060502", "060503"), ALWAYS),
    (
        "120909",
        "K_HUID",
        "Correctie van de huid",
        ("060404", "060405", "060406"),
        ALWAYS,
    ),
    ("998490", "K_TRAINING", "Training", ("069103", "069104"), FROM_2023),
)
"""Groep, klasse, text, activities and window."""

VERTALINGEN: tuple[tuple[str, str, str, str], ...] = (
    ("060103", "060113", "2022-09-01", "2022-12-31"),
    ("060312", "060310", "2023-09-01", "2023-12-31"),
    ("060611", "060601", "2023-09-01", "2023-12-31"),
    ("060612", "060602", "2023-09-01", "2023-10-31"),
    ("060612", "060601", "2023-11-01", "2023-12-31"),
)
"""New code, old code, first and last begindatum; one code has two windows."""

SPECIALISMEN: tuple[tuple[str, str, int, str | None, str | None, Window], ...] = (
    ("0301", "Oogheelkunde", 1, None, None, ALWAYS),
    ("0303", "Chirurgie", 1, "S_SNIJDEND", None, ALWAYS),
    ("0304", "Plastische chirurgie", 1, "S_SNIJDEND", None, ALWAYS),
    ("0305", "Orthopedie", 1, "S_SNIJDEND", None, ALWAYS),
    ("0307", "Gynaecologie", 1, None, None, ALWAYS),
    ("0310", "Dermatologie", 1, None, "S_BESCHOUW", ALWAYS),
    ("0316", "Kindergeneeskunde", 1, None, "S_BESCHOUW", ALWAYS),
    ("0322", "Longziekten", 1, None, "S_BESCHOUW", ALWAYS),
    ("0361", "Revalidatie (vervallen)", 1, None, None, UNTIL_2023),
    ("0389", "Anesthesiologie (ondersteuner)", 0, None, None, ALWAYS),
    ("1900", "Audiologisch centrum", 1, None, None, ALWAYS),
    ("8418", "Specialist ouderengeneeskunde", 1, None, None, ALWAYS),
)
"""Code, text, indicatie poortspecialisme, cluster 1, cluster 2 and window."""

ZORGTYPEN: tuple[tuple[str, str, str | None, str | None], ...] = (
    ("11", "Regulier", "T_BEHANDEL", None),
    ("13", "Consult", None, None),
    ("21", "Vervolg", "T_BEHANDEL", "T_NAZORG"),
    ("41", "Losse verrichtingen", None, None),
    ("51", "Ondersteuning of IC bij een hoofdtraject", None, None),
    ("52", "IC zonder hoofdtraject", None, None),
)
"""Code, text, cluster 1 and cluster 2; every specialisme has them, but for these."""

ZORGTYPEN_OF: dict[str, tuple[str, ...]] = {
    "1900": ("11", "21", "41"),
    "8418": ("11", "21", "51"),
}

ZORGVRAGEN: tuple[tuple[str, str, str, str | None, str | None], ...] = (
    ("0304", "0", "Geen bijzondere vraag", None, None),
    ("0304", "1", "Functie", None, None),
    ("0304", "2", "Litteken", None, "V_SPOED"),
    ("0316", "000", "Geen bijzondere vraag", None, None),
    ("0316", "010", "Acuut ziek", "V_KIND", "V_SPOED"),
    ("0316", "061", "Groei", "V_KIND", None),
)
"""Specialisme, code, text, cluster 1 and cluster 2."""

_TRAJECT = ("DG_888888",)
_HAND, _KNIE, _OOG = ("DG_HAND", "DH_BEWEGEN"), ("DG_KNIE", "DH_BEWEGEN"), ("DG_OOG",)
_GEZIN, _HUID, _ADEM = ("DG_GEZIN",), ("DG_HUID",), (None, "DH_ADEM")

DIAGNOSEN: tuple[tuple[str, str, str, str, tuple[str | None, ...], Window], ...] = (
    ("0301", "000", "Traject", "0", _TRAJECT, ALWAYS),
    ("0301", "111", "Zandoog", "710101", _OOG, ALWAYS),
    ("0301", "112", "Schermoog", "710102", (*_OOG, None, None, "DS_WERK"), ALWAYS),
    ("0301", "205", "Hangend ooglid", "710205", _OOG, FROM_MID_2023),
    ("0303", "000", "Traject", "0", _TRAJECT, ALWAYS),
    ("0303", "175", "Gezin compleet", "770175", (), ALWAYS),
    ("0303", "311", "Tuinhand", "730311", _HAND, ALWAYS),
    ("0303", "320", "Kolenbuil", "790320", (), ALWAYS),
    ("0303", "321", "Ketelbuil", "790321", (), UNTIL_2024),
    ("0304", "000", "Traject", "0", _TRAJECT, ALWAYS),
    ("0304", "411", "Tuinhand", "730311", _HAND, ALWAYS),
    ("0304", "412", "Litteken van een tuinhand", "730312", _HAND, ALWAYS),
    ("0305", "0000", "Traject", "0", _TRAJECT, ALWAYS),
    ("0305", "1101", "Pianopols", "730101", (*_HAND, None, "DS_WERK"), ALWAYS),
    ("0305", "1102", "Roeipols", "730102", (*_HAND, "DS_SPORT"), ALWAYS),
    ("0305", "1205", "Trapknie", "730205", _KNIE, ALWAYS),
    ("0305", "1206", "Loopknie", "730206", (*_KNIE, "DS_SPORT"), ALWAYS),
    ("0307", "000", "Traject", "0", _TRAJECT, ALWAYS),
    ("0307", "V12", "Bekkenstand", "770112", _GEZIN, ALWAYS),
    ("0307", "V13", "Gezinswens", "770113", _GEZIN, ALWAYS),
    ("0310", "00", "Traject", "0", _TRAJECT, ALWAYS),
    ("0310", "11", "Zomerhuid", "720011", _HUID, ALWAYS),
    (
        "0310",
        "12",
        "Inktvlek",
        "720012",
        (*_HUID, None, None, None, "DT_BLIJVEND"),
        ALWAYS,
    ),
    ("0316", "0000", "Traject", "0", _TRAJECT, ALWAYS),
    ("0316", "3101", "Slaapkring", "760101", (None,) * 5 + ("DK_KIND",), ALWAYS),
    ("0316", "3205", "Groeisprong", "760205", (None,) * 5 + ("DK_KIND",), ALWAYS),
    ("0322", "0000", "Traject", "0", _TRAJECT, ALWAYS),
    (
        "0322",
        "5101",
        "Stoflong",
        "510101",
        (None, None, None, "DS_WERK", "DT_BLIJVEND"),
        ALWAYS,
    ),
    ("0322", "5102", "Zanglong", "510102", (*_ADEM, "DS_SPORT"), ALWAYS),
    (
        "0322",
        "5103",
        "Jeugdlong",
        "510103",
        (*_ADEM, None, None, None, "DK_KIND"),
        FROM_2023,
    ),
    ("0361", "101", "Herstel", "780101", (), UNTIL_2023),
    ("1900", "11", "Concertoor", "740011", (), ALWAYS),
    ("1900", "12", "Fluitoor", "740012", (None,) * 4 + ("DT_BLIJVEND",), ALWAYS),
    ("8418", "101", "Herstel na een val", "780101", (), ALWAYS),
    ("8418", "102", "Herstel na een operatie", "780102", (), FROM_2023),
)
"""Specialisme, code as in the typeringslijst, text, DOT-code, clusters and window."""

INSTELLINGEN: tuple[tuple[str, str, str | None, str | None], ...] = (
    ("06990001", "Kliniek Duinhof", None, "I_KUST"),
    ("06990002", "Ziekenhuis Meerwijk", None, None),
    ("06990003", "Centrum Heuveldal", "I_CENTRUM", None),
    ("06990004", "Centrum Zeezicht", "I_CENTRUM", "I_KUST"),
)
"""AGB code, name, cluster 1 and cluster 2."""

AFSLUITREDENEN: tuple[tuple[str, str, Window], ...] = (
    ("00", "Nog niet gesloten (proef)", ALWAYS),
    ("02", "Overleden", ALWAYS),
    ("04", "Na een opname", ALWAYS),
    ("06", "Na een ingreep zonder opname", ALWAYS),
    ("08", "Na een behandeling zonder ingreep", ALWAYS),
    ("12", "Langste duur bereikt", UNTIL_2024),
    ("12", "Langste duur van 120 dagen bereikt", FROM_2024),
    ("14", "Consult afgerond", ALWAYS),
    ("16", "Losse verrichting gedaan", ALWAYS),
    ("18", "Ontslag van de IC", ALWAYS),
    ("20", "Samen met het hoofdtraject", ALWAYS),
)

GESLACHTEN = (("1", "M", "Man"), ("2", "F", "Vrouw"), ("9", "UN", "Onbepaald"))

MACHTIGINGEN: tuple[tuple[str, str, str, Window], ...] = (
    ("0301", "111", "060502", ALWAYS),
    ("0301", "205", "060503", FROM_MID_2023),
    ("0304", "412", "060405", ALWAYS),
    ("0310", "12", "060405", UNTIL_2024),
)
"""Specialisme, diagnose, activity and window."""


def tables() -> dict[str, list[Row]]:
    """The reference tables, but for ZorgProductGroepen and the trees' Producten."""
    return {
        "Specialismen": list(_specialismen()),
        "ZorgTypen": list(_zorgtypen()),
        "ZorgVragen": list(_zorgvragen()),
        "Diagnosen": list(_diagnosen()),
        "ZorgActiviteiten": [activiteit.row() for activiteit in ACTIVITEITEN],
        "BehandelKlassen": list(_klassen()),
        "AfsluitRedenen": [
            {
                "AfsluitRedenCode": code,
                "AfsluitRedenOmschrijving": text,
                **_dates(window),
            }
            for code, text, window in AFSLUITREDENEN
        ],
        "Geslachten": [
            {
                "GeslachtCodeNEN": nen,
                "GeslachtCodeHL7": hl7,
                "GeslachtOmschrijving": text,
                **_dates(ALWAYS),
            }
            for nen, hl7, text in GESLACHTEN
        ],
        "VertaalZorgActiviteiten": list(_vertalingen()),
        "ZorgInstellingen": list(_instellingen()),
        "LimitatieMachtigingen": list(_machtigingen()),
    }


def ozp_producten() -> list[Row]:
    """Six-digit products: activities with tarieftype 11, 15 or 16 (RZ17a)."""
    return [
        {
            "ProductCode": activiteit.code,
            "ProductOmschrijving": activiteit.omschrijving,
            "ConsumentenProductOmschrijving": activiteit.omschrijving,
            "DeclaratieCodeVerzekerdeZorg": activiteit.code,
            **_dates(activiteit.window),
        }
        for activiteit in ACTIVITEITEN
        if activiteit.tarieftype in ("11", "15", "16")
    ]


def _specialismen() -> Iterator[Row]:
    for code, text, indicatie, cluster_1, cluster_2, window in SPECIALISMEN:
        yield {
            "SpecialismeCode": code,
            "SpecialismeOmschrijving": text,
            "SpecialismeIndicatie": indicatie,
            "SpecialismeOID": f"2.16.840.1.113883.2.4.3.27.15.4.{int(code)}",
            "SpecialismeCluster": [cluster_1, cluster_2],
            **_dates(window),
        }


def _zorgtypen() -> Iterator[Row]:
    for specialisme, _, indicatie, _, _, window in SPECIALISMEN:
        for code, text, cluster_1, cluster_2 in ZORGTYPEN if indicatie else ():
            if code in ZORGTYPEN_OF.get(specialisme, (code,)):
                yield {
                    "SpecialismeCode": specialisme,
                    "ZorgTypeCode": code,
                    "ZorgTypeOmschrijving": text,
                    "ZorgTypeAttribuutCode": code,
                    "ZorgTypeCluster": [cluster_1, cluster_2],
                    "MaximaleLooptijd": 120,
                    **_dates(window),
                }


def _zorgvragen() -> Iterator[Row]:
    for specialisme, code, text, cluster_1, cluster_2 in ZORGVRAGEN:
        yield {
            "SpecialismeCode": specialisme,
            "ZorgVraagCode": code,
            "ZorgVraagOmschrijving": text,
            "ZorgVraagAttribuutCode": f"{specialisme}.{code}",
            "ZorgVraagCluster": [cluster_1, cluster_2],
            **_dates(ALWAYS),
        }


def _diagnosen() -> Iterator[Row]:
    for specialisme, code, text, dot_code, clusters, window in DIAGNOSEN:
        yield {
            "SpecialismeCode": specialisme,
            "DiagnoseCode": code,
            "DiagnoseOmschrijving": text,
            "DiagnoseAttribuutCode": f"{specialisme}.{code}",
            "ICD10DiagnoseCode": dot_code,
            "DiagnoseCluster": [*clusters, *(None,) * (6 - len(clusters))],
            **_dates(window),
        }


def _klassen() -> Iterator[Row]:
    for groep, klasse, text, codes, window in KLASSEN:
        for code in codes:
            yield {
                "ZorgProductGroepCode": groep,
                "ZorgActiviteitCode": code,
                "BehandelKlasseCode": klasse,
                "BehandelKlasseOmschrijving": text,
                **_dates(window),
            }


def _vertalingen() -> Iterator[Row]:
    texts = {activiteit.code: activiteit.omschrijving for activiteit in ACTIVITEITEN}
    for new, old, first, last in VERTALINGEN:
        yield {
            "ZorgActiviteitCode": new,
            "ZorgActiviteitOmschrijving": texts[new],
            "ZorgActiviteitCodeOud": old,
            "ZorgActiviteitOmschrijvingOud": texts[old],
            **_dates((first, last)),
        }


def _instellingen() -> Iterator[Row]:
    for code, name, cluster_1, cluster_2 in INSTELLINGEN:
        yield {
            "ZorgInstellingsCode": code,
            "ZorgInstellingsCodeURA": code[1:],
            "ZorgInstellingsOmschrijving": name,
            "ZorgInstellingsQuota": 500,
            "ZorgInstellingsCluster": [cluster_1, cluster_2],
            **_dates(ALWAYS),
        }


def _machtigingen() -> Iterator[Row]:
    diagnosen = {(row[0], row[1]): row[2] for row in DIAGNOSEN}
    texts = {activiteit.code: activiteit.omschrijving for activiteit in ACTIVITEITEN}
    for specialisme, diagnose, code, window in MACHTIGINGEN:
        yield {
            "SpecialismeCode": specialisme,
            "DiagnoseCode": diagnose,
            "DiagnoseOmschrijving": diagnosen[specialisme, diagnose],
            "ZorgActiviteitCode": code,
            "ZorgActiviteitOmschrijving": texts[code],
            **_dates(window),
        }
