"""The invented trees of the example release, one function a group.

Every tree is written for a year, so that what changed between the three versions can be
read where it changed. Groups, texts and codes are ours; none exists in a release of the
NZa. Together the trees use every boomparameter and every way of testing.
"""

from collections.abc import Iterator

from dbc_grouper_data.making.release_language import (
    Ask,
    Attribuut,
    Node,
    ask,
    equals,
    number,
    period,
    product,
    uitval,
)

# Who, where and when.
BABY = Attribuut(100, "Nog geen jaar oud", "0", filterwaardetype=1)
KIND = number(0, 17, "Leeftijd van 0 tot en met 17 jaar")
SENIOR = number(75, 130, "Leeftijd van 75 jaar of ouder")
VROUW = equals(101, "2", "Vrouw")
MAN = equals(101, "1", "Man")
DUINHOF = equals(110, "06990001", "Kliniek Duinhof")
CENTRUM = equals(111, "I_CENTRUM", "Aangewezen centrum")
KUST = equals(112, "I_KUST", "Instelling aan de kust")
DERMATOLOGIE = equals(200, "0310", "Dermatologie")
KINDERARTS = equals(200, "0316", "Kindergeneeskunde")
AUDIOLOGIE = equals(200, "1900", "Audiologisch centrum")
OUDEREN = equals(200, "8418", "Specialist ouderengeneeskunde")
SNIJDEND = equals(201, "S_SNIJDEND", "Snijdend specialisme")
BESCHOUWEND = equals(202, "S_BESCHOUW", "Beschouwend specialisme")
REGULIER = equals(210, "11", "Zorgtype regulier")
CONSULT = equals(210, "13", "Zorgtype consult")
VERVOLG = equals(210, "21", "Zorgtype vervolg")
BEHANDELING = equals(211, "T_BEHANDEL", "Behandelend zorgtype")
NAZORG = equals(212, "T_NAZORG", "Zorgtype van nazorg")
GROEI = equals(220, "0316.061", "Zorgvraag groei")
LITTEKEN = equals(220, "0304.2", "Zorgvraag litteken")
KINDVRAAG = equals(221, "V_KIND", "Zorgvraag van een kind")
SPOEDVRAAG = equals(222, "V_SPOED", "Zorgvraag met spoed")
VOORJAAR = period("2024-01-01", "2024-06-30", "Geopend in de eerste helft van 2024")
SCHRIKKELDAG = Attribuut(241, "Geopend op 29 februari 2024", "20240229", None, 1, 3)

# Which diagnose.
ROEIPOLS = equals(230, "0305.1102", "Roeipols")
BEKKENSTAND = equals(230, "0307.V12", "Bekkenstand")
GEZIN_COMPLEET = equals(230, "0303.175", "Gezin compleet")
STOFLONG = equals(231, "510101", "Stoflong volgens DOT-code")
TRAJECT = equals(232, "DG_888888", "Diagnose Traject")
HAND = equals(232, "DG_HAND", "Diagnose hand of pols")
KNIE = equals(232, "DG_KNIE", "Diagnose knie")
OOG = equals(232, "DG_OOG", "Diagnose oog")
GEZIN = equals(232, "DG_GEZIN", "Diagnose gezin of bekken")
ADEM = equals(233, "DH_ADEM", "Hoofdgroep ademhaling")
SPORT = equals(234, "DS_SPORT", "Door sport ontstaan")
WERK = equals(235, "DS_WERK", "Door werk ontstaan")
CHRONISCH = equals(236, "DT_BLIJVEND", "Blijvend beeld")
KINDBEELD = equals(237, "DK_KIND", "Beeld dat bij kinderen hoort")

