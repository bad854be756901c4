"""Groups batches: which zorgproduct and declaratiecode follow from a registration.

Dutch terms: subtraject (the unit that is grouped), zorgactiviteit (care activity),
zorgproduct (what is derived), declaratiecode (what is billed).
"""

from collections.abc import Sequence
from copy import copy
from dataclasses import replace
from typing import TYPE_CHECKING, cast

import numpy as np
import polars as pl

from grouper.compiled.arrays import U8
from grouper.compiled.releasekeuze import count_choices, pinned_position, refuse_twins
from grouper.compiled.structure import CompiledStructure
from grouper.encoding.batch import EncodedBatch
from grouper.encoding.encoder import Encoder
from grouper.findings.bevindingen import (
    AANSPRAAK_NODIG,
    AANSPRAAK_ONBEKEND,
    J_TEGEN_ROOD,
    N_ONGEBRUIKT,
)
from grouper.findings.checks import Bit, InputChecks
from grouper.findings.writer import (
    CODED_FINDINGS,
    SCHEMA,
    InputFindings,
    Listed,
    outcome_findings,
)
from grouper.frames.columns import coded_column, enum_column
from grouper.frames.schemas import STATUSES, Grouped
from grouper.outcomes.aanspraakregels import AanspraakRegels
from grouper.outcomes.balance import Balance
from grouper.outcomes.delivery import Delivery, notices_of, unknown_activities
from grouper.outcomes.instellingen import with_instelling
from grouper.outcomes.outcomes import Outcomes
from grouper.outcomes.result import GroupResult
from grouper.outcomes.wanted import Wanted
from grouper.ozp.derive import OzpAfleiding
from grouper.ozp.hoofdtraject import MAX_PER_VERZEKERDE
from grouper.ozp.rules import OzpRegels
from grouper.registration.chunks import Chunk
from grouper.registration.columns import INSTELLING, KEY, NUMMER
from grouper.registration.hospitals import shared_numbers
from grouper.registration.intake import clean_keys, refuse_nearly_met, take_in
from grouper.registration.reading import unnest_zorgactiviteiten
from grouper.sealing.provenance import Provenance
from grouper.sealing.pseudonymise import Pseudonymiser
from grouper.sealing.seal import Seal
from grouper.uitvoering.dated_lines import Uitvoering
from grouper.uitvoering.limitatief import LimitatieveLijst
from grouper.uitvoering.machtiging import machtiging_vereist
from grouper.uitvoering.profielen import Profielwerk
from grouper.uitvoering.zorgprofiel import Zorgprofiel
from grouper.walking.walked import Walked, WalkedBatch
from grouper.walking.walker import available_threads, encode_and_walk
from productstructure.errors import CallError
from tabellen.calltypes import checks_types
from tabellen.notices import Notice

if TYPE_CHECKING:
    from grouper.explaining.explainer import Explainer
    from grouper.explaining.explanation import Explanation

OK, WARNING, REJECTED, NO_TREE = range(4)

CODED = (
    "zorgproductgroep_code",
    "zorgproduct_code",
    "declaratiecode",
    "declaratiecode_verzekerd",
    "declaratiecode_onverzekerd",
    "release",
)
"""Columns of ``Grouped`` that are Enums until they are made text."""

_SCHEMA = pl.Schema(Grouped)


