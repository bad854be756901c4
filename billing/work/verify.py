"""Verifies a file of output: is every cell as it was written?

By its own digests and the record beside it, in pieces; and, when input and releases are
given, by grouping the batch again with the settings of the record. The other files of
its set are held against the record, and so are its inputs where they are at hand.
"""

import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import polars as pl

from billing.files.batch.opening import open_batch
from billing.settings import GroupSettings
from grouper.compiled.structure import CompiledStructure
from grouper.compiling.cache import open_release
from grouper.outcomes.wanted import Wanted
from grouper.registration.chunks import Chunk
from grouper.sealing.digest import DIGEST
from grouper.sealing.provenance import SOORTEN, FileRecord, Provenance, read_provenance
from grouper.sealing.pseudonymise import Pseudonymiser
from grouper.sealing.verify import FileFault, Verification, Verifier, compare_rows
from productstructure.errors import CallError, InputFileError
from tabellen.calltypes import checks_types
from tabellen.forms.batches import batches
from tabellen.forms.frames import read_frame, schema_of
from tabellen.paths import Paden, all_paths, maybe_path, one_path
from tabellen.sets.differences import Afwijking, Bevinding, examine, judge_record
from tabellen.sets.invoer import Invoer, Stand, compare_inputs
from tabellen.sets.setrecord import (
    ENDING,
    OF_A_RUN,
    RecordError,
    Set,
    file_sha256,
    read_set,
    record_path,
)
from tabellen.sets.sleutel import Sleutel, Zegelstand, maybe_sleutel
from tabellen.sets.wholeset import Setafwijking, examine_set, record_naming

PIECE = 262_144
"""Rows verified at a time."""

_BESIDE = ("rejected", "findings", "regels", "ozp", "profielen")
"""What commands write beside their first file, by a name of their own."""


@dataclass(frozen=True)
class FileVerification(Verification):
    """What verifying a file and its set came to.

    Attributes:
        files: How many files its set has.
        invoer: Its inputs, and whether they are those that were read.
        is_sealed: Whether its record is sealed with the key that was given.
    """

    files: int = 0
    invoer: tuple[Invoer, ...] = ()
    is_sealed: bool = False

    @property
    def is_untouched(self) -> bool:
        """Whether nothing was found, and no other input was given."""
        is_as_written = self.n_faults == 0 and not self.about_file
        return is_as_written and not any(each.is_refused for each in self.invoer)


@checks_types
def verify_file(
    path: Path | str,
    threads: int = 1,
    *,
    sleutelbestand: Path | str | None = None,
    invoer: Paden = (),
    keyfile: Path | str | None = None,
) -> FileVerification:
    """Verify a file by its digests and the record beside it, and the set that it is of.

    Args:
        path: A file that was written with digests; any other that has a record, of
            which the bytes are compared; or the folder of a night or of replies.
        threads: How many to use.
        sleutelbestand: Key that its record has to be sealed with, by default that of
            its pseudonyms. Without either a record that is sealed cannot be confirmed,
            and one that is not is believed.
        invoer: Files that are given as its inputs.
        keyfile: Key of its pseudonyms, by which the hashes of its inputs are keyed.

    Returns:
        Which rows, and with a record which columns, are not as they were written; which
        files of the set are not; and what there is to say of its inputs. Without a
        record, or with one that is damaged, nothing is untouched.

    Raises:
        InputFileError: The file cannot be read.
        CallError: A key cannot be used, or ``threads`` is less than one.
    """
    if threads < 1:
        raise CallError(f"threads is {threads}; use 1 or more.")
    path, sleutel = one_path(path), maybe_sleutel(sleutelbestand)
    pseudonymiser = None if keyfile is None else Pseudonymiser.from_file(keyfile)
    inputs = _Inputs(all_paths(invoer), pseudonymiser)
    try:
        if sleutel is None and read_set(record_path(path)) is not None:
            # One of a set beside pseudonyms is sealed with their key.
            sleutel = maybe_sleutel(keyfile)
        if path.is_dir():
            return _verify_folder(path, sleutel, inputs)
        return _verify_file(path, sleutel, inputs, threads)
    except RecordError:
        damaged = (_fault(Afwijking.RECORD_BESCHADIGD),)
        return FileVerification(0, about_file=damaged, has_record=True)