# How many activities: by code, by cluster slot, by behandelklasse. Z_OPER stands in two
# slots and is also a klasse; Z_HAND and Z_hand differ in case alone.
HUIDSCAN = equals(300, "060399", "Huidscan")
STERILISATIE_MAN = equals(300, "060701", "Sterilisatie van een man")
STERILISATIE_VROUW = equals(300, "060702", "Sterilisatie van een vrouw")
POLI = equals(301, "Z_POLI", "Bezoek aan de polikliniek")
KLIN = equals(301, "Z_KLIN", "Verpleegdag")
DAG = equals(301, "Z_DAG", "Dagverpleging")
ICC = equals(301, "Z_ICC", "Consult bij een opgenomen patiënt")
BIJZONDER = equals(301, "Z_BIJZ", "Bijzondere verrichting")
OP_AFSTAND = equals(302, "Z_OPAFSTAND", "Consult op afstand")
GROTE_HAND = equals(303, "Z_HAND", "Grote handingreep")
KLEINE_HAND = equals(303, "Z_hand", "Kleine handingreep")
KLEINE_OPERATIE = equals(304, "Z_OPER", "Kleine operatie")
BEELD = equals(305, "Z_BEELD", "Beeldvorming")
GIPS = equals(306, "Z_GIPS", "Gips")
LONGTEST = equals(307, "Z_LONGTEST", "Longtest")
INHALATIE = equals(308, "Z_INHALATIE", "Inhalatieles")
LASER = equals(309, "Z_LASER", "Laserbehandeling")
MEDICIJN = equals(310, "Z_MEDICIJN", "Toediening van een medicijn")
OPERATIEKLASSE = equals(351, "Z_OPER", "Operatie volgens klasse")
LICHTE_KLASSE = equals(351, "K_LICHT", "Lichte behandeling volgens klasse")
LENSKLASSE = equals(351, "K_LENS", "Lens of ooglid volgens klasse")
HUIDKLASSE = equals(351, "K_HUID", "Huidcorrectie volgens klasse")

# Weegfactor 1: zwaarte.
ZWARE_KNIE = equals(400, "060305", "Zwaarte van de knievervanging")
ZWARE_OPERATIE = equals(401, "Z_OPER", "Zwaarte van operaties")
ZWARE_SPOED = equals(402, "Z_SPOED", "Zwaarte van spoed")
ZWARE_HAND = equals(403, "Z_HAND", "Zwaarte van grote handingrepen")
ZWARE_KLEINE_OPERATIE = equals(404, "Z_OPER", "Zwaarte van kleine operaties")
ZWAAR_BEELD = equals(405, "Z_BEELD", "Zwaarte van beeldvorming")
ZWAAR_GIPS = equals(406, "Z_GIPS", "Zwaarte van gips")
ZWARE_LONGTEST = equals(407, "Z_LONGTEST", "Zwaarte van longtesten")
ZWARE_INHALATIE = equals(408, "Z_INHALATIE", "Zwaarte van inhalatielessen")
ZWARE_LASER = equals(409, "Z_LASER", "Zwaarte van laserbehandelingen")
ZWAAR_MEDICIJN = equals(410, "Z_MEDICIJN", "Zwaarte van medicijnen")
ZWARE_OPERATIEKLASSE = equals(451, "Z_OPER", "Zwaarte van operaties volgens klasse")

# Weegfactor 2: minuten.
MINUTEN_TRAINING = equals(500, "069103", "Minuten training")
MINUTEN_REVALIDATIE = equals(501, "Z_REVA", "Minuten revalidatie")
MINUTEN_GROEP = equals(502, "Z_GROEP", "Minuten in een groep")
MINUTEN_METING = equals(502, "Z_METING", "Minuten meten")
MINUTEN_HAND = equals(503, "Z_HAND", "Minuten grote handingreep")
MINUTEN_KLEINE_OPERATIE = equals(504, "Z_OPER", "Minuten kleine operatie")
MINUTEN_BEELD = equals(505, "Z_BEELD", "Minuten beeldvorming")
MINUTEN_GIPS = equals(506, "Z_GIPS", "Minuten gips")
MINUTEN_LONGTEST = equals(507, "Z_LONGTEST", "Minuten longtest")
MINUTEN_INHALATIE = equals(508, "Z_INHALATIE", "Minuten inhalatieles")
MINUTEN_LASER = equals(509, "Z_LASER", "Minuten laser")
MINUTEN_MEDICIJN = equals(510, "Z_MEDICIJN", "Minuten toediening")
MINUTEN_TRAININGSKLASSE = equals(551, "K_TRAINING", "Minuten training volgens klasse")


