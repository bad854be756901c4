"""Works out the eigen risico from files: posts and insurances in, a ledger out.

read_posten, read_polissen, read_stand -> take_in -> the tables of DIR: nothing is
decided here.

Dutch terms: posten (bills and credits), verdeling (who pays what of each), mutaties
(how that differs from before), standen (what was used of each limit).
"""

import time
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass, replace
from pathlib import Path

import polars as pl

from billing.files.findings import conform_findings, write_findings
from billing.files.records import made_of, tell_inputs
from billing.progress import Progress
from billing.regels.lost_rows import LOST, lost_of
from declarations.eigenrisico.bewaard import (
    FIRST,
    REGELS,
    Bewaard,
    read_stand,
    write_levering,
)
from declarations.eigenrisico.overzicht import overzichten
from declarations.eigenrisico.parameters import regels_of
from declarations.eigenrisico.verdeling import VERDELING
from declarations.eigenrisico.verwerking import Uitkomst, take_in
from declarations.registers.bijlagen import (
    Bijlage,
    read_parameters,
    read_polissen,
    read_posten,
    read_verzekerden,
)
from declarations.registers.landelijk import landelijke_tabel
from tabellen.calltypes import checks_fields, checks_types
from tabellen.forms.frames import write_frame
from tabellen.getoond import Getoond
from tabellen.headers.leeswijze import AS_OURS, Leeswijze
from tabellen.paths import Pad, maybe_path, one_path
from tabellen.sets.differences import Herkomst
from tabellen.sets.distinctfiles import check_distinct
from tabellen.sets.kernellock import KernelLock
from tabellen.sets.newfiles import check_folder, new_folder
from tabellen.sets.publishing import LOCK, OutputSet
from tabellen.sets.readable import (
    check_output,
    check_unchanged,
    unchecked,
    unconfirmed,
)
from tabellen.sets.setrecord import record_path
from tabellen.sets.sleutel import Sleutel, maybe_sleutel

VERDELING_CSV = "verdeling.csv"
"""The first file of the outcome, whose record is that of all."""

TABLES = ("verdeling", "mutaties", "standen")
"""Tables of the outcome."""

OF_TABLES = "tabelbevindingen.csv"
"""What is wrong with the tables that were read."""

COMMAND = "eigenrisico"
"""Name of the command in records."""

OVERZICHTEN = "overzichten"
"""Folder of the statements per person."""


@checks_fields
@dataclass(frozen=True, kw_only=True)
class Risicobronnen:
    """What the eigen risico is worked out from.

    Attributes:
        posten: Bills and credits.
        personen: When persons were born.
        verzekeringen: Who is insured where, with the voluntary part.
        parameters: Figures and choices that go before those that ship.
        stand: Folder of what earlier runs knew; this run adds to it.
        leeswijze: How they are read, where they are not as ours.
    """

    posten: Pad
    personen: Pad
    verzekeringen: Pad
    parameters: Pad | None = None
    stand: Pad | None = None
    leeswijze: Leeswijze = AS_OURS

    @property
    def paths(self) -> list[Path]:
        """All files that are read."""
        given = (self.posten, self.personen, self.verzekeringen, self.parameters)
        return [path for path in map(maybe_path, given) if path is not None]


@dataclass(frozen=True, repr=False)
class RisicoRun(Getoond):
    """What a run came to.

    Attributes:
        uitkomst: Who pays what, and what changed.
        lost: ``tabel, bestand, rijen, verloren``: rows of tables that do not go on.
        files: Files that were written, verdeling first.
        seconds: How long it took.
        ongecontroleerd: Outputs of other runs that no record says anything of.
        onbevestigd: Those whose record is sealed, where no key was given.
    """

    uitkomst: Uitkomst
    lost: pl.DataFrame
    files: list[Path]
    seconds: float = 0
    ongecontroleerd: tuple[str, ...] = ()
    onbevestigd: tuple[str, ...] = ()


@checks_types
def eigenrisico_files(
    bronnen: Risicobronnen,
    *,
    out: Pad,
    is_overzicht: bool = False,
    progress: Progress | None = None,
    sleutelbestand: Pad | None = None,
) -> RisicoRun:
    """Take a delivery of posts into the ledger, and write where it stands.

    Args:
        bronnen: What is read.
        out: Folder for the outcome; what an earlier run wrote there is replaced.
        is_overzicht: Whether a statement per person is written, too.
        progress: Told of every step.
        sleutelbestand: Key of the seal of the record.

    Raises:
        InputFileError: A table or the state cannot be read.
        OutputFileError: An output cannot be written, or is in use.
        CallError: An output cannot be written as asked.
    """
    begun = time.perf_counter()
    progress = progress or Progress()
    out, state = one_path(out), maybe_path(bronnen.stand)
    main = out / VERDELING_CSV
    check_distinct(
        [*bronnen.paths, maybe_path(sleutelbestand)],
        [*(out / f"{name}.csv" for name in TABLES), *_old_overzichten(out)],
        [record_path(main), out / OF_TABLES],
    )
    folders = [out] if state is None else [out, state]
    for folder in folders:
        check_folder(folder)
    sleutel = maybe_sleutel(sleutelbestand)
    for folder in folders:
        if not folder.is_dir():
            new_folder(folder)
    with ExitStack() as stack:
        if state is not None:
            stack.enter_context(_alone(state))
        run = _divided(
            bronnen, state, main, sleutel, progress, is_overzicht=is_overzicht
        )
    return replace(run, seconds=time.perf_counter() - begun)


def _alone(state: Path) -> KernelLock:
    """Keep other runs from the state: two that add to it at once would lose a delivery.

    Raises:
        LockHeldError: Another run works on it.
    """
    return KernelLock(
        state / f".{state.name}{LOCK}",
        f"{state} is in use: another run works on that state. Wait until it has ended.",
        of=state,
    )