@dataclass(frozen=True)
class _Inputs:
    """What inputs are compared with: files that are given, and the key of hashes."""

    given: list[Path]
    pseudonymiser: Pseudonymiser | None

    def of_record(
        self, record: Path, whole: Set, said: Mapping[str, Any]
    ) -> list[Invoer]:
        """The inputs that a record names; of a night those of the records in it."""
        if record.name != OF_A_RUN:
            return self._compared(record, said)
        found: list[Invoer] = []
        for own in whole.bestanden:
            inner = record.with_name(own.naam)
            of_inner = read_set(inner) if own.naam.endswith(ENDING) else None
            if of_inner is not None and of_inner[0].record is None:
                found += self._compared(inner, of_inner[1])
        known = {each.naam for each in found if each.stand is not Stand.ONBEKEND}
        # A file that was given is an input of one of them.
        told = (
            each
            for each in found
            if each.stand is not Stand.ONBEKEND or each.naam not in known
        )
        return list(dict.fromkeys(told))

    def _compared(self, record: Path, said: Mapping[str, Any]) -> list[Invoer]:
        settings = said.get("instellingen")
        is_keyed = isinstance(settings, dict) and settings.get("pseudoniemen") is True
        own = self.pseudonymiser
        if not is_keyed:
            return compare_inputs(said, record.parent, self.given, file_sha256)
        hash_of = None if own is None else lambda path: own.of_file(file_sha256(path))
        return compare_inputs(said, record.parent, self.given, hash_of)


def _verify_file(
    path: Path, sleutel: Sleutel | None, inputs: _Inputs, threads: int
) -> FileVerification:
    if not path.is_file():
        record = record_path(path)
        if read_set(record) is None:
            # Says what is wrong with it.
            schema_of(path)
        whole = _of_set(record, sleutel, inputs)
        if any(each.naam == path.name for each in whole.about_file):
            return whole
        absent = _fault(Afwijking.ONTBREEKT)
        return replace(whole, about_file=(*whole.about_file, absent))
    said = examine(path, sleutel)
    if said.record is None:
        named_by = record_naming(path)
        if named_by is not None:
            return _of_set(named_by, sleutel, inputs)
    if said.afwijking in (Afwijking.VERVANGEN, Afwijking.GEWEIGERD):
        # Of such a set nothing else is to be said.
        about = (_fault(said.afwijking),)
        return FileVerification(said.rijen or 0, about_file=about, has_record=True)
    rows = _verify_rows(path, said, threads)
    own = _about_file(said, rows, sleutel)
    if said.record is None or said.whole is None:
        return _joined(rows, own, FileVerification(0))
    whole = _of_set(
        said.record, sleutel, inputs, {path.resolve(): said.herkomst.sha256}
    )
    naam = os.path.relpath(path, said.record.parent)
    is_sealed = whole.is_sealed and said.zegel is Zegelstand.HEEL
    return replace(_joined(rows, own, whole, naam), is_sealed=is_sealed)


def _joined(
    rows: Verification,
    own: Sequence[FileFault],
    whole: FileVerification,
    naam: str = "",
) -> FileVerification:
    """What was found of a file, and then of the others of its set."""
    told = {fault.zin for fault in own}
    # Rows tell more of this file than that its bytes are others.
    is_told = bool(own) or rows.n_faults > 0
    others = [
        fault
        for fault in whole.about_file
        if not (is_told and naam in (fault.naam, fault.ander))
        and (fault.naam or fault.zin not in told)
    ]
    return FileVerification(
        rows=rows.rows,
        n_faults=rows.n_faults,
        faults=rows.faults,
        about_file=(*own, *others),
        has_record=rows.has_record,
        files=whole.files,
        invoer=whole.invoer,
    )


