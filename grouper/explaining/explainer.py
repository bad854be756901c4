"""Explains one subtraject: every rule on both paths, every count, and the outcome.

The path is that of the reference walker, on the arrays that the batch is walked with;
the outcome and the overige zorgproducten are those of the batch. Where the two differ
nothing is explained: it raises.

Dutch terms: beslisregel (rule), zorgactiviteit (care activity).
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from functools import cached_property, partial
from typing import Any, Protocol

import polars as pl

from grouper.compiled.releasekeuze import REDENEN, Keuze, explain_choice
from grouper.compiled.structure import CompiledStructure
from grouper.encoding.batch import EncodedBatch
from grouper.encoding.encoder import Encoder
from grouper.explaining.behind_tokens import (
    begindatum_of,
    date_of,
    explained_activities,
    lines_of_tokens,
)
from grouper.explaining.declaratiecode import KLEUREN, explain_code
from grouper.explaining.explanation import (
    ExplainedActivity,
    ExplainedKleur,
    Explanation,
)
from grouper.explaining.find import FoundRows, Haystack, find_rows
from grouper.explaining.names import looked_at, names_of
from grouper.explaining.ozp_rows import explained_ozp, explained_profiel
from grouper.explaining.path import PathTexts, Registered
from grouper.explaining.rule_texts import holds_on
from grouper.outcomes.aanspraakregels import AanspraakRegels, J, N
from grouper.outcomes.ozp_balance import OzpBalance
from grouper.outcomes.result import GroupResult
from grouper.outcomes.wanted import Wanted
from grouper.ozp.derive import OzpAfleiding
from grouper.ozp.rules import OzpRegels
from grouper.registration.chunks import Chunk
from grouper.registration.columns import KEY
from grouper.registration.reading import MISSING
from grouper.uitvoering.dated_lines import Uitvoering
from grouper.walking.reference import Path, Reference
from grouper.walking.walked import Walked
from grouper.walking.walker import SelfCheckError, encode_and_walk, reference_of


class Groups(Protocol):
    """What is asked of a Grouper here: its releases, settings and outcomes."""

    encoder: Encoder
    releases: list[CompiledStructure]
    pinned_position: int | None
    aanspraak: AanspraakRegels
    ozp_regels: OzpRegels

    def group_chunk(self, chunk: Chunk, wanted: Wanted) -> GroupResult:
        """Group some rows of a batch."""


NIET_LOS = ("geen_ozp", "niet_geldig", "netto_nul", "geen_aantal", "samengevoegd")
"""Fields of ``OzpBalance`` that count lines of one subtraject that are none."""


class Explainer:
    """Explains outcomes of one Grouper; keeps what it looked up for the next one.

    Args:
        grouper: Releases and input checks.
    """

    def __init__(self, grouper: Groups) -> None:
        self._grouper = grouper
        self._releases = [
            _Release(grouper.encoder, position)
            for position in range(len(grouper.releases))
        ]
        uitvoering = Uitvoering(grouper.releases, grouper.pinned_position)
        self._ozp = OzpAfleiding(grouper.releases, uitvoering, grouper.ozp_regels)

    def explain(
        self,
        subtrajecten: pl.DataFrame,
        zorgactiviteiten: pl.DataFrame | None,
        subtraject_nummer: str,
    ) -> Explanation:
        """Explain the outcome of one subtraject of a batch.

        Args:
            subtrajecten: As for ``Grouper.group``.
            zorgactiviteiten: As for ``Grouper.group``.
            subtraject_nummer: Whose outcome; of several bearers the first is explained.

        Returns:
            Both paths with every count, and the outcome as the batch has it.

        Raises:
            InputFileError: A required column is missing.
            CallError: No subtraject bears the number.
            SelfCheckError: The two walkers disagree, which is a fault of the engine.
        """
        batch = Haystack.of(subtrajecten, zorgactiviteiten)
        return next(self.each(batch, [subtraject_nummer]))

    def each(self, batch: Haystack, nummers: Sequence[str]) -> Iterator[Explanation]:
        """Explain the outcomes of some subtrajecten of a batch.

        Args:
            batch: The batch; only the rows that are asked for are held.
            nummers: Whose outcomes.

        Yields:
            An explanation for each, in their order; a number that several hospitals
            have gives one for each.

        Raises:
            As ``explain``; before the first one when a number is not there.
        """
        overlapt = self._grouper.ozp_regels.hoofdtraject_overlapt
        for found in find_rows(batch, nummers, overlapt=overlapt):
            yield self._explain(found)

    def _explain(self, found: FoundRows) -> Explanation:
        """Explain the first bearer of a number.

        The first of several bearers is the one that has the activities, if any has.
        """
        own, activities = found.subtrajecten, found.zorgactiviteiten
        rows, lines = found.rows, found.lines
        encoder = self._grouper.encoder
        result = self._grouper.group_chunk(
            Chunk(own, activities),
            Wanted(ozp=True, profielen=True, hoofdtrajecten=found.hoofdtrajecten),
        )
        batch = encoder.start(own, activities).with_tokens()
        walked = encode_and_walk(encoder, batch, threads=1)
        release = self._releases[int(walked.release[0])]
        uitkomst = result.grouped.row(0, named=True)
        registratie = own.drop(KEY, strict=False).row(0, named=True)
        profile = explained_activities(
            release.compiled,
            batch,
            0,
            activities,
            lines,
            has_tree=uitkomst["status"] != "no_tree",
        )
        leeftijd = int(batch.rows.leeftijd[0])
        begindatum = int(batch.days.begindatum[0])
        explanation = Explanation(
            subtraject_nummer=uitkomst["subtraject_nummer"],
            row=rows[0] + 1,
            registratie=registratie,
            leeftijd_jaar=None if leeftijd < 0 else leeftijd,
            zorgactiviteiten=tuple(profile.values()),
            status=uitkomst["status"],
            findings=_findings(result.findings, rows, lines),
            uitkomst=uitkomst,
            release=uitkomst["release"],
            release_reden=self._release_reden(batch, walked),
            hoofdsubtraject_nummer=next(
                iter(found.hoofdtrajecten["hoofdsubtraject_nummer"].to_list()), None
            ),
            ozp=explained_ozp(result.ozp, self._grouper.releases),
            ozp_balance=result.ozp_balance,
            profiel=explained_profiel(result.profielen, self._grouper.releases),
            namen=names_of(
                release.compiled,
                registratie,
                None if begindatum == MISSING else date_of(begindatum),
            ),
            niet_los=self._niet_los(batch, result.ozp_balance),
        )
        if walked.boom[0] < 0:
            return explanation
        answer = int(batch.rows.aanspraak[0])
        return release.with_path(
            explanation,
            batch,
            walked,
            profile,
            {J: "J", N: "N"}.get(answer),
            self._grouper.aanspraak,
        )

    def _niet_los(
        self, batch: EncodedBatch, balance: OzpBalance | None
    ) -> dict[str, int]:
        """How many lines of the first row are no overig zorgproduct, by why."""
        if balance is None:
            return {}
        onbekend, ongeldig = self._ozp.without_tarieftype(batch, 0)
        return {
            **{name: getattr(balance, name) for name in NIET_LOS},
            "geen_ozp": balance.geen_ozp - onbekend - ongeldig,
            "onbekend": onbekend,
            "ongeldig": ongeldig,
        }

    def _release_reden(self, batch: EncodedBatch, walked: Walked) -> str:
        """Why the first row of a batch took its release."""
        (keuze,) = explain_choice(
            self._grouper.releases,
            batch.days.begindatum[:1],
            walked.release[:1],
            self._grouper.pinned_position,
        )
        return REDENEN[Keuze(int(keuze))]


class _Release:
    """What explaining needs of one release, looked up when it is first needed."""

    def __init__(self, encoder: Encoder, position: int) -> None:
        self.compiled = encoder.releases[position]
        self._encoder = encoder
        self._position = position

    @cached_property
    def _texts(self) -> PathTexts:
        return PathTexts(self.compiled)

    def with_path(
        self,
        explanation: Explanation,
        batch: EncodedBatch,
        walked: Walked,
        profile: Mapping[int, ExplainedActivity],
        aanspraak: str | None,
        regels: AanspraakRegels,
    ) -> Explanation:
        """The explanation of a subtraject that was walked."""
        path = self._path(batch, walked)
        of_tokens = lines_of_tokens(self.compiled, batch, 0)
        counted = {line for token in path.counted for line in of_tokens[token]}
        told = {
            line: replace(activity, is_geteld=line in counted)
            for line, activity in profile.items()
        }
        behind = [[told[line] for line in lines] for lines in of_tokens]
        window = int(walked.window[0])
        day = begindatum_of(batch, 0)
        product = self._product(window, path.product)
        registered = Registered(
            day,
            behind,
            partial(
                looked_at,
                registratie=explanation.registratie,
                leeftijd_jaar=explanation.leeftijd_jaar,
            ),
        )
        return replace(
            explanation,
            zorgactiviteiten=tuple(told.values()),
            trees=self._texts.trees(path, registered, product["zorgproduct_code"]),
            zorgproduct_omschrijving=product["zorgproduct_omschrijving"],
            zorgproduct_consumentenomschrijving=product[
                "zorgproduct_consumentenomschrijving"
            ],
            is_uitvalgroep=self._is_uitvalgroep(product["zorgproduct_code"][:6], day),
            code=explain_code(
                explanation.uitkomst,
                aanspraak,
                self._kleuren(path, batch, window, behind),
                regels,
            ),
        )

    def _product(self, window: int, product: int) -> dict[str, Any]:
        row = int(self.compiled.arrays["product_row"][window, product])
        return self.compiled.tables["producten"].row(row, named=True)

    def _is_uitvalgroep(self, groep: str, day: date) -> bool:
        """Whether no product of a group has a declaratiecode on a day."""
        own = self.compiled.tables["producten"].filter(
            pl.col("zorgproduct_code").str.starts_with(groep),
            pl.col("zorgproduct_code").str.len_bytes() > len(groep),
            holds_on(day),
        )
        return bool(own["declaratiecode_verzekerd"].is_null().all())

    def _kleuren(
        self,
        path: Path,
        batch: EncodedBatch,
        window: int,
        behind: Sequence[Sequence[ExplainedActivity]],
    ) -> list[ExplainedKleur]:
        """What each colour that contributed did to the product, then both together."""
        asked = [bit for bit in KLEUREN if bit & path.kleur]
        if len(asked) > 1:
            asked.append(path.kleur)
        found = []
        for bits in asked:
            tokens = [
                position
                for position, kleur in zip(path.decisive, path.kleuren, strict=True)
                if kleur & bits
            ]
            zonder = self._reference.walk(batch, 0, without=tokens).product
            found.append(
                ExplainedKleur(
                    kleuren=tuple(naam for bit, naam in KLEUREN.items() if bit & bits),
                    beslissend=tuple(a for token in tokens for a in behind[token]),
                    zorgproduct_zonder=self._product(window, zonder)[
                        "zorgproduct_code"
                    ],
                    is_bepalend=zonder != path.product,
                )
            )
        return found

    @property
    def _reference(self) -> Reference:
        return reference_of(self._encoder, self._position)

    def _path(self, batch: EncodedBatch, walked: Walked) -> Path:
        path = self._reference.walk(batch, 0)
        found = (int(walked.boom[0]), int(walked.product[0]), int(walked.kleur[0]))
        if (path.boom, path.product, path.kleur) != found:
            raise SelfCheckError(
                "explain: the path leads elsewhere than the batch. This is a fault of "
                "the engine; report it with the release and the subtraject."
            )
        return path


def _findings(
    findings: pl.DataFrame, rows: Sequence[int], lines: Sequence[int]
) -> tuple[Mapping[str, Any], ...]:
    """Findings of the first bearer and its activities, by their rows in the batch."""
    found = []
    for finding in findings.iter_rows(named=True):
        if finding["source"] == "zorgactiviteiten":
            found.append({**finding, "row": lines[finding["row"] - 1] + 1})
        elif finding["row"] == 1:
            found.append({**finding, "row": rows[0] + 1})
    return tuple(found)