class Grouper:
    """Derives products for batches on one or more releases.

    Args:
        releases: Compiled releases; each subtraject takes the one in force on its
            begindatum, the newest versiedatum where several are.
        checks: Which input checks reject, warn or are off.
        aanspraak: What decides between two declaratiecodes.
        ozp_regels: What decides on overige zorgproducten.
        pinned: Name of a release, or how it alone begins, that is taken on every date
            it covers, whatever the versiedatum of others.
        threads: How many; by default all processors this process may use.
        max_per_verzekerde: Subtrajecten of one verzekerde_id from which it is told,
            where main subtrajecten are looked up.

    Raises:
        CallError: No release, more than 255, two of which the order would decide
            (``releasekeuze``), none or several that are named as ``pinned``, or fewer
            than one thread.
    """

    @checks_types
    def __init__(
        self,
        releases: CompiledStructure | Sequence[CompiledStructure],
        *,
        checks: InputChecks | None = None,
        aanspraak: AanspraakRegels | None = None,
        ozp_regels: OzpRegels | None = None,
        pinned: str | None = None,
        threads: int | None = None,
        max_per_verzekerde: int = MAX_PER_VERZEKERDE,
    ) -> None:
        if not isinstance(releases, list | tuple):
            releases = cast("Sequence[CompiledStructure]", [releases])
        if not 1 <= len(releases) <= 255:
            raise CallError(
                f"{len(releases)} releases given; give at least one and at most 255."
            )
        if threads is not None and threads < 1:
            raise CallError(f"threads is {threads}; use 1 or more.")
        self.releases = list(releases)
        self.checks = checks or InputChecks.default()
        self.threads = threads or available_threads()
        position = pinned_position(self.releases, pinned)
        refuse_twins(self.releases, position)
        self.pinned_position = position
        self.pinned = (
            None if position is None else self.releases[position].identity.name
        )
        self._lijst = LimitatieveLijst(self.releases)
        self.encoder = Encoder(
            self.releases, self.checks, position, self._lijst.may_have
        )
        self.aanspraak = aanspraak or AanspraakRegels()
        self._findings = InputFindings(self.checks)
        self._outcomes = Outcomes(self.releases, self.aanspraak)
        self._uitvoering = Uitvoering(self.releases, position)
        self.ozp_regels = ozp_regels or OzpRegels()
        self.max_per_verzekerde = max_per_verzekerde
        self._release_names = coded_column(
            pl.Series([r.identity.name for r in self.releases])
        )
        self._begin()

    def __repr__(self) -> str:
        names = ", ".join(release.identity.name for release in self.releases)
        return f"Grouper({names})"

    def _begin(self) -> None:
        """Set up what keeps track of the texts of one encoder."""
        self._ozp = OzpAfleiding(
            self.releases, self._uitvoering, self.ozp_regels, self.max_per_verzekerde
        )
        self._zorgprofiel = Zorgprofiel(self._uitvoering)
        self._profielen = Profielwerk(self.releases, self._zorgprofiel, self._lijst)
        self._seal = Seal(self.releases, self.threads)
        self._explainer: Explainer | None = None

    def beside(self) -> "Grouper":
        """A grouper of one thread that may run beside this one.

        It shares what is only read, and numbers the texts that it meets by itself.
        """
        other = copy(self)
        other.threads = 1
        other.encoder = self.encoder.beside()
        other._begin()
        return other

    @checks_types
    def group(
        self,
        subtrajecten: pl.DataFrame,
        zorgactiviteiten: pl.DataFrame | None = None,
        *,
        ozp: bool = False,
        profielen: bool = False,
        digest: bool = False,
        coded: bool = False,
        pseudonymiser: Pseudonymiser | None = None,
    ) -> GroupResult:
        """Derive the zorgproduct and declaratiecode of every subtraject in a batch.

        Args:
            subtrajecten: ``n`` rows with columns as docs/data.md; in the nested form
                with a column zorgactiviteiten.
            zorgactiviteiten: Registered activities, in any order; None in the nested
                form.
            ozp: Whether to derive the overige zorgproducten too; what has been read
                and encoded serves both.
            profielen: Whether to list the notable activities of profiles too.
            digest: Whether to add the two digest columns to every row (``digest``).
            coded: Whether columns of few texts may stay numbers of them, which is
                cheaper: the codes in ``grouped`` as Enums (digests want text), and
                ``CODED_FINDINGS`` as categories.
            pseudonymiser: Replaces the numbers in all frames, when given.

        Returns:
            A frame of ``n`` rows in input order, the findings and the balance. Rows
            that could not be grouped have null codes and a status that says why.

        Raises:
            InputFileError: A required column is missing, or a table cannot be read as
                what it should be (``take_in``).
            CallError: What is given is no Polars DataFrame.
        """
        taken = take_in(subtrajecten, zorgactiviteiten)
        wanted = Wanted(
            ozp=ozp,
            profielen=profielen,
            digest=digest,
            coded=coded,
            instellingen=taken.instellingen,
        )
        chunk = Chunk(taken.subtrajecten, taken.zorgactiviteiten)
        return self._group(
            chunk, wanted, pseudonymiser, notices=taken.notices, is_whole=True
        )

    def group_chunk(
        self,
        chunk: Chunk,
        wanted: Wanted,
        pseudonymiser: Pseudonymiser | None = None,
    ) -> GroupResult:
        """Group a chunk of a batch that was taken in as a whole (``take_in``).

        What holds of a batch as a whole is not told of a chunk.

        Args:
            chunk: Some subtrajecten with all their activities.
            wanted: What is wanted of them.
            pseudonymiser: As for ``group``.

        Returns:
            As ``group``; rows of findings are those of the chunk.

        Raises:
            InputFileError: As ``group``.
            CallError: ``first`` of the chunk cannot be that of its activities.
        """
        return self._group(chunk, wanted, pseudonymiser)

    def _group(
        self,
        chunk: Chunk,
        wanted: Wanted,
        pseudonymiser: Pseudonymiser | None,
        *,
        notices: tuple[Notice, ...] = (),
        is_whole: bool = False,
    ) -> GroupResult:
        subtrajecten, zorgactiviteiten = chunk.subtrajecten, chunk.zorgactiviteiten
        if is_whole or chunk.first is None:
            # Where activities were met as they stand, numbers are clean (``chunks``).
            for column in (NUMMER, KEY):
                subtrajecten, told = clean_keys(subtrajecten, "subtrajecten", column)
                notices += told
        if zorgactiviteiten is None:
            subtrajecten, zorgactiviteiten = unnest_zorgactiviteiten(subtrajecten)
        batch = self.encoder.start(
            subtrajecten, zorgactiviteiten, chunk.first, chunk.doubles
        )
        if is_whole:
            notices += _unclear(batch, subtrajecten, zorgactiviteiten)
        walked = encode_and_walk(self.encoder, batch, self.threads)
        outcomes = self._outcomes.columns(walked, batch.rows.aanspraak)
        status = self._status(batch, walked)
        for doubtful in (
            outcomes.unanswered,
            outcomes.unused,
            outcomes.unknown,
            outcomes.overruled,
        ):
            status[doubtful[status[doubtful] == OK]] = WARNING
        activity_faults = Listed.of(batch.activities.fault)
        findings = self._findings.frame(
            subtrajecten, zorgactiviteiten, batch.rows.fault, activity_faults
        )
        doubts = [
            outcome_findings(subtrajecten, rows, "subtrajecten", doubt, "aanspraak")
            for rows, doubt in (
                (outcomes.unanswered, AANSPRAAK_NODIG),
                (outcomes.unused, N_ONGEBRUIKT),
                (outcomes.unknown, AANSPRAAK_ONBEKEND),
                (outcomes.overruled, J_TEGEN_ROOD),
            )
            if len(rows)
        ]
        grouped = pl.DataFrame(
            [
                # In one run of memory: what is written is cut where a column is.
                subtrajecten["subtraject_nummer"].cast(pl.String).rechunk(),
                *outcomes.columns,
                machtiging_vereist(
                    self.encoder, batch, walked, self._lijst, self._zorgprofiel
                ),
                enum_column("status", status, _SCHEMA),
                batch.is_trial.alias("is_trial"),
                self._release_column(walked.release),
            ]
        )
        if wanted.digest or not wanted.coded:
            grouped = grouped.cast(dict.fromkeys(CODED, pl.String))
        is_rejected = status == REJECTED
        unknown = unknown_activities(batch, activity_faults)
        balance = Balance.of(batch, status, grouped["is_uitval"], unknown)
        result = GroupResult(
            grouped=grouped,
            findings=pl.concat([findings, *doubts]) if doubts else findings,
            balance=balance,
            delivery=Delivery.of(
                batch, balance, is_rejected, grouped["is_uitval"], len(unknown)
            ),
            notices=notices + batch.notices + notices_of(batch),
            releasekeuzes=count_choices(
                self.releases,
                batch.days.begindatum,
                walked.release,
                self.pinned_position,
            ),
        )
        done = WalkedBatch(
            encoder=self.encoder,
            batch=batch,
            subtrajecten=subtrajecten,
            zorgactiviteiten=zorgactiviteiten,
            is_afgewezen=is_rejected,
            is_trial=grouped["is_trial"],
            hoofdtrajecten=wanted.hoofdtrajecten,
        )
        rows: dict[str, pl.Series | None] = {"grouped": None}
        if wanted.profielen:
            frame, rows["profielen"] = self._profielen.frame(
                done, has_product=walked.boom >= 0
            )
            result = replace(result, profielen=frame)
        if wanted.ozp:
            derived = self._ozp.derive(done)
            rows["ozp"] = derived.row
            result = replace(
                result,
                ozp=derived.ozp,
                ozp_balance=derived.balance,
                findings=pl.concat([result.findings, derived.findings]),
                notices=result.notices + derived.notices,
            )
        if wanted.instellingen:
            result = with_instelling(result, subtrajecten, zorgactiviteiten, rows)
        if not wanted.coded:
            result = replace(result, findings=_uncoded(result.findings))
        return self._seal.sealed(
            result,
            done,
            rows,
            digest=wanted.digest,
            pseudonymiser=pseudonymiser,
        )

    def provenance(
        self, *, pseudoniemen: bool = False, gemaakt: str | None = None
    ) -> Provenance:
        """How output of this grouper is made, for ``write_provenance``.

        Args:
            pseudoniemen: Whether numbers are replaced by keyed hashes.
            gemaakt: When, as it is to be written; no clock is read.
        """
        return Provenance(
            releases=tuple(release.identity for release in self.releases),
            checks=self.checks,
            aanspraak=self.aanspraak,
            ozp=self.ozp_regels,
            pinned=self.pinned,
            pseudoniemen=pseudoniemen,
            gemaakt=gemaakt,
        )

    @checks_types
    def explain(
        self,
        subtrajecten: pl.DataFrame,
        zorgactiviteiten: pl.DataFrame | None,
        subtraject_nummer: str,
    ) -> "Explanation":
        """Explain the outcome of one subtraject of a batch; see ``Explainer``."""
        return self.explainer.explain(subtrajecten, zorgactiviteiten, subtraject_nummer)

    @property
    def explainer(self) -> "Explainer":
        """Explains subtrajecten of batches; keeps what it looked up for the next."""
        if self._explainer is None:
            # Its texts and records are needed for one subtraject, not for a batch.
            from grouper.explaining.explainer import Explainer

            self._explainer = Explainer(self)
        return self._explainer

    def _status(self, batch: EncodedBatch, walked: Walked) -> U8:
        fault = batch.rows.fault
        # True is WARNING, False is OK.
        is_warned = (fault & np.uint64(self.checks.mask("warn"))) != 0
        status: U8 = is_warned.view(np.uint8)
        # With the checks on begindatum off there is still no tree to walk.
        status[walked.boom < 0] = NO_TREE
        status[(fault & np.uint64(self.checks.mask("reject"))) != 0] = REJECTED
        return status

    def _release_column(self, release: U8) -> pl.Series:
        index = pl.Series(release.astype(np.uint32))
        return self._release_names[index].alias("release")


def _uncoded(findings: pl.DataFrame) -> pl.DataFrame:
    return findings.cast({name: SCHEMA[name] for name in CODED_FINDINGS})


def _unclear(
    batch: EncodedBatch, subtrajecten: pl.DataFrame, zorgactiviteiten: pl.DataFrame
) -> tuple[Notice, ...]:
    """Tell, or refuse, where it is not clear what belongs together."""
    fault = batch.rows.fault
    has_doubles = bool((fault & Bit.NUMMER_DUBBEL.mask).any())
    if batch.activities.first[-1] < zorgactiviteiten.height:
        refuse_nearly_met(subtrajecten, zorgactiviteiten)
    if has_doubles and INSTELLING not in zorgactiviteiten.columns:
        return shared_numbers(subtrajecten)
    return ()


__all__ = ["STATUSES", "Bit", "GroupResult", "Grouper"]