def _about_file(
    said: Bevinding, rows: Verification, sleutel: Sleutel | None
) -> list[FileFault]:
    """What is wrong with a file as a whole, by its record and its rows."""
    found = said.afwijking
    if said.record is None:
        if not rows.has_record:
            found = Afwijking.GEEN_RECORD
        elif sleutel is not None:
            found = Afwijking.GEEN_ZEGEL
    elif found is None and said.zegel is Zegelstand.ONBEVESTIGD:
        found = Afwijking.ONBEVESTIGD
    of_rows = list(rows.about_file)
    if found is None:
        return of_rows
    if found is Afwijking.GEWIJZIGD and (of_rows or rows.n_faults):
        return of_rows
    return [_fault(found)] + ([] if found is Afwijking.ANDERE_RUN else of_rows)


def _verify_rows(path: Path, said: Bevinding, threads: int) -> Verification:
    """Verify the rows of a file by their own digests, where it was written with them.

    Raises:
        RecordError: Its record is damaged.
        InputFileError: It cannot be read, and that is no change of it.
    """
    of_bytes = Verification(said.rijen or 0, has_record=said.record is not None)
    if said.soort not in (None, *SOORTEN):
        # Of these the record knows the bytes as a whole.
        return of_bytes
    found = read_provenance(path)
    try:
        has_digests = DIGEST in schema_of(path)
        if not has_digests and (found is None or not found[1].kolommen):
            return of_bytes
        verifier = Verifier(None if found is None else found[1], threads)
        for piece in batches(path, PIECE):
            verifier.add(piece)
    except InputFileError:
        if said.afwijking is None:
            raise
        # It cannot be read since it was changed, which is told.
        return of_bytes
    return verifier.result()


def _verify_folder(
    path: Path, sleutel: Sleutel | None, inputs: _Inputs
) -> FileVerification:
    for record in (path / OF_A_RUN, record_path(path.resolve())):
        if read_set(record) is not None:
            return _of_set(record, sleutel, inputs)
    return FileVerification(0, about_file=(_fault(Afwijking.GEEN_RECORD),))


def _of_set(
    record: Path,
    sleutel: Sleutel | None,
    inputs: _Inputs,
    known: Mapping[Path, str] | None = None,
) -> FileVerification:
    """Verify the files of a set, and of the night that it is of, by their bytes."""
    found = read_set(record)
    if found is None:
        raise RecordError(f"{record}: says nothing of its files.")
    whole, said = found
    own = judge_record(whole, said, sleutel)
    about = [] if own is None else [_fault(own)]
    if own is Afwijking.VERVANGEN:
        # Of such a set nothing else is to be said.
        return FileVerification(0, about_file=tuple(about), has_record=True)
    if whole.record is not None:
        about.append(_fault(Afwijking.RECORD_WEG))
    about += map(_of_other_file, examine_set(record, whole, _BESIDE, known, sleutel))
    alone = FileVerification(
        rows=0,
        about_file=tuple(about),
        has_record=True,
        files=len(whole.bestanden),
        invoer=tuple(inputs.of_record(record, whole, said)),
        is_sealed=sleutel is not None and own is None,
    )
    night = record.with_name(OF_A_RUN)
    if record.name == OF_A_RUN or not night.is_file():
        return alone
    of_night = _of_set(night, sleutel, inputs, known)
    told = {(fault.naam, fault.ander) for fault in about if fault.naam}
    more = [
        each
        for each in of_night.about_file
        if (each.naam, each.ander) not in told and each not in about
    ]
    return replace(
        alone,
        about_file=(*about, *more),
        files=of_night.files,
        is_sealed=alone.is_sealed and of_night.is_sealed,
    )


def _fault(afwijking: Afwijking) -> FileFault:
    return FileFault(afwijking.wijziging, afwijking.zin)


