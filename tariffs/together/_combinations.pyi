from typing import Any

import numpy as np
from numpy.typing import NDArray

REGEL_DTYPE: np.dtype[np.void]
LIJN_DTYPE: np.dtype[np.void]

def judge_patients(
    lijnen: NDArray[Any],
    patienten: NDArray[np.int64],
    regels: NDArray[Any],
    klasse_offsets: NDArray[np.int32],
    klasse_regels: NDArray[np.int32],
    is_a: NDArray[np.uint8],
    is_b: NDArray[np.uint8],
    fouten: NDArray[np.uint8],
    anderen: NDArray[np.int32],
    regel_van: NDArray[np.int32],
) -> None: ...
def cap_amounts(
    paren: NDArray[np.int64],
    dagen: NDArray[np.int32],
    bedragen: NDArray[np.int64],
    telt: NDArray[np.uint8],
    groepen: NDArray[np.int64],
    maxima: NDArray[np.int64],
    perioden: NDArray[np.int32],
    aftoppen: bool,
    toegestaan: NDArray[np.int64],
) -> None: ...
