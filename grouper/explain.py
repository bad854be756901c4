"""Explains one subtraject: every rule on both paths, every count, and the outcome.

The path is that of the reference walker, on the arrays that the batch is walked with;
the outcome and the overige zorgproducten are those of the batch. Where the two differ
nothing is explained: it raises.

Dutch terms: beslisregel (rule), zorgactiviteit (care activity).
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import cached_property
from typing import TYPE_CHECKING, Any

import polars as pl

from grouper.encoded import EncodedBatch
from grouper.encoder import Encoder
from grouper.explain_code import explain_code
from grouper.explain_ozp import explained_ozp, explained_profiel
from grouper.explain_path import PathTexts
from grouper.explanation import ExplainedActivity, Explanation
from grouper.hoofdtraject import link_hoofdtrajecten
from grouper.outcomes import Walked
from grouper.profile import begindatum_of, explained_activities, lines_of_tokens
from grouper.reference import Path
from grouper.registration import read_nummer, unnest_zorgactiviteiten
from grouper.releasekeuze import REDENEN, Keuze, explain_choice
from grouper.walker import SelfCheckError, encode_and_walk, reference_of
from productstructure.errors import CallError

if TYPE_CHECKING:
    from grouper.engine import Grouper


class Explainer:
    """Explains outcomes of one Grouper; keeps what it looked up for the next one.

    Args:
        grouper: Releases and input checks.
    """

    def __init__(self, grouper: "Grouper") -> None:
        self._grouper = grouper
        self._releases = [
            _Release(grouper.encoder, position)
            for position in range(len(grouper.releases))
        ]

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
        if zorgactiviteiten is None:
            subtrajecten, zorgactiviteiten = unnest_zorgactiviteiten(subtrajecten)
        rows, lines = (
            (read_nummer(frame, what) == subtraject_nummer).arg_true().to_list()
            for frame, what in (
                (subtrajecten, "subtrajecten"),
                (zorgactiviteiten, "zorgactiviteiten"),
            )
        )
        if not rows:
            raise CallError(
                f"none of the {subtrajecten.height} subtrajecten bears the number "
                "asked for. Give a subtraject_nummer as it stands in the batch."
            )
        own = subtrajecten[rows]
        hoofdtrajecten = link_hoofdtrajecten(
            subtrajecten,
            overlapt=self._grouper.ozp_regels.hoofdtraject_overlapt,
            van=own,
        )
        return self._explain(
            own, zorgactiviteiten[lines], hoofdtrajecten, rows=rows, lines=lines
        )

    def _explain(
        self,
        own: pl.DataFrame,
        activities: pl.DataFrame,
        hoofdtrajecten: pl.DataFrame,
        *,
        rows: Sequence[int],
        lines: Sequence[int],
    ) -> Explanation:
        """Explain the first of ``own``, which stood at ``rows`` of the batch.

        The first of several bearers is the one that has the activities, if any has.
        """
        encoder = self._grouper.encoder
        result = self._grouper.group(
            own, activities, ozp=True, profielen=True, hoofdtrajecten=hoofdtrajecten
        )
        batch = encoder.start(own, activities).with_tokens()
        walked = encode_and_walk(encoder, batch, threads=1)
        release = self._releases[int(walked.release[0])]
        profile = {
            line: replace(activity, row=lines[line] + 1)
            for line, activity in explained_activities(
                release.compiled, batch, 0, activities
            ).items()
        }
        uitkomst = result.grouped.row(0, named=True)
        leeftijd = int(batch.arrays["leeftijd"][0])
        explanation = Explanation(
            subtraject_nummer=uitkomst["subtraject_nummer"],
            row=rows[0] + 1,
            registratie=own.row(0, named=True),
            leeftijd_jaar=None if leeftijd < 0 else leeftijd,
            zorgactiviteiten=tuple(profile.values()),
            status=uitkomst["status"],
            findings=_findings(result.findings, rows, lines),
            uitkomst=uitkomst,
            release=uitkomst["release"],
            release_reden=self._release_reden(batch, walked),
            hoofdsubtraject_nummer=next(
                iter(hoofdtrajecten["hoofdsubtraject_nummer"].to_list()), None
            ),
            ozp=explained_ozp(result.ozp, self._grouper.releases),
            ozp_balance=result.ozp_balance,
            profiel=explained_profiel(result.profielen, self._grouper.releases),
        )
        if walked.boom[0] < 0:
            return explanation
        return release.with_path(explanation, batch, walked, profile)

    def _release_reden(self, batch: EncodedBatch, walked: Walked) -> str:
        """Why the first row of a batch took its release."""
        (keuze,) = explain_choice(
            self._grouper.releases,
            batch.columns["begindatum"][:1],
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
    ) -> Explanation:
        """The explanation of a subtraject that was walked."""
        path = self._path(batch, walked)
        behind = [
            [profile[line] for line in lines]
            for lines in lines_of_tokens(self.compiled, batch, 0)
        ]
        product_row = self.compiled.arrays["product_row"]
        product = self.compiled.tables["producten"].row(
            int(product_row[walked.window[0], path.product]), named=True
        )
        aanspraak = str(explanation.registratie.get("aanspraak")).strip()
        return replace(
            explanation,
            trees=self._texts.trees(
                path, begindatum_of(batch, 0), behind, product["zorgproduct_code"]
            ),
            zorgproduct_omschrijving=product["zorgproduct_omschrijving"],
            zorgproduct_consumentenomschrijving=product[
                "zorgproduct_consumentenomschrijving"
            ],
            code=explain_code(
                explanation.uitkomst,
                aanspraak if aanspraak in ("J", "N") else None,
                path.kleur,
                [activity for token in path.decisive for activity in behind[token]],
            ),
        )

    def _path(self, batch: EncodedBatch, walked: Walked) -> Path:
        path = reference_of(self._encoder, self._position).walk(batch, 0)
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