def _of_other_file(found: Setafwijking) -> FileFault:
    afwijking, ander = found.afwijking, found.ander
    zin = afwijking.zin
    if ander is not None:
        zin = (
            f"Onder deze naam staat wat als {ander} is geschreven."
            if afwijking is Afwijking.VERWISSELD
            else f"Het bestand staat nu als {ander}."
        )
    return FileFault(afwijking.wijziging, zin, found.naam, ander)


def verify_again(
    path: Path | str,
    releases: Paden,
    subtrajecten: Path | str,
    zorgactiviteiten: Path | str | None = None,
    *,
    keyfile: Path | str | None = None,
    threads: int | None = None,
    sleutelbestand: Path | str | None = None,
    invoer: Paden = (),
) -> FileVerification:
    """Verify a file by grouping its batch again with the settings of its record.

    Args:
        path: As for ``verify_file``; with its record.
        releases: The releases it was made with.
        subtrajecten: The file it was made from.
        zorgactiviteiten: The activities it was made from; None in the nested form.
        keyfile: Key of its pseudonyms.
        threads: How many to use.
        sleutelbestand: Key that its record has to be sealed with.
        invoer: Other files that are given as its inputs.

    Raises:
        RecordError: There is no record, or it is damaged.
        InputFileError: A file cannot be read, or the batch has another number of rows
            than the file was written with.
        CallError: The releases are not those of the record, or the key is missing.
    """
    path = one_path(path)
    schema_of(path)
    found = read_provenance(path)
    if found is None:
        raise RecordError(
            f"{path}: no record beside it, so the settings it was made with are not "
            "known. Take back the .provenance.json that was written with it."
        )
    provenance, record = found
    structures = _releases(provenance, releases)
    if provenance.pseudoniemen and keyfile is None:
        raise CallError(f"{path} holds pseudonyms; give the key file they are made by.")
    settings = GroupSettings(
        provenance.checks, provenance.aanspraak, provenance.ozp, provenance.pinned
    )
    batch = open_batch(
        one_path(subtrajecten),
        maybe_path(zorgactiviteiten),
        leeswijze=provenance.leeswijze,
    )
    wanted = Wanted(
        instellingen=batch.instellingen,
        ozp=record.soort == "ozp",
        profielen=record.soort == "profielen",
        digest=True,
    )
    result = settings.grouper(structures, threads).group_chunk(
        Chunk(*batch.whole()),
        wanted,
        None if keyfile is None else Pseudonymiser.from_file(keyfile),
    )
    expected = _of_record(getattr(result, record.soort), record)
    if expected.height != record.rijen:
        raise InputFileError(
            f"{path} was written with {record.rijen} rows; grouped again there are "
            f"{expected.height}. Give the input, releases and settings it was made "
            "from."
        )
    n_faults, faults = compare_rows(read_frame(path), expected)
    given = [subtrajecten, *([] if zorgactiviteiten is None else [zorgactiviteiten])]
    alone = verify_file(
        path,
        1 if threads is None else threads,
        sleutelbestand=sleutelbestand,
        invoer=[*map(Path, given), *all_paths(invoer)],
        keyfile=keyfile,
    )
    return replace(alone, faults=faults, n_faults=n_faults)


def _releases(provenance: Provenance, paths: Paden) -> list[CompiledStructure]:
    structures = map(open_release, all_paths(paths))
    opened = {structure.identity: structure for structure in structures}
    missing = [own.name for own in provenance.releases if own not in opened]
    if missing:
        raise CallError(
            f"the file was made with release(s) {', '.join(missing)}, which are not "
            f"among those given. Releases given: "
            f"{', '.join(identity.name for identity in opened)}."
        )
    return [opened[identity] for identity in provenance.releases]


def _of_record(frame: pl.DataFrame, record: FileRecord) -> pl.DataFrame:
    if record.is_trial is None:
        return frame
    return frame.filter(pl.col("is_trial") == record.is_trial)
