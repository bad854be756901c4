"""Independent slow grouper: interprets the tables of a release as the documents say.

Written from the tables of RZ17a and docs/decisions.md; it imports
nothing of the project and precomputes nothing but dicts, so that every answer can be
followed by reading. It is what the compiled engine must agree with.

One subtraject is a dict with the columns of the data contract, and so is an activity.
Values may be text, as in csv, or dates and integers, as in a frame.
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from support.oracles.oracle_checks import InputChecks, Registration
from support.oracles.oracle_tables import Dated, Row, fill, read_tables

NO_TREE_ZORGTYPEN = ("41", "51", "52")
OPEN_ENDED = 999_999
TOPBOOM = "0"


@dataclass(frozen=True)
class Condition:
    """One koppeling as it was tested.

    Attributes:
        omschrijving: Text of the attribute.
        waarde: Value counted.
        grenzen: Lower and upper bound on that value.
        held: Whether the value was within them.
        activiteiten: Translated codes whose count added to the value.
    """

    omschrijving: str | None
    waarde: int
    grenzen: tuple[int, int]
    held: bool
    activiteiten: tuple[str, ...]


@dataclass(frozen=True)
class Step:
    """One beslisregel on the path, with what it answered."""

    zorgproductgroep_code: str
    beslisregel_id: str
    omschrijving: str | None
    is_aanspraakbeperking: bool
    conditions: tuple[Condition, ...]
    outcome: bool


@dataclass(frozen=True)
class OracleResult:
    """What the tables say about one subtraject.

    Attributes:
        status: By the input checks alone: ok, warning, rejected or no_tree.
        findings: Pairs (severity, column) of the input checks.
        beslissend: Coded activities that contributed to a condition that held of a
            flagged rule that answered True, with their AanspraakCode.
        aanspraak_finding: ``aanspraak_required``, ``aanspraak_n_unused``,
            ``aanspraak_j_overruled`` or None.
        trace: The path through both trees.
    """

    status: str
    findings: tuple[tuple[str, str], ...] = ()
    zorgproductgroep_code: str | None = None
    zorgproduct_code: str | None = None
    declaratiecode: str | None = None
    declaratiecode_verzekerd: str | None = None
    declaratiecode_onverzekerd: str | None = None
    is_uitval: bool | None = None
    beslissend: Mapping[str, str] = field(default_factory=dict)
    is_oranje_producttyperend: bool | None = None
    is_machtiging_vereist: bool | None = None
    aanspraak_finding: str | None = None
    trace: tuple[Step, ...] = ()


class Oracle:
    """Groups on one release, a zip or a folder as the NZa publishes it."""

    def __init__(self, release: Path) -> None:
        tables, trees_name = read_tables(Path(release))
        self.tables = tables
        self._regels = {r["BeslisRegelId"]: r for r in tables["BeslisRegels"]}
        self._groepen = {r["AttribuutGroepId"]: r for r in tables["AttribuutGroepen"]}
        self._attributen = {r["AttribuutId"]: r for r in tables["Attributen"]}
        self._koppelingen: dict[str | None, list[Row]] = defaultdict(list)
        for row in tables["AttribuutGroepKoppelingen"]:
            self._koppelingen[row["AttribuutGroepId"]].append(row)
        self._trees = Dated(tables["ZorgProductGroepen"], "ZorgProductGroepCode")
        self._producten = Dated(tables["Producten"], "ProductCode")
        self._activiteiten = Dated(tables["ZorgActiviteiten"], "ZorgActiviteitCode")
        self._instellingen = Dated(tables["ZorgInstellingen"], "ZorgInstellingsCode")
        self._specialismen = Dated(tables["Specialismen"], "SpecialismeCode")
        self._zorgtypen = Dated(tables["ZorgTypen"], "SpecialismeCode", "ZorgTypeCode")
        self._zorgvragen = Dated(
            tables["ZorgVragen"], "SpecialismeCode", "ZorgVraagCode"
        )
        self._diagnosen = Dated(tables["Diagnosen"], "SpecialismeCode", "DiagnoseCode")
        self._klassen = Dated(
            tables["BehandelKlassen"], "ZorgProductGroepCode", "ZorgActiviteitCode"
        )
        self._machtigingen = Dated(
            tables["LimitatieMachtigingen"],
            "SpecialismeCode",
            "DiagnoseCode",
            "ZorgActiviteitCode",
        )
        self._checks = InputChecks(tables, horizon=date(int(trees_name[:4]), 12, 31))

    def group_batch(
        self,
        subtrajecten: Iterable[Mapping[str, object]],
        activiteiten: Iterable[Mapping[str, object]],
    ) -> list[OracleResult]:
        """Group a batch; a number that is empty or occurs twice rejects its bearers."""
        rows = list(subtrajecten)
        bearers = Counter(str(row["subtraject_nummer"]) for row in rows)
        of_subtraject: dict[str, list[Mapping[str, object]]] = defaultdict(list)
        for activiteit in activiteiten:
            of_subtraject[str(activiteit["subtraject_nummer"])].append(activiteit)
        results = []
        for row in rows:
            nummer = str(row["subtraject_nummer"])
            if bearers[nummer] > 1 or row["subtraject_nummer"] in (None, ""):
                findings = (("reject", "subtraject_nummer"),)
                results.append(OracleResult("rejected", findings))
            else:
                results.append(self.group(row, of_subtraject[nummer]))
        return results

    def group(
        self,
        subtraject: Mapping[str, object],
        activiteiten: Sequence[Mapping[str, object]],
        *,
        checks: bool = True,
    ) -> OracleResult:
        """Group one subtraject; without checks only what no tree takes is refused."""
        registration, findings = self._checks.run(subtraject, activiteiten)
        if not checks:
            findings = ()
        severities = {severity for severity, _ in findings}
        if registration is None or "reject" in severities:
            return OracleResult("rejected", findings)
        if registration.zorgtype in NO_TREE_ZORGTYPEN:
            return OracleResult("no_tree", findings)
        status = "warning" if severities else "ok"
        if self._trees.on(registration.begindatum, TOPBOOM) is None:
            return OracleResult("rejected", findings)
        groep, top_steps = self._climb(TOPBOOM, registration)
        product, group_steps = self._climb(groep, registration)
        steps = (*top_steps, *group_steps)
        return self._declare(registration, status, findings, groep, product, steps)

    # trees, as FORMAT.md of productstructure has them

    def _climb(
        self, groep: str, registration: Registration
    ) -> tuple[str, tuple[Step, ...]]:
        tree = self._trees.on(registration.begindatum, groep)
        assert tree is not None, f"no tree {groep} on {registration.begindatum}"
        steps: list[Step] = []
        regel_id = tree["BeslisRegelStart"]
        while regel_id is not None:
            regel = self._regels[regel_id]
            step = self._test(regel, groep, registration)
            steps.append(step)
            side = "True" if step.outcome else "False"
            regel_id = regel.get("BeslisRegel" + side)
        label = regel["Label" + side]
        assert label is not None
        return label, tuple(steps)

    def _test(self, regel: Row, groep: str, registration: Registration) -> Step:
        attribuutgroep = self._groepen[regel["AttribuutGroepId"]]
        conditions = tuple(
            self._condition(koppeling, groep, registration)
            for koppeling in self._koppelingen[regel["AttribuutGroepId"]]
        )
        needed = int(attribuutgroep["AantalVoorwaardenVoorTrue"] or "")
        return Step(
            zorgproductgroep_code=groep,
            beslisregel_id=regel["BeslisRegelId"] or "",
            omschrijving=attribuutgroep["AttribuutGroepOmschrijving"],
            is_aanspraakbeperking=regel["IndicatieAanspraakbeperking"] == "1",
            conditions=conditions,
            outcome=sum(condition.held for condition in conditions) >= needed,
        )

    def _condition(
        self, koppeling: Row, groep: str, registration: Registration
    ) -> Condition:
        attribuut = self._attributen[koppeling["AttribuutId"]]
        parts = self._parts(attribuut, groep, registration)
        waarde = sum(parts.values())
        onder = int(koppeling["OnderToetsWaarde"] or "")
        if koppeling["AttribuutToetsWijze"] == "1":
            boven = onder  # UNSOURCED: 1 means equal to OnderToetsWaarde (decision 7)
        else:
            boven = int(koppeling["BovenToetsWaarde"] or "")
        held = onder <= waarde and (waarde <= boven or boven == OPEN_ENDED)
        codes = tuple(code for code, part in parts.items() if code and part)
        return Condition(
            attribuut["AttribuutOmschrijving"], waarde, (onder, boven), held, codes
        )

    # values of attributes, by table BoomParameters

    def _parts(
        self, attribuut: Row, groep: str, registration: Registration
    ) -> dict[str, int]:
        """What each translated activity adds to the value; '' for a 0/1 parameter."""
        parameter = int(attribuut["BoomParameterNummer"] or "")
        if parameter < 300:
            value, width = self._subtraject_value(parameter, registration)
            return {"": int(_matches(attribuut, value, width))}
        weight = {3: None, 4: "1", 5: "2"}[parameter // 100]
        parts: dict[str, int] = {}
        for code, aantal in registration.aantallen.items():
            row = self._activiteiten.on(registration.begindatum, code)
            if row is None:  # unknown or expired: counts zero everywhere (decision 3)
                continue
            values = self._activiteit_values(
                parameter % 100, row, groep, code, registration
            )
            width = 6 if parameter % 100 == 0 else 0
            if any(_matches(attribuut, value, width) for value in values):
                item = f"ZorgActiviteitWeegFactorItem{weight}"
                parts[code] = aantal * (int(row[item] or "") if weight else 1)
        return parts

    def _subtraject_value(
        self, parameter: int, registration: Registration
    ) -> tuple[str | None, int]:
        """Value of a parameter below 300, with the width it is filled to."""
        reg, day = registration, registration.begindatum
        if parameter == 100:
            return str(reg.leeftijd), 0
        if parameter == 101:
            return reg.geslacht, 0
        if parameter == 110:
            return reg.zorginstelling, 8
        if parameter == 241:
            return day.isoformat(), 0
        if parameter in (111, 112):
            # The NZa's own table says cluster_1 for 112: a slip.
            row = self._instellingen.on(day, reg.zorginstelling)
            name = f"ZorgInstellingsClusterItem{parameter - 110}"
        elif parameter in (200, 201, 202):
            row = self._specialismen.on(day, reg.specialisme)
            name = _name(parameter, 200, "SpecialismeCode", "SpecialismeClusterItem")
        elif parameter in (210, 211, 212):
            row = self._zorgtypen.on(day, reg.specialisme, reg.zorgtype)
            name = _name(parameter, 210, "ZorgTypeAttribuutCode", "ZorgTypeClusterItem")
        elif parameter in (220, 221, 222):
            row = self._zorgvragen.on(day, reg.specialisme, reg.zorgvraag)
            name = _name(
                parameter, 220, "ZorgVraagAttribuutCode", "ZorgVraagClusterItem"
            )
        elif parameter == 231:
            row = self._diagnosen.on(day, reg.specialisme, reg.diagnose)
            name = "ICD10DiagnoseCode"
        elif parameter in (230, 232, 233, 234, 235, 236, 237):
            row = self._diagnosen.on(day, reg.specialisme, reg.diagnose)
            name = _name(
                parameter, 230, "DiagnoseAttribuutCode", "DiagnoseClusterItem", shift=1
            )
        else:
            raise AssertionError(f"unknown boomparameter {parameter}")
        width = {200: 4, 210: 2}.get(parameter, 0)
        return (None if row is None else row.get(name)), width

    def _activiteit_values(
        self, kind: int, row: Row, groep: str, code: str, registration: Registration
    ) -> list[str | None]:
        """Values of one activity that a filter of this kind may match."""
        if kind == 0:
            return [code]
        if kind == 51:
            klassen = self._klassen.all_on(registration.begindatum, groep, code)
            return [klasse["BehandelKlasseCode"] for klasse in klassen]
        return [row[f"ZorgActiviteitClusterItem{kind}"]]

    # declaratiecode and aanspraak (docs/decisions.md 8)

    def _declare(
        self,
        registration: Registration,
        status: str,
        findings: tuple[tuple[str, str], ...],
        groep: str,
        product: str,
        steps: tuple[Step, ...],
    ) -> OracleResult:
        row = self._producten.on(registration.begindatum, product)
        assert row is not None, f"no product {product} on {registration.begindatum}"
        verzekerd = row.get("DeclaratieCodeVerzekerdeZorg")
        onverzekerd = row.get("DeclaratieCodeOnVerzekerdeZorg")
        beslissend = self._beslissend(steps, registration.begindatum)
        rood = any(code.startswith("16") for code in beslissend.values())
        oranje = any(code.startswith(("26", "27")) for code in beslissend.values())
        declaratiecode, finding = verzekerd, None
        if verzekerd and onverzekerd:
            if rood:
                declaratiecode = onverzekerd
                if registration.aanspraak == "J":
                    finding = "aanspraak_j_overruled"
            elif oranje and registration.aanspraak is None:
                declaratiecode, finding = None, "aanspraak_required"
            elif oranje and registration.aanspraak == "N":
                declaratiecode = onverzekerd
            elif not oranje and registration.aanspraak == "N":
                finding = "aanspraak_n_unused"
        return OracleResult(
            status=status,
            findings=findings,
            zorgproductgroep_code=groep,
            zorgproduct_code=product,
            declaratiecode=declaratiecode,
            declaratiecode_verzekerd=verzekerd,
            declaratiecode_onverzekerd=onverzekerd,
            is_uitval=verzekerd is None,
            beslissend=beslissend,
            is_oranje_producttyperend=oranje,
            is_machtiging_vereist=self._needs_machtiging(registration),
            aanspraak_finding=finding,
            trace=steps,
        )

    def _beslissend(self, steps: Iterable[Step], day: date) -> dict[str, str]:
        coded: dict[str, str] = {}
        for step in steps:
            if not (step.is_aanspraakbeperking and step.outcome):
                continue
            for condition in step.conditions:
                for code in condition.activiteiten if condition.held else ():
                    row = self._activiteiten.on(day, code)
                    aanspraak_code = row.get("AanspraakCode") if row else None
                    if aanspraak_code:
                        coded[code] = aanspraak_code
        return coded

    def _needs_machtiging(self, registration: Registration) -> bool:
        """Whether a 27xx activity of the profile is on the limitatieve lijst.

        Read on uitvoerdatum, else on begindatum (docs/decisions.md 8). UNSOURCED:
        on uitvoerdatum with the code as registered, on begindatum with the translated
        code, as each is the one valid on that day.
        """
        for code, uitvoerdatum in registration.uitgevoerd:
            day = uitvoerdatum or registration.begindatum
            if uitvoerdatum is None:
                code = self._checks.translate(code, registration.begindatum)
            row = self._activiteiten.on(day, code)
            if row is None or not (row.get("AanspraakCode") or "").startswith("27"):
                continue
            key = (registration.specialisme, registration.diagnose, code)
            if self._machtigingen.on(day, *key) is not None:
                return True
        return False


def _name(parameter: int, first: int, code: str, cluster: str, shift: int = 0) -> str:
    """Element that a parameter looks at: the code itself or a cluster slot."""
    if parameter == first:
        return code
    return f"{cluster}{parameter - first - shift}"


def _matches(attribuut: Row, value: str | None, width: int) -> bool:
    """Whether a value passes the filter of an attribute; an absent one never does."""
    if not value:
        return False
    # Leeftijd is a number and begindatum a date, whatever the type says.
    waardetype = {"100": "1", "241": "3"}.get(
        attribuut["BoomParameterNummer"] or "", attribuut["FilterWaardeType"] or ""
    )
    if waardetype == "1" and not value.isdecimal():
        return False
    readers: dict[str, Callable[[str], Any]] = {
        "1": int,
        "2": lambda text: fill(text, width),
        "3": date.fromisoformat,  # takes jjjj-mm-dd and jjjjmmdd
    }
    read = readers[waardetype]
    onder = read(attribuut["OnderFilterWaarde"] or "")
    if attribuut["FilterToetsWijze"] == "1":
        return bool(read(value) == onder)
    boven = read(attribuut["BovenFilterWaarde"] or "")
    return bool(onder <= read(value) <= boven)
