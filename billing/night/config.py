"""What a night's work is, as one TOML file says it; data/nacht.toml is an example.

It reads and checks the file and runs nothing. Relative paths begin at its folder.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, fields, replace
from datetime import date
from pathlib import Path
from typing import Any, ClassVar, cast

from billing.files.besluiten import BIJ_BESLUITEN
from billing.files.kolommen import kolommen_of
from billing.files.toegevoegd import BIJ_GROUPED, met_of
from billing.gates import Gates
from billing.memory_budget import MemoryBudget
from billing.night.folder import KEEP
from billing.night.jobs import CheckJob, DeclareJob, GroupJob, PriceJob, SettleJob
from billing.night.section import Section
from billing.night.voor_mensen import VORMEN
from billing.settings import GroupSettings
from billing.tariefbronnen import Tariefbronnen
from billing.work.declaraties.check import check_asked
from billing.work.declaraties.checkbronnen import Checkbronnen
from billing.work.declaraties.declare import check_aanlevering
from declarations.checks.feiten.levering import ROLLEN, Checkinstellingen
from declarations.factuur.records import Aanlevering
from grouper.findings.checks import InputChecks
from grouper.outcomes.aanspraakregels import AanspraakRegels
from grouper.ozp.rules import OzpRegels
from grouper.walking.walker import available_threads
from productstructure.errors import CallError
from tabellen.headers.leeswijze import AS_OURS, Leeswijze, Vertaling
from tabellen.paths import all_paths
from tabellen.reading.tomltext import settings_of
from tabellen.values import dates
from tabellen.values.dayforms import Datumvorm
from tabellen.values.decimals import Notatie
from tariffs.settings import Afrondmoment, Einddatum, Overschrijding, Prijsinstellingen


@dataclass(frozen=True, kw_only=True)
class NightConfig:
    """A night's work.

    Attributes:
        out: Folder that all files go to.
        threads: How many; None for all processors this process may use.
        group: What to group; None for nothing.
        price: What to price; None for nothing.
        settle: What to settle; None for nothing.
        declare: What to declare; None for nothing.
        check: Which declarations to check; None for none.
        grenzen: The largest shares of what may be wrong.
        day: Day of the run, by which its folder is named.
        keep: How many runs the folder keeps.
        sleutelbestand: Key that all records are sealed with, and those of earlier
            decisions have to be; None for neither.
        budget: Memory that the night may take.
        vormen: Forms for people, in which outcomes are written once more.
    """

    MADE_BY: ClassVar = "read_nightconfig"

    out: Path
    threads: int | None
    group: GroupJob | None
    price: PriceJob | None
    settle: SettleJob | None
    declare: DeclareJob | None = None
    check: CheckJob | None = None
    grenzen: Gates = field(default_factory=Gates)
    day: date = field(default_factory=dates.today)
    keep: int = KEEP
    sleutelbestand: Path | None = None
    budget: MemoryBudget = field(default_factory=MemoryBudget)
    vormen: tuple[str, ...] = ()

    @property
    def inputs(self) -> list[Path]:
        """All files and folders that are read."""
        group = self.group
        given: list[Path | None] = [self.sleutelbestand]
        if group is not None:
            given += [*group.releases, group.subtrajecten, group.zorgactiviteiten]
        return [path for path in given if path is not None] + self.later_inputs

    @property
    def later_inputs(self) -> list[Path]:
        """Those that are read when grouping is done."""
        price, settle, check = self.price, self.settle, self.check
        given: list[Path | None] = []
        if price is not None:
            given += [*price.bronnen.paths, price.verzekeringen]
            given += [*price.regels, *price.eerdere]
        if settle is not None:
            given += [*settle.besluiten, *settle.ohw, settle.betaald, settle.verwacht]
        if self.declare is not None:
            given += self.declare.registers
        if check is not None:
            given += [*check.berichten, *check.bronnen.paths]
        return [path for path in given if path is not None]


def read_nightconfig(path: Path | str, *, today: date) -> NightConfig:
    """Read a night's work from a TOML file.

    Args:
        path: The file.
        today: Verwerkingsdatum, where the file gives none.

    Raises:
        InputFileError: The file cannot be opened, or is not TOML.
        CallError: Something in it is unknown, missing or of another type.
    """
    path = Path(path)
    with settings_of(path):
        return _night(Section.of_file(path), today)


def _night(whole: Section, today: date) -> NightConfig:
    threads, keep = whole.number("threads"), whole.number("keep")
    verwerkingsdatum = whole.day("verwerkingsdatum") or today
    price = whole.section("price")
    group = whole.section("group")
    settle = whole.section("settle")
    declare = whole.section("declare")
    check = whole.section("check")
    kolommen = kolommen_of(whole.texts_by_name("kolommen"), "kolommen")
    grouped = None if group is None else _group(group, kolommen)
    jobs = (
        grouped,
        None
        if price is None
        else _price(price, verwerkingsdatum, threads, grouped, kolommen),
    )
    config = NightConfig(
        out=whole.required_path("out"),
        threads=threads,
        group=jobs[0],
        price=jobs[1],
        settle=None if settle is None else _settle(settle),
        declare=None
        if declare is None
        else _declare(declare, verwerkingsdatum, jobs[1]),
        check=None
        if check is None
        else _check(check, verwerkingsdatum, *jobs, kolommen),
        grenzen=_grenzen(whole.section("grenzen")),
        day=verwerkingsdatum,
        keep=KEEP if keep is None else keep,
        sleutelbestand=whole.path("sleutel_bestand"),
        budget=MemoryBudget.of(whole.text("max_memory")),
        vormen=_vormen(whole.texts("vormen")),
    )
    whole.finish()
    if config.keep < 1:
        raise CallError(f"keep: {config.keep} found; at least the last run is kept.")
    _check_together(config)
    return config


def _vormen(asked: list[str]) -> tuple[str, ...]:
    unknown = [vorm for vorm in asked if vorm not in VORMEN]
    if unknown:
        raise CallError(
            f"vormen: {unknown[0]!r} is unknown. Known here: {', '.join(VORMEN)}."
        )
    return tuple(dict.fromkeys(asked))


def _grenzen(section: Section | None) -> Gates:
    if section is None:
        return Gates()
    limits = {each.name: section.share(each.name) for each in fields(Gates)}
    section.finish()
    return Gates(**{name: each for name, each in limits.items() if each is not None})


def _check_together(config: NightConfig) -> None:
    if config.group is None and config.price is None and config.check is None:
        raise CallError(
            "none of [group], [price] and [check] found; a night needs one of them."
        )
    if config.settle is not None and config.price is None:
        raise CallError("[settle] without [price] found; it settles what was priced.")
    if config.check is not None and not config.check.berichten and not config.declare:
        raise CallError("check.berichten is missing; name the messages to check.")
    if config.declare is not None:
        _check_declared(config)
    if config.price is None:
        return
    if config.group is None and not config.price.regels:
        raise CallError("[price] without [group] found; name price.regels to price.")
    if config.group is not None and config.price.verzekeringen is None:
        raise CallError("price.verzekeringen is missing; what is grouped needs it.")


def _check_declared(config: NightConfig) -> None:
    if config.group is None or config.price is None:
        raise CallError(
            "[declare] without [group] and [price] found; it declares what they made."
        )
    if not config.group.profielen:
        raise CallError(
            "[declare] without group.profielen found; set profielen = true: the "
            "activities of a bill are among them."
        )
    if config.declare is not None and not config.declare.registers:
        raise CallError("declare.registers is missing; name the table of persons.")


def _group(section: Section, kolommen: Mapping[str, Vertaling]) -> GroupJob:
    checks = InputChecks.default()
    if section.switch("no_checks", default=False):
        checks = InputChecks.off()
    ozp = section.switch("ozp", default=True)
    most = section.numbers("max_per_verzekerde", "max_per_bevinding")
    settings = GroupSettings(
        checks=checks.with_settings(section.texts_by_name("checks")),
        aanspraak=AanspraakRegels(
            **_of(
                AanspraakRegels, "group.aanspraak", section.texts_by_name("aanspraak")
            )
        ),
        ozp=OzpRegels(
            **_of(OzpRegels, "group.ozp_regels", section.texts_by_name("ozp_regels"))
        ),
        pinned=section.text("pin"),
        leeswijze=replace(
            _leeswijze(section, kolommen),
            genegeerd=tuple(section.texts("negeer_kolommen")),
        ),
        **most,
    )
    job = GroupJob(
        releases=section.paths("releases"),
        sha256=section.texts_if_given("sha256"),
        subtrajecten=section.required_path("subtrajecten"),
        zorgactiviteiten=section.path("zorgactiviteiten"),
        ozp=ozp,
        profielen=section.switch("profielen", default=False),
        settings=settings,
        met=_met(section, BIJ_GROUPED),
    )
    section.finish()
    return job


def _met(section: Section, known: Collection[str]) -> tuple[str, ...]:
    """Columns for people that a job adds, as ``--met`` does."""
    return met_of(section.texts("met"), known)


def _leeswijze(
    section: Section, kolommen: Mapping[str, Vertaling], otherwise: Leeswijze = AS_OURS
) -> Leeswijze:
    """How the tables of a job are read; what it does not say as another job does."""
    said = section.choice("datumvorm", ("dd/mm/jjjj", "mm/dd/jjjj", ""), "")
    return Leeswijze(
        bladen=tuple(section.texts("bladen")) or otherwise.bladen,
        datumvorm=cast(Datumvorm, said) if said else otherwise.datumvorm,
        tabellen=kolommen,
    )


def _of(kind: type[Any], where: str, given: Mapping[str, Any]) -> dict[str, Any]:
    """Settings that a class has; a list becomes the tuple that it keeps."""
    defaults = {each.name: each.default for each in fields(kind)}
    for name, value in given.items():
        if name not in defaults:
            raise CallError(
                f"{where}.{name}: unknown. Known here: {', '.join(defaults)}."
            )
        kinds = (list,) if isinstance(defaults[name], tuple) else type(defaults[name])
        if not isinstance(value, kinds):
            raise CallError(
                f"{where}.{name}: expected a value like {defaults[name]!r}."
            )
    return {
        name: tuple(map(str, value)) if isinstance(value, list) else value
        for name, value in given.items()
    }


def _price(
    section: Section,
    verwerkingsdatum: date,
    threads: int | None,
    group: GroupJob | None,
    kolommen: Mapping[str, Vertaling],
) -> PriceJob:
    notatie = section.choice("notatie", ("KOMMA", "PUNT", ""), "")
    boven = section.choice("bij_overschrijding", ("WEIGER", "AFTOPPEN"), "WEIGER")
    rond = section.choice("addon_afrondmoment", ("REGEL", "EENHEID"), "REGEL")
    eind = section.choice("bij_einddatum", ("SIGNAAL", "WEIGER"), "SIGNAAL")
    most = section.numbers("max_per_verzekerde", "max_per_bevinding")
    job = PriceJob(
        bronnen=Tariefbronnen(
            tarieven=section.paths("tarieven"),
            contracten=section.paths("contracten"),
            passanten=section.paths("passanten"),
            registers=section.paths("registers"),
            notatie=cast(Notatie, notatie) if notatie else None,
            negeer=tuple(section.texts("negeer_kolom")),
            leeswijze=_leeswijze(section, kolommen),
            releases=section.paths("releases")
            or ([] if group is None else group.releases),
        ),
        verzekeringen=section.path("verzekeringen"),
        regels=section.paths("regels"),
        eerdere=section.paths("eerdere"),
        instellingen=Prijsinstellingen(
            verwerkingsdatum=verwerkingsdatum,
            bekend_op=section.day("known_on"),
            bij_overschrijding=cast(Overschrijding, boven),
            addon_afrondmoment=cast(Afrondmoment, rond),
            threads=available_threads() if threads is None else threads,
            bij_einddatum=cast(Einddatum, eind),
            **most,
        ),
        met=_met(section, BIJ_BESLUITEN),
    )
    section.finish()
    return job


def _settle(section: Section) -> SettleJob:
    job = SettleJob(
        besluiten=section.paths("besluiten"),
        ohw=section.paths("ohw"),
        betaald=section.path("betaald"),
        verwacht=section.path("verwacht"),
    )
    section.finish()
    return job


def _declare(
    section: Section, verwerkingsdatum: date, price: PriceJob | None
) -> DeclareJob:
    begin, eind = section.day("begindatum"), section.day("einddatum")
    nummer = section.text("factuurnummer")
    if begin is None or eind is None or nummer is None:
        raise CallError(
            "declare.begindatum, declare.einddatum or declare.factuurnummer is "
            "missing; a message has all three."
        )
    of_night = [] if price is None else all_paths(price.bronnen.registers)
    job = DeclareJob(
        registers=section.paths("registers") or of_night,
        factuurnummer=nummer,
        aanlevering=Aanlevering(
            begin=begin,
            eind=eind,
            dagtekening=section.day("dagtekening") or verwerkingsdatum,
        ),
    )
    section.finish()
    check_aanlevering(job.aanlevering, job.factuurnummer)
    return job


def _check(
    section: Section,
    verwerkingsdatum: date,
    group: GroupJob | None,
    price: PriceJob | None,
    kolommen: Mapping[str, Vertaling],
) -> CheckJob:
    of_night = Tariefbronnen() if price is None else price.bronnen
    own = Tariefbronnen(
        leeswijze=_leeswijze(section, kolommen, of_night.leeswijze),
        tarieven=section.paths("tarieven"),
        contracten=section.paths("contracten"),
        passanten=section.paths("passanten"),
        registers=section.paths("registers"),
    )
    releases = section.paths("releases")
    rol = section.choice("rol", ROLLEN, ROLLEN[0])
    job = CheckJob(
        berichten=section.paths("berichten"),
        bronnen=Checkbronnen(
            releases=releases or ([] if group is None else group.releases),
            tariefbronnen=own
            if own.paths
            else replace(of_night, leeswijze=own.leeswijze),
            verzekeringen=section.path("verzekeringen"),
            zorgprofiel=section.path("zorgprofiel"),
            historie=section.paths("historie"),
            keuzes=section.path("checks"),
            vrijgaven=section.path("vrijgaven"),
            retour=section.paths("retour"),
        ),
        instellingen=Checkinstellingen(
            ontvangen=section.day("ontvangen") or verwerkingsdatum,
            uzovi=tuple(section.texts("uzovi")),
            is_zorgaanbieder=rol == ROLLEN[1],
            is_proef=section.switch("proef", default=False),
            termijn_maanden=section.number("termijn_maanden"),
        ),
        vormen=tuple(section.texts("vorm")),
    )
    section.finish()
    check_asked(job.bronnen, job.instellingen, job.vormen)
    return job
