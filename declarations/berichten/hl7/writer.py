"""Write result messages to a folder or a zip: one reply for each question.

What a reply says is decided in ``replies``.
"""

import os
import zipfile
from collections.abc import Mapping
from contextlib import ExitStack, suppress
from datetime import date, datetime
from itertools import chain
from pathlib import Path
from types import TracebackType
from typing import Self
from zoneinfo import ZoneInfo

import polars as pl

from declarations.berichten.hl7.replies import answers, elsewhere, refusals
from declarations.berichten.hl7.reply_names import ResultNames
from declarations.berichten.hl7.resultaat import Resultaat, build_message
from productstructure.errors import CallError
from tabellen.calltypes import checks_types
from tabellen.sets.newfiles import new_file
from tabellen.sets.publishing import OutputSet
from tabellen.sets.writing import writing
from tabellen.values.dates import AMSTERDAM


@checks_types
def write_resultaten(
    resultaten: pl.DataFrame,
    target: Path | str,
    *,
    zorgactiviteiten: pl.DataFrame | None = None,
    ozp: pl.DataFrame | None = None,
    redenen: pl.DataFrame | None = None,
    findings: pl.DataFrame | None = None,
    tabelsetdatums: Mapping[str, date] | None = None,
    moment: datetime | None = None,
) -> int:
    """Write the replies to one batch; see ``ResultaatWriter`` for several.

    Returns:
        Number of messages written.
    """
    with ResultaatWriter(
        target, tabelsetdatums=tabelsetdatums, moment=moment
    ) as writer:
        return writer.write(
            resultaten,
            zorgactiviteiten=zorgactiviteiten,
            ozp=ozp,
            redenen=redenen,
            findings=findings,
        )


class ResultaatWriter:
    """Writes result messages to a folder or, when the name ends in .zip, to a zip.

    A context manager. The replies appear in their place only when all went well.

    Args:
        target: Folder (made when absent) or zip (replaced when present).
        tabelsetdatums: Release name, as in column ``release``, to its versiedatum.
        moment: Creation time of the messages; now in the Netherlands by default.
        outputs: The set that the replies are of; they are in place when that is
            published. Without one they are when the block ends.
    """

    @checks_types
    def __init__(
        self,
        target: Path | str,
        *,
        tabelsetdatums: Mapping[str, date] | None = None,
        moment: datetime | None = None,
        outputs: OutputSet | None = None,
    ) -> None:
        self._target = Path(target)
        self._outputs = outputs or OutputSet(self._target, "answer")
        self._is_own = outputs is None
        self._stack = ExitStack()
        self._tabelsetdatums = tabelsetdatums or {}
        self._moment = moment or datetime.now(ZoneInfo(AMSTERDAM))
        self._zip: zipfile.ZipFile | None = None
        self._names = ResultNames()

    def __enter__(self) -> Self:
        if self._is_own:
            self._stack.enter_context(self._outputs)
        with self._stack.pop_all() as opened, writing(self._target):
            if self._target.suffix.lower() == ".zip":
                self._staged = self._outputs.new(self._target)
                self._zip = zipfile.ZipFile(self._staged, "w", zipfile.ZIP_DEFLATED)
            else:
                self._target.parent.mkdir(parents=True, exist_ok=True)
                self._staged = self._outputs.new_folder(self._target)
            self._stack = opened.pop_all()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        with self._stack:
            if self._zip is not None:
                with suppress(OSError) if kind else writing(self._target):
                    self._zip.close()
            if self._is_own and kind is None:
                self._outputs.publish()

    @checks_types
    def write(
        self,
        resultaten: pl.DataFrame,
        *,
        zorgactiviteiten: pl.DataFrame | None = None,
        ozp: pl.DataFrame | None = None,
        redenen: pl.DataFrame | None = None,
        findings: pl.DataFrame | None = None,
        herhalingen: pl.DataFrame | None = None,
    ) -> int:
        """Write the reply to every message of one batch.

        Args:
            resultaten: The grouped frame with the keys of ``add_keys``.
            zorgactiviteiten: Of the reader; their ids are named with the declaratie.
            ozp: Overige zorgproducten to declare, one row each (subtraject_nummer,
                declaratiecode of 6 digits, which is the product and the activity).
            redenen: Findings of the grouper (subtraject_nummer, code, severity,
                tekst): why a subtraject was refused, and warnings.
            findings: Of the reader: a message it refused gets a reply that says why,
                and what it warned of stands in the reply to the others.
            herhalingen: Messages that another one answers, as
                ``declarations.berichten.herhalingen.without_herhalingen`` gives them;
                each gets a reply without a declaratie.

        Returns:
            Number of messages written.

        Raises:
            CallError: A column is absent, or a file holds more than one
                declaratiedataset (the OHW form), for which no reply is known.
        """
        replies = answers(
            resultaten,
            zorgactiviteiten=zorgactiviteiten,
            ozp=ozp,
            redenen=redenen,
            tabelsetdatums=self._tabelsetdatums,
            findings=findings,
        )
        aantal = 0
        for resultaat in chain(replies, elsewhere(herhalingen), refusals(findings)):
            self._put(resultaat)
            aantal += 1
        return aantal

    def _put(self, resultaat: Resultaat) -> None:
        name = self._names.give(resultaat.bestand, is_trial=resultaat.is_trial)
        if not _is_inside(name):
            raise CallError(
                "resultaten: a value of column bestand leads out of the folder or zip; "
                "expected file names, with folders at most, as the reader gives them."
            )
        content = build_message(resultaat, self._moment)
        with writing(self._target):
            if self._zip is not None:
                self._zip.writestr(name, content)
                return
            place = self._staged / name
            # A message in a folder of its zip is answered in a folder of that name.
            place.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            with os.fdopen(new_file(place, of=self._target), "wb") as file:
                file.write(content)


def _is_inside(name: str) -> bool:
    """Whether a name of a reply stays in the folder or zip that it is put in."""
    parts = name.split("/")
    return "\\" not in name and not {"", ".", ".."}.intersection(parts)