def trees(year: int) -> Iterator[tuple[str, str, Ask]]:
    """The trees in force in a year: code, text and root; some groups join later."""
    yield "0", "Topboom", topboom(year)
    yield "019999", "Overige zorg", overige_zorg(year)
    yield "030909", "Hand en pols", hand(year)
    yield "070909", "Oog", oog(year)
    yield "120909", "Huid", huid(year)
    yield "140909", "Gezin en bekken", gezin()
    yield "888888", "Uitval", traject()
    yield "990903", "Consult", consult()
    if year >= 2023:
        yield "100909", "Adem", adem(year)
        yield "130909", "Knie", knie(year)
        yield "990919", "Kind", kind()
        yield "991990", "Audiologie", audiologie()
        yield "998490", "Geriatrische revalidatie", revalidatie(year)
    if year >= 2024:
        yield "979909", "Bijzondere verrichtingen", bijzonder()


def topboom(year: int) -> Ask:
    """Which group; row 1 lets a Traject diagnose and unknown zorgtypen apart.

    With zorgtype 11, 13 or 21 exactly one of its first three conditions holds, so the
    second must be the diagnose Traject (as in RZ17a).
    """
    node: Node = "019999"
    if year >= 2023:
        node = ask("Adem", ADEM, STOFLONG, yes="100909", no=node)
    node = ask("Gezin of bekken", GEZIN, GEZIN_COMPLEET, yes="140909", no=node)
    node = ask("Huid", DERMATOLOGIE, HUIDSCAN, yes="120909", no=node)
    node = ask("Oog", OOG, yes="070909", no=node)
    if year >= 2023:
        node = ask("Knie", KNIE, yes="130909", no=node)
    node = ask("Hand bij een snijder", HAND, SNIJDEND, needs=2, yes="030909", no=node)
    if year >= 2023:
        two_of_four = (KINDERARTS, KINDVRAAG, KIND, KINDBEELD)
        node = ask("Kind", *two_of_four, needs=2, yes="990919", no=node)
    node = ask("Consult", CONSULT, yes="990903", no=node)
    if year >= 2023:
        node = ask("Audiologie", AUDIOLOGIE, yes="991990", no=node)
        node = ask("Ouderen", OUDEREN, yes="998490", no=node)
    if year >= 2024:
        node = ask("Bijzondere verrichting", BIJZONDER, yes="979909", no=node)
    row_1 = (REGULIER, CONSULT, VERVOLG, TRAJECT)
    return ask("Technische uitval", *row_1, needs=2, yes="888888", no=node)


def overige_zorg(year: int) -> Ask:
    """The default group; from 2023 one visit is told from more by toetswijze 1."""
    node: Node = uitval("001")
    if year >= 2023:
        meer = product("005", "15X005", "Meer bezoeken aan het ziekenhuis")
        node = ask("Meer dan een bezoek", POLI.at_least(2), yes=meer, no=node)
        een = product("004", "15X004", "Een bezoek aan het ziekenhuis")
        node = ask("Precies een bezoek", POLI.exactly(1), yes=een, no=node)
    else:
        een = product("004", "15X004", "Een bezoek aan het ziekenhuis")
        node = ask("Bezoek", POLI, yes=een, no=node)
    dag = product("003", "15X003", "Een dag in het ziekenhuis")
    node = ask("Dagverpleging", DAG, yes=dag, no=node)
    lang = product("006", "14X006", "Meer dan vier weken in het ziekenhuis")
    kort = product("002", "14X002", "Opname in het ziekenhuis")
    opname = ask("Meer dan 28 verpleegdagen", KLIN.at_least(29), yes=lang, no=kort)
    return ask("Verpleegdag", KLIN, yes=opname, no=node)


