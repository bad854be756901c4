"""The care of the example batch, registered as the rules ask.

The batch draws its activities and closing days; here they are put in order, so that
what is declared of them is right: one consult of a specialisme a day, none on a day of
nursing, one nursing day a day, a subtraject closed on the day that its care asks for,
and a follow-up that begins when the one before it is closed. Rules: NR/CU-263 art. 6
and 16 to 24 (2016).
"""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from functools import cache

import polars as pl
from dbc_grouper_data import batch_paths
from dbc_grouper_data.making.example_personen import personen, subtrajecten
from dbc_grouper_data.making.example_referenties import ACTIVITEITEN

VERPLEEGDAGEN = ("060201", "060202")
DAGVERPLEGING, OBSERVATIE = "060203", "060204"
IC_DAGEN = ("061501", "061502")
EERSTE, HERHAAL = "060101", "060102"
OP_AFSTAND = ("060103", "060113")
CONSULTEN = (EERSTE, HERHAAL, "060105", "060106", *OP_AFSTAND)
EENS_PER_120_DAGEN = ("060309",)
VERBLIJF_VEREIST = "060404"
# Days of absence and of ambulant rehabilitation ask for care that is not drawn.
WEGGELATEN = ("060902", "069003")
_KLASSE = {each.code: each.zorgprofielklasse for each in ACTIVITEITEN}
_OPERATIE = 5
GRZ = "8418"
_DAY = timedelta(days=1)
_HERSTEL, _LANGST = timedelta(days=42), timedelta(days=120)
_CONSERVATIEF = {"11": timedelta(days=90), "21": _LANGST}
_NIEUW = timedelta(days=360)
EINDE = date(2024, 12, 31)


@dataclass(frozen=True)
class Activiteit:
    """An activity on a day."""

    code: str
    dag: date
    aantal: int


@dataclass(frozen=True)
class Subtraject:
    """A subtraject of the batch, before or after it is put in order."""

    rij: dict[str, str | None]
    begin: date
    eind: date
    activiteiten: tuple[Activiteit, ...]

    @property
    def zorgtype(self) -> str:
        """Its kind."""
        return self.rij["zorgtype_code"] or ""

    @property
    def traject(self) -> tuple[str | None, ...]:
        """What it follows up: person, institution and zorgtraject."""
        return (*self._where, self.rij["zorgtraject_nummer"])

    @property
    def specialisme(self) -> tuple[str | None, ...]:
        """Where no other may run beside it."""
        return (*self._where, self.rij["specialisme_code"])

    @property
    def persoon(self) -> str | None:
        """Whose it is."""
        return self.rij["verzekerde_id"]

    @property
    def _where(self) -> tuple[str | None, ...]:
        return self.rij["verzekerde_id"], self.rij["zorginstelling_code"]


@dataclass
class Agenda:
    """Which days of whom are taken, and what closed when."""

    consulten: set[tuple[object, ...]] = field(default_factory=set)
    verpleging: set[tuple[object, ...]] = field(default_factory=set)
    overig: set[tuple[object, ...]] = field(default_factory=set)
    laatst: dict[tuple[object, ...], date] = field(default_factory=dict)
    gesloten: dict[tuple[object, ...], date] = field(default_factory=dict)
    lopend: dict[tuple[object, ...], date] = field(default_factory=dict)


@cache
def registratie() -> tuple[pl.DataFrame, pl.DataFrame]:
    """Subtrajecten and activities in order: columns of the batch, days as dates."""
    agenda = Agenda()
    kept = [
        made
        for each in sorted(_given(), key=lambda each: (each.begin, each.zorgtype))
        if (made := _in_order(each, agenda)) is not None and made.eind <= EINDE
    ]
    kept.sort(key=lambda each: each.rij["subtraject_nummer"] or "")
    rows = [
        {**each.rij, "begindatum": each.begin, "einddatum": each.eind} for each in kept
    ]
    lines = [
        (each.rij["subtraject_nummer"], one.code, one.aantal, one.dag)
        for each in kept
        for one in each.activiteiten
    ]
    schema = {
        "subtraject_nummer": pl.String,
        "zorgactiviteit_code": pl.String,
        "aantal": pl.Int64,
        "uitvoerdatum": pl.Date,
    }
    return (
        pl.DataFrame(rows, infer_schema_length=None),
        pl.DataFrame(lines, schema=schema, orient="row"),
    )


