"""Every leaf of a compiled release with the path that leads to it.

Reads the arrays of the rules as they were compiled, so that what is proven of the
leaves is proven of what the walkers read.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

from grouper.compiled.structure import CompiledStructure
from grouper.compiling.beslisregels import TOPBOOM


@dataclass(frozen=True)
class Leaf:
    """A leaf of a group's tree.

    Attributes:
        versie: Position of its tree version.
        label: zorgproduct_code.
        path: Text of every rule on the path, what it answered, and its flag.
    """

    versie: int
    label: str
    path: tuple[tuple[str, bool, bool], ...]

    @property
    def text(self) -> str:
        """The path as the NZa's zorgproducten of 2025 describe it."""
        return ", ".join(
            text if answer else f"GEEN {text}" for text, answer, _ in self.path
        )

    @property
    def is_restricted(self) -> bool:
        """Whether its rule is flagged and a flagged rule on its path was True."""
        *_, (_, _, carries) = self.path
        return carries and any(answer and flag for _, answer, flag in self.path)


def leaves(compiled: CompiledStructure) -> Iterator[Leaf]:
    """Every leaf of every group's tree of every version."""
    arrays = compiled.arrays
    regels = arrays["regels"].tolist()
    texts = _texts(compiled)
    firsts = arrays["versie_boom0"].tolist()
    for versie, (first, stop) in enumerate(pairwise(firsts)):
        for boom in range(first, stop):
            if compiled.groepen[boom] == TOPBOOM:
                continue
            open_paths = [(int(arrays["boom_start"][boom]), ())]
            while open_paths:
                regel, path = open_paths.pop()
                if regel < 0:
                    yield Leaf(versie, compiled.labels[~regel], path)
                    continue
                waar, onwaar, _, is_beperkt = regels[regel]
                for child, answer in ((waar, True), (onwaar, False)):
                    step = (texts[regel], answer, bool(is_beperkt))
                    open_paths.append((child, (*path, step)))


def _texts(compiled: CompiledStructure) -> list[str]:
    """Text of each rule."""
    regels = compiled.tables["beslisregels"].select("attribuutgroep_id")
    joined = regels.join(
        compiled.tables["attribuutgroepen"],
        on="attribuutgroep_id",
        how="left",
        maintain_order="left",
        validate="m:1",
    )
    return joined["attribuutgroep_omschrijving"].to_list()