def hand(year: int) -> Ask:
    """Klassen, k-of-n, [0,0], and clusters that differ in slot or case alone."""
    node: Node = uitval("001")
    bezoek = product("009", "15X039", "Bezoek in verband met uw hand")
    node = ask("Bezoek", POLI, OP_AFSTAND, yes=bezoek, no=node)
    roeipols = product("008", "15X038", "Behandeling van een roeipols")
    node = ask("Roeipols door sport", ROEIPOLS, SPORT, needs=2, yes=roeipols, no=node)
    gips = product("007", "15X037", "Gips om uw hand of pols")
    gips_zwaarte = (GIPS, ZWAAR_GIPS.at_least(3), MINUTEN_GIPS.at_least(40))
    node = ask("Zwaar of langdurig gips", *gips_zwaarte, needs=2, yes=gips, no=node)
    licht = product("006", "15X036", "Lichte behandeling van uw hand")
    node = ask("Lichte behandeling", LICHTE_KLASSE, yes=licht, no=node)
    ingreep: Node = product("005", "15X035", "Operatie aan uw hand")
    klein = product("004", "15X034", "Kleine operatie aan uw hand")
    minuten = MINUTEN_KLEINE_OPERATIE.within(1, 30)
    kleine = (KLEINE_HAND, KLEINE_OPERATIE, minuten, LITTEKEN)
    ingreep = ask("Kleine ingreep", *kleine, yes=klein, no=ingreep)
    groot = product("003", "15X033", "Grote operatie aan uw hand, zonder gips")
    ingreep = ask(
        "Grote ingreep zonder gips",
        *(GROTE_HAND, GIPS.none()),
        needs=2,
        yes=groot,
        no=ingreep,
    )
    zwaar = product("002", "15X032", "Zware operatie aan uw hand")
    ingreep = ask(
        "Zware ingreep",
        OPERATIEKLASSE.at_least(3),
        ZWARE_OPERATIEKLASSE.at_least(4 if year < 2024 else 5),
        ZWARE_HAND.at_least(4),
        MINUTEN_HAND.at_least(181),
        needs=2,
        yes=zwaar,
        no=ingreep,
    )
    return ask("Operatie volgens klasse", OPERATIEKLASSE, yes=ingreep, no=node)


def oog(year: int) -> Ask:
    """Oranje care in clusters mixed with care that anyone is entitled to."""
    bezoek = product("005", "15X075", "Bezoek in verband met uw oog")
    node: Node = ask("Bezoek", POLI, yes=bezoek, no=uitval("001"))
    laser = product("004", "15X074", "Laserbehandeling van uw oog")
    node = ask("Laser", LASER, restricted=year >= 2023, yes=laser, no=node)
    dag = product("003", "15X073", "Operatie aan lens of ooglid met dagopname")
    poli = product("002", "15X072", "Operatie aan lens of ooglid")
    lens = ask("Dagverpleging", DAG, yes=dag, no=poli)
    return ask("Lens of ooglid", LENSKLASSE, restricted=True, yes=lens, no=node)


def huid(year: int) -> Ask:
    """Two flagged rules on one path: rood and oranje can both be decisive."""
    scan = product("007", "15X127", "Huidscan")
    bezoek = product("006", "15X126", "Bezoek in verband met uw huid")
    node: Node = ask("Bezoek", POLI, yes=bezoek, no=uitval("001"))
    node = ask("Huidscan", HUIDSCAN, yes=scan, no=node)
    licht = product("005", "15X125", "Kleine correctie van uw huid")
    node = ask("Correctie", HUIDKLASSE, restricted=True, yes=licht, no=node)
    meer = product("004", "15X124", "Meer dan twee laserbehandelingen van uw huid")
    beide = product("003", "15X123", "Laser en correctie van uw huid")
    enkel = product("002", "15X122", "Laserbehandeling van uw huid")
    laser: Node = ask("Correctie", HUIDKLASSE, yes=beide, no=enkel)
    if year >= 2023:
        laser = ask("Meer dan twee lasers", LASER.at_least(3), yes=meer, no=laser)
    return ask("Laser", LASER, restricted=True, yes=laser, no=node)


def adem(year: int) -> Ask:
    """Scores: how many of several counts and weights are reached."""
    node: Node = uitval("001")
    bezoek = product("008", "14X108", "Bezoek in verband met uw longen")
    node = ask("Bezoek", POLI, OP_AFSTAND, yes=bezoek, no=node)
    blijvend = product("007", "14X107", "Begeleiding bij een blijvende longziekte")
    chronisch = (CHRONISCH, WERK, INHALATIE)
    node = ask("Blijvend of door werk", *chronisch, needs=2, yes=blijvend, no=node)
    tijd = product("006", "14X106", "Uitgebreide les en test voor uw longen")
    minuten = (
        MINUTEN_LONGTEST.at_least(60),
        MINUTEN_INHALATIE.within(30, 240),
        MINUTEN_LASER.at_least(20),
        MINUTEN_MEDICIJN.at_least(120),
    )
    node = ask("Twee van vier tijden", *minuten, needs=2, yes=tijd, no=node)
    zwaar = product("005", "14X105", "Zware behandeling van uw longen")
    zwaarte = (
        ZWARE_LONGTEST.at_least(3),
        ZWARE_INHALATIE.at_least(2),
        ZWARE_LASER.at_least(2),
        ZWAAR_MEDICIJN.at_least(4),
    )
    node = ask("Twee van vier zwaarten", *zwaarte, needs=2, yes=zwaar, no=node)
    onderzoek = product("004", "14X104", "Uitgebreid onderzoek van uw longen")
    breed = (LONGTEST, INHALATIE, LASER, MEDICIJN, BEELD, GIPS.none())
    needs = 4 if year >= 2024 else 5
    node = ask("Breed onderzoek", *breed, needs=needs, yes=onderzoek, no=node)
    kort = product("003", "14X103", "Opname voor uw longen")
    lang = product("002", "14X102", "Lange opname voor uw longen")
    opname = ask("Meer dan 10 verpleegdagen", KLIN.at_least(11), yes=lang, no=kort)
    return ask("Verpleegdag", KLIN, yes=opname, no=node)