@dataclass(frozen=True, eq=False)
class _Gegeven:
    """The tables that are given, each with what is told of it."""

    posten: Bijlage
    personen: Bijlage
    verzekeringen: Bijlage
    parameters: Bijlage | None
    herkomst: Herkomst

    @property
    def all(self) -> list[Bijlage]:
        tables = (self.posten, self.personen, self.verzekeringen, self.parameters)
        return [table for table in tables if table is not None]


def _given(bronnen: Risicobronnen, sleutel: Sleutel | None) -> _Gegeven:
    """Read the tables that are given."""
    herkomst = check_output(one_path(bronnen.posten), sleutel, of_ours=False)
    posten = read_posten(bronnen.posten, bronnen.leeswijze)
    check_unchanged([herkomst])
    path, leeswijze = bronnen.parameters, bronnen.leeswijze
    return _Gegeven(
        posten,
        read_verzekerden(bronnen.personen, leeswijze),
        read_polissen(bronnen.verzekeringen, leeswijze),
        None if path is None else read_parameters(path, leeswijze),
        herkomst,
    )


def _known(state: Path | None, sleutel: Sleutel | None) -> Bewaard:
    return Bewaard() if state is None else read_stand(state, sleutel)


def _divided(
    bronnen: Risicobronnen,
    state: Path | None,
    main: Path,
    sleutel: Sleutel | None,
    progress: Progress,
    *,
    is_overzicht: bool,
) -> RisicoRun:
    """Read, divide and write."""
    progress.step("Reading the tables")
    with ThreadPoolExecutor(1) as beside:
        # What is known takes as long to read as what is given.
        known = beside.submit(_known, state, sleutel)
        given = _given(bronnen, sleutel)
        bewaard = known.result()
    posten, personen, verzekeringen = (
        table[0] for table in (given.posten, given.personen, given.verzekeringen)
    )
    parameters = None if given.parameters is None else given.parameters[0]
    herkomst = (given.herkomst, *bewaard.herkomst)
    vrijstelling = landelijke_tabel("vrijstelling")
    regels = regels_of(parameters, vrijstelling)
    betrokken = bewaard.touched_by(posten, personen, verzekeringen, regels)
    progress.step("Dividing", total=posten.height)
    uitkomst = take_in(
        betrokken.stand,
        posten,
        betrokken.ontvangst,
        vrijstelling=vrijstelling,
        parameters=parameters,
    )
    progress.advance(posten.height)
    progress.step("Writing")
    read = [*bronnen.paths, *(each.path for each in bewaard.herkomst)]
    with ExitStack() as stack:
        outputs = stack.enter_context(OutputSet(main, COMMAND, sleutel=sleutel))
        files = _write_outcome(
            uitkomst, [findings for _, findings, _ in given.all], main, outputs
        )
        texts = {}
        if is_overzicht:
            about = pl.concat([posten, betrokken.stand.posten])
            texts = overzichten(uitkomst.verdeling, uitkomst.standen, about)
        files += _write_overzichten(texts, main.parent / OVERZICHTEN, outputs)
        hashed = tell_inputs(outputs, read, herkomst)
        kept = None
        if state is not None:
            # Of a run that was killed, also where this one adds nothing.
            outputs.sweep(state)
        if state is not None and not uitkomst.nieuw.is_empty:
            # A set of its own, which stays when the outcome is replaced.
            paths = bewaard.paths
            kept = stack.enter_context(
                OutputSet(paths[FIRST], COMMAND, sleutel=sleutel)
            )
            write_levering(paths, betrokken, uitkomst, kept)
            files += paths.values()
        rows = uitkomst.verdeling.height
        outputs.publish({main: made_of("verdeling", rows, invoer=hashed)})
        if kept is not None:
            # Last: for a run that is cut off before it, the next tells the same again.
            rows, by = uitkomst.nieuw.posten.height, {REGELS: regels}
            said = made_of(FIRST, rows, invoer=hashed, instellingen=by)
            kept.publish({paths[FIRST]: said})
    return RisicoRun(
        uitkomst,
        lost_of(pl.concat([counts.select(list(LOST)) for *_, counts in given.all])),
        files,
        ongecontroleerd=unchecked(herkomst),
        onbevestigd=unconfirmed(herkomst),
    )


def _write_outcome(
    uitkomst: Uitkomst,
    findings: list[pl.DataFrame],
    main: Path,
    outputs: OutputSet,
) -> list[Path]:
    """Write the files of the outcome; gives them, verdeling first."""
    out, written = main.parent, []
    for name in TABLES:
        frame: pl.DataFrame = getattr(uitkomst, name)
        if name != "standen":
            frame = frame.select(VERDELING.names())
        path = out / f"{name}.csv"
        write_frame(frame, path, outputs=outputs)
        written.append(path)
    parts = [conform_findings(each) for each in findings]
    return written + write_findings(parts, main, out / OF_TABLES, outputs=outputs)


def _old_overzichten(out: Path) -> list[Path]:
    """Statements that an earlier run left."""
    return sorted((out / OVERZICHTEN).glob("*.txt"))


def _write_overzichten(
    texts: Mapping[str, str], folder: Path, outputs: OutputSet
) -> list[Path]:
    """Write a statement per person; those of an earlier run are taken away."""
    outputs.sweep(folder)
    paths = {folder / f"{name}.txt": text for name, text in texts.items()}
    for path in sorted(set(_old_overzichten(folder.parent)) - set(paths)):
        outputs.take_away(path)
    if not paths:
        return []
    if not folder.is_dir():
        new_folder(folder)
    for path, text in paths.items():
        outputs.add_text(path, text)
    return list(paths)
