"""What the encoder looks up in a release: arrays by window and code."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Self

import numpy as np

from grouper.compiled.arrays import I16, U16, U32
from grouper.compiled.structure import Array, CompiledStructure

NOT_VALID = 65535
"""In place of the token of an activity: not valid in that window."""

STATE_BIT = 16
"""First bit of the state of a code in a window, behind its token."""


@dataclass(frozen=True)
class CodeTables:
    """Tokens and states of the codes of a release, by window.

    A ``cell`` has the token of a code, and its state from ``STATE_BIT`` on. Codes that
    are part of a specialisme are found by a ``pair``: specialisme, code.

    Attributes:
        first_day: Day number of the first window.
        first_tree: The first window that has a tree.
        window_of_day: Window by day since ``first_day``.
        window_versie: Tree version by window, -1 where it has none.
        specialisme_cell: By window and number of specialisme.
        diagnose_pair: By numbers of specialisme and diagnose.
        diagnose_cell: By window and pair.
        zorgtype_pair: As for diagnose.
        zorgtype_cell: Likewise.
        zorgvraag_pair: Likewise.
        zorgvraag_cell: Likewise.
        zorginstelling_token: By window and number.
        geslacht_token: Likewise.
        leeftijd_token: By window and age in years.
        begindatum_token: By window; of one column.
        zorgactiviteit_cell: By window and number: the token, ``NOT_VALID`` where the
            state is 0.
        zorgactiviteit_oud: The number of the code that trees see instead.
    """

    first_day: int
    first_tree: int
    window_of_day: I16
    window_versie: I16
    specialisme_cell: U32
    diagnose_pair: U16
    diagnose_cell: U32
    zorgtype_pair: U16
    zorgtype_cell: U32
    zorgvraag_pair: U16
    zorgvraag_cell: U32
    zorginstelling_token: U16
    geslacht_token: U16
    leeftijd_token: U16
    begindatum_token: U16
    zorgactiviteit_cell: U16
    zorgactiviteit_oud: U16

    @classmethod
    def of(cls, compiled: CompiledStructure) -> Self:
        """Those of a compiled release."""
        arrays = compiled.arrays
        return cls(
            first_day=int(compiled.windows.first_day[0]),
            first_tree=int(np.argmax(arrays["window_versie"] >= 0)),
            window_of_day=compiled.windows.by_day(),
            window_versie=arrays["window_versie"],
            specialisme_cell=_cell(arrays, "specialisme"),
            diagnose_pair=arrays["diagnose_pair"],
            diagnose_cell=_cell(arrays, "diagnose"),
            zorgtype_pair=arrays["zorgtype_pair"],
            zorgtype_cell=_cell(arrays, "zorgtype"),
            zorgvraag_pair=arrays["zorgvraag_pair"],
            zorgvraag_cell=_cell(arrays, "zorgvraag"),
            zorginstelling_token=arrays["zorginstelling_token"],
            geslacht_token=arrays["geslacht_token"],
            leeftijd_token=arrays["leeftijd_token"],
            begindatum_token=arrays["begindatum_token"],
            # Of activities, whose table is the largest and read most, in 16 bits.
            zorgactiviteit_cell=np.where(
                arrays["zorgactiviteit_state"] == 0,
                np.uint16(NOT_VALID),
                arrays["zorgactiviteit_token"],
            ),
            zorgactiviteit_oud=arrays["zorgactiviteit_oud"],
        )


def _cell(arrays: Mapping[str, Array], name: str) -> U32:
    """Token and state in one table: the second would lie as far away as the first."""
    token: U32 = arrays[f"{name}_token"].astype(np.uint32)
    state: U32 = arrays[f"{name}_state"].astype(np.uint32)
    return token | state << np.uint32(STATE_BIT)