def _given() -> Iterator[Subtraject]:
    """What the batch has, but for rows that a hospital would not declare."""
    lines = defaultdict(list)
    drawn = pl.read_csv(batch_paths()[1], separator=";", infer_schema=False)
    for nummer, code, aantal, dag in drawn.iter_rows():
        lines[nummer].append((code, aantal, dag))
    known = {row["verzekerde_id"]: row for row in personen()}
    for rij in (
        subtrajecten().unique("subtraject_nummer", keep="none").iter_rows(named=True)
    ):
        person = known.get(rij["verzekerde_id"])
        begin, eind = _day(rij["begindatum"]), _day(rij["einddatum"])
        own = [
            Activiteit(code.zfill(6), day, int(aantal))
            for code, aantal, dag in lines[rij["subtraject_nummer"]]
            if (day := _day(dag)) is not None and (aantal or "").isdecimal()
        ]
        is_whole = len(own) == len(lines[rij["subtraject_nummer"]])
        if (
            person is None
            or begin is None
            or eind is None
            or not is_whole
            or rij["ontvanger"] != "VERZEKERAAR"
            or len(rij["specialisme_code"] or "") != 4
            or any(not begin <= each.dag <= eind for each in own)
        ):
            continue
        rij |= {
            "geboortedatum": person["geboortedatum"],
            "geslacht": person["geslacht"],
            "leeftijd_jaar": None,
            "aanspraak": "J",
        }
        yield Subtraject(rij, begin, eind, tuple(sorted(own, key=lambda a: a.dag)))


def _in_order(given: Subtraject, agenda: Agenda) -> Subtraject | None:
    """The subtraject as it should have been registered; None where it cannot be."""
    moved = _moved(given, agenda)
    if moved is None or moved.eind > EINDE:
        return None
    own = _with_consults(moved, _with_days(moved, agenda))
    own = tuple(each for each in own if each.dag <= EINDE)
    if not own:
        return None
    made = _closed(replace(moved, activiteiten=own))
    if made.rij["specialisme_code"] == GRZ and made.eind - made.begin < _HERSTEL:
        return None
    if made.zorgtype in _CONSERVATIEF:
        agenda.gesloten[made.traject] = made.eind
        key = (*made.specialisme, made.rij["diagnose_code"])
        agenda.laatst[key] = made.eind
        known = agenda.lopend.get(made.specialisme, made.eind)
        agenda.lopend[made.specialisme] = max(known, made.eind)
    return made


def _moved(given: Subtraject, agenda: Agenda) -> Subtraject | None:
    """A follow-up after what it follows; a new one where none runs or has just run."""
    if given.zorgtype == "21":
        closed = agenda.gesloten.get(given.traject)
        if closed is None:
            return None
        begin = min(max(given.begin, closed + _DAY), closed + _LANGST)
        shift = begin - given.begin
    elif given.zorgtype == "11":
        key = (*given.specialisme, given.rij["diagnose_code"])
        running = agenda.lopend.get(given.specialisme)
        last = agenda.laatst.get(key)
        is_running = running is not None and given.begin <= running
        if is_running or (last is not None and given.begin <= last + _NIEUW):
            return None
        shift = timedelta()
    else:
        running = agenda.lopend.get(given.specialisme)
        if given.zorgtype == "13" and running is not None:
            return None
        shift = timedelta()
    own = tuple(replace(each, dag=each.dag + shift) for each in given.activiteiten)
    return replace(
        given, begin=given.begin + shift, eind=given.eind + shift, activiteiten=own
    )


