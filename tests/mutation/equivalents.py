"""Changes that were argued to change no outcome: equivalents.toml, by their lines."""

import tomllib
from functools import cached_property
from pathlib import Path

from tests.mutation.mutants import Mutant


class Equivalents:
    """The list, by file, line and what the line becomes: it survives moves of lines."""

    place = Path(__file__).with_name("equivalents.toml")

    @cached_property
    def _reasons(self) -> dict[tuple[str, str, str], str]:
        rows = tomllib.loads(self.place.read_text()).get("equivalent", [])
        return {
            (row["file"], _bare(row["was"]), _bare(row["becomes"])): row["reason"]
            for row in rows
        }

    def reason(self, mutant: Mutant) -> str | None:
        """Why a mutant makes no difference, where that was argued."""
        key = mutant.file, _bare(mutant.was), _bare(mutant.becomes)
        return self._reasons.get(key)


def _bare(text: str) -> str:
    return " ".join(text.split())