def knie(year: int) -> Ask:
    """A klasse shared with another group; two products with one declaratiecode."""
    bezoek = product("006", "15X136", "Bezoek in verband met uw knie")
    node: Node = ask("Bezoek", POLI, yes=bezoek, no=uitval("001"))
    beeld = product("005", "15X135", "Onderzoek van uw knie")
    onderzoek = (ZWAAR_BEELD.at_least(2), MINUTEN_BEELD.at_least(45))
    node = ask("Uitgebreide beeldvorming", *onderzoek, yes=beeld, no=node)
    # One declaratiecode for two products: a code does not tell the product.
    sport = product("007", "15X134", "Kijkoperatie in uw knie")
    anders = product("004", "15X134", "Kijkoperatie in uw knie")
    kijk: Node = ask("Door sport", SPORT, yes=sport, no=anders)
    node = ask("Kijkoperatie", LICHTE_KLASSE, yes=kijk, no=node)
    senior = product("003", "14X133", "Nieuwe knie op hoge leeftijd")
    nieuw = product("002", "14X132", "Nieuwe knie")
    vervanging: Node = ask("75 jaar of ouder", SENIOR, yes=senior, no=nieuw)
    if year >= 2024:
        twee = product("008", "14X138", "Twee nieuwe knieën")
        vervanging = ask("Beide", ZWARE_KNIE.at_least(4), yes=twee, no=vervanging)
    return ask("Knievervanging", ZWARE_KNIE, yes=vervanging, no=node)


def gezin() -> Ask:
    """Rood care, for men and women; one rule tests codes without aanspraak_code."""
    bezoek = product("007", "14X147", "Bezoek in verband met gezin of bekken")
    node: Node = ask("Bezoek", POLI, yes=bezoek, no=uitval("001"))
    bekken = product("006", "14X146", "Behandeling van de bekkenstand")
    node = ask("Bekken", VROUW, BEKKENSTAND, needs=2, yes=bekken, no=node)
    echo = product("005", "14X145", "Echo")
    node = ask("Echo", BEELD, yes=echo, no=node)
    opname = product("004", "14X144", "Sterilisatie met opname")
    vrouw = product("003", "14X143", "Sterilisatie")
    man = product("002", "15X142", "Sterilisatie van een man")
    sterilisatie = ask(
        "Man", MAN, yes=man, no=ask("Opname", KLIN, yes=opname, no=vrouw)
    )
    codes = (STERILISATIE_MAN, STERILISATIE_VROUW)
    return ask("Sterilisatie", *codes, restricted=True, yes=sterilisatie, no=node)


def traject() -> Ask:
    """Uitval for whoever was not typed; no leaf can be declared."""
    return ask("Diagnose Traject", TRAJECT, yes=uitval("001"), no=uitval("002"))


def bijzonder() -> Ask:
    """Who does it and when: instelling and its clusters, zorgtype, begindatum."""
    voorjaar = product("003", "14X973", "Bijzondere verrichting, eerste halfjaar")
    najaar = product("002", "14X972", "Bijzondere verrichting")
    kust: Node = ask("Eerste halfjaar", VOORJAAR, yes=voorjaar, no=najaar)
    schrikkel = product("006", "14X976", "Bijzondere verrichting op een schrikkeldag")
    kust = ask("Schrikkeldag", SCHRIKKELDAG, yes=schrikkel, no=kust)
    nazorg = product("005", "14X975", "Nazorg bij een bijzondere verrichting")
    binnenland = product("004", "14X974", "Bijzondere verrichting in een centrum")
    centrum = ask("Nazorg", NAZORG, BEHANDELING, needs=2, yes=nazorg, no=binnenland)
    plaats = ask("Aan de kust", KUST, yes=kust, no=centrum)
    return ask("Aangewezen", DUINHOF, CENTRUM, yes=plaats, no=uitval("001"))


