import numpy as np
from numpy.typing import NDArray

def sort_numbers(
    numbers: NDArray[np.uint64],
    places: NDArray[np.uint32],
    other_numbers: NDArray[np.uint64],
    other_places: NDArray[np.uint32],
) -> bool: ...
