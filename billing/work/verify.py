"""Verifies a file of output: is every cell as it was written?

By its own digests and the record beside it, in pieces; and, when input and releases are
given, by grouping the batch again with the settings of the record.
"""

from dataclasses import replace
from pathlib import Path

import polars as pl

from billing.files.batch import open_batch
from billing.settings import GroupSettings
from grouper.compiled.structure import CompiledStructure
from grouper.compiling.cache import open_release
from grouper.outcomes.wanted import Wanted
from grouper.registration.chunks import Chunk
from grouper.sealing.provenance import SOORTEN, FileRecord, Provenance, read_provenance
from grouper.sealing.pseudonymise import Pseudonymiser
from grouper.sealing.verify import Verification, Verifier, compare_rows
from productstructure.errors import CallError, InputFileError
from tabellen.forms.batches import batches
from tabellen.forms.frames import read_frame, schema_of
from tabellen.paths import Paden, all_paths
from tabellen.sets.setrecord import Afwijking, examine

PIECE = 262_144
"""Rows verified at a time."""


def verify_file(path: Path | str, threads: int = 1) -> Verification:
    """Verify a file by its digests, and by the record beside it if there is one.

    Args:
        path: A file that was written with digests; or any other that has a record, of
            which the bytes are compared.
        threads: How many to use.

    Returns:
        Which rows, and with a record which columns, are not as they were written.

    Raises:
        InputFileError: The file cannot be read or has no digests, or its record is
            damaged.
    """
    path = Path(path)
    if not path.is_file():
        # Says what is wrong with it.
        schema_of(path)
    said = examine(path)
    about = () if said.afwijking is None else (said.afwijking.value,)
    is_refused = said.afwijking in (Afwijking.VERVANGEN, Afwijking.GEWEIGERD)
    if is_refused or said.soort not in (None, *SOORTEN):
        # Of these the record knows the bytes as a whole.
        return Verification(said.rijen or 0, about_file=about, has_record=True)
    schema_of(path)
    found = read_provenance(path)
    verifier = Verifier(None if found is None else found[1], threads)
    for piece in batches(path, PIECE):
        verifier.add(piece)
    result = verifier.result()
    return replace(result, about_file=about + result.about_file)


def verify_again(
    path: Path | str,
    releases: Paden,
    subtrajecten: Path | str,
    zorgactiviteiten: Path | str | None = None,
    *,
    keyfile: Path | str | None = None,
    threads: int | None = None,
) -> Verification:
    """Verify a file by grouping its batch again with the settings of its record.

    Args:
        path: As for ``verify_file``; with its record.
        releases: The releases it was made with.
        subtrajecten: The file it was made from.
        zorgactiviteiten: The activities it was made from; None in the nested form.
        keyfile: Key of its pseudonyms.
        threads: How many to use.

    Raises:
        InputFileError: A file cannot be read, there is no record, or the batch gives
            other rows.
        CallError: The releases are not those of the record, or the key is missing.
    """
    path = Path(path)
    schema_of(path)
    found = read_provenance(path)
    if found is None:
        raise InputFileError(
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
        Path(subtrajecten),
        None if zorgactiviteiten is None else Path(zorgactiviteiten),
        ignored=provenance.genegeerd,
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
    n_faults, faults = compare_rows(read_frame(path), expected)
    alone = verify_file(path, threads or 1)
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