def consult() -> Ask:
    """An intercollegiaal consult, by kind of specialisme."""
    snijdend = product("002", "15X902", "Consult van een snijdend specialist")
    beschouwend = product("003", "15X903", "Consult van een beschouwend specialist")
    ander = product("004", "15X904", "Consult van een andere specialist")
    soort = ask("Beschouwend", BESCHOUWEND, yes=beschouwend, no=ander)
    soort = ask("Snijdend", SNIJDEND, yes=snijdend, no=soort)
    return ask("Consult bij opname", ICC, yes=soort, no=uitval("001"))


def kind() -> Ask:
    """Leeftijd, zorgvraag, spoed and zwaarte."""
    node: Node = uitval("001")
    bezoek = product("007", "14X097", "Bezoek van een kind")
    node = ask("Bezoek", POLI, OP_AFSTAND, yes=bezoek, no=node)
    spoed = product("003", "14X093", "Spoedzorg voor een kind")
    dringend = (SPOEDVRAAG, ZWARE_SPOED)
    node = ask("Spoed", *dringend, yes=spoed, no=node)
    vraag = product("002", "14X092", "Zorg voor de groei van een kind")
    node = ask("Groei", GROEI, yes=vraag, no=node)
    opname: Node = product("004", "14X094", "Opname van een kind")
    zwaar = product("006", "14X096", "Zware operatie bij een kind")
    licht = product("008", "14X098", "Kleine operatie bij een kind")
    klein = ZWARE_KLEINE_OPERATIE.within(1, 2)
    opname = ask("Kleine operatie", klein, yes=licht, no=opname)
    opname = ask("Zware operatie", ZWARE_OPERATIE.at_least(3), yes=zwaar, no=opname)
    baby = product("005", "14X095", "Opname van een baby")
    opname = ask("Baby", BABY, yes=baby, no=opname)
    return ask("Verpleegdag", KLIN, yes=opname, no=node)


def audiologie() -> Ask:
    """Adjacent ranges of minutes: up to 480, and from 481."""
    lang = product("003", "15X193", "Meer dan acht uur hooronderzoek")
    senior = product("004", "15X194", "Hooronderzoek op hoge leeftijd")
    kort = product("002", "15X192", "Hooronderzoek")
    meting: Node = ask("75 jaar of ouder", SENIOR, yes=senior, no=kort)
    hoogstens = MINUTEN_METING.within(1, 480)
    node = ask("Meting tot en met 8 uur", hoogstens, yes=meting, no=uitval("001"))
    return ask("Meer dan 8 uur", MINUTEN_METING.at_least(481), yes=lang, no=node)


def revalidatie(year: int) -> Ask:
    """Minutes with exact bounds; [0,240] holds for who had no group at all."""
    uren_40 = 2401 if year >= 2024 else 1801
    kort: Node = product("002", "14X482", "Korte revalidatie")
    training = (MINUTEN_TRAININGSKLASSE.at_least(300), MINUTEN_TRAINING.at_least(200))
    getraind = product("006", "14X486", "Korte revalidatie met veel training")
    kort = ask("Veel training", *training, yes=getraind, no=kort)
    groep = product("003", "14X483", "Revalidatie, vooral in een groep")
    alleen = product("004", "14X484", "Revalidatie")
    midden = ask(
        "Groep hoogstens 4 uur", MINUTEN_GROEP.within(0, 240), yes=alleen, no=groep
    )
    midden = ask(
        "Tot en met 10 uur", MINUTEN_REVALIDATIE.within(1, 600), yes=kort, no=midden
    )
    lang = product("005", "14X485", "Lange revalidatie")
    veel = MINUTEN_REVALIDATIE.at_least(uren_40)
    duur = ask("Lange revalidatie", veel, yes=lang, no=midden)
    return ask("Behandelminuten", MINUTEN_REVALIDATIE, yes=duur, no=uitval("001"))