def _with_days(given: Subtraject, agenda: Agenda) -> list[Activiteit]:
    """Activities with one nursing day a day, and nothing that may not stand beside."""
    wie, own = given.persoon, []
    for each in _nursing_first(given.activiteiten):
        code = each.code
        if code in WEGGELATEN:
            continue
        if code in (*VERPLEEGDAGEN, *IC_DAGEN, DAGVERPLEGING, OBSERVATIE):
            own += _taken(each, wie, given.eind, agenda)
        elif code in EENS_PER_120_DAGEN:
            last = agenda.laatst.get((wie, code))
            if last is None or each.dag > last + _LANGST:
                agenda.laatst[wie, code] = each.dag
                own.append(replace(each, aantal=1))
        elif code in CONSULTEN:
            key = (wie, given.rij["specialisme_code"], each.dag)
            if key not in agenda.consulten and (wie, each.dag) not in agenda.verpleging:
                agenda.consulten.add(key)
                own.append(replace(each, aantal=1))
        elif code[:3] in ("061", "062", "063"):
            if (wie, code, each.dag) not in agenda.overig:
                agenda.overig.add((wie, code, each.dag))
                own.append(replace(each, aantal=1))
        else:
            own.append(each)
            if code == VERBLIJF_VEREIST:
                day = Activiteit(DAGVERPLEGING, each.dag, 1)
                own += _taken(day, wie, given.eind, agenda)
    return sorted(own, key=lambda one: one.dag)


def _nursing_first(own: tuple[Activiteit, ...]) -> list[Activiteit]:
    """IC days, then nursing days, then day care: consults give way to all of them."""
    order = (*IC_DAGEN, *VERPLEEGDAGEN, VERBLIJF_VEREIST, DAGVERPLEGING, OBSERVATIE)
    return sorted(
        own,
        key=lambda each: order.index(each.code) if each.code in order else len(order),
    )


def _taken(
    each: Activiteit, wie: str | None, eind: date, agenda: Agenda
) -> Iterator[Activiteit]:
    """The days of a stay, of which no other is of that person; one a day."""
    days = each.aantal if each.code in VERPLEEGDAGEN else 1
    for number in range(days):
        day = each.dag + number * _DAY
        if day <= eind and (wie, day) not in agenda.verpleging:
            agenda.verpleging.add((wie, day))
            yield Activiteit(each.code, day, 1)


def _with_consults(given: Subtraject, own: list[Activiteit]) -> list[Activiteit]:
    """The first consult of a zorgtraject is a first one, all later ones are not."""
    made, is_first = [], True
    for each in own:
        code = each.code
        if code in (EERSTE, HERHAAL, *OP_AFSTAND):
            if is_first:
                code = EERSTE if given.zorgtype == "11" else HERHAAL
            elif code == EERSTE:
                code = HERHAAL
            is_first = False
        made.append(replace(each, code=code))
    return made


def _closed(given: Subtraject) -> Subtraject:
    """Close a subtraject on its day, and leave out what was done later."""
    if given.zorgtype not in _CONSERVATIEF or given.rij["specialisme_code"] == GRZ:
        return given
    last = {
        "stay": max(
            (a.dag for a in given.activiteiten if a.code in VERPLEEGDAGEN), default=None
        ),
        "operation": max(
            (a.dag for a in given.activiteiten if _KLASSE.get(a.code) == _OPERATIE),
            default=None,
        ),
    }
    if last["stay"] is not None:
        eind, reden = last["stay"] + _HERSTEL, "04"
    elif last["operation"] is not None:
        eind, reden = last["operation"] + _HERSTEL, "06"
    else:
        eind = given.begin + _CONSERVATIEF[given.zorgtype]
        reden = "08" if given.zorgtype == "11" else "12"
    eind = min(eind, given.begin + _LANGST)
    own = tuple(each for each in given.activiteiten if each.dag <= eind)
    return replace(
        given,
        eind=eind,
        activiteiten=own,
        rij={**given.rij, "afsluitreden_code": reden},
    )


def _day(text: str | None) -> date | None:
    try:
        return date.fromisoformat(text or "")
    except ValueError:
        return None
