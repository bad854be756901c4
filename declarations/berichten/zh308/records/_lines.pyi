import numpy as np
from numpy.typing import NDArray

from declarations.berichten.zh308.records._kolommen import Kolom

def find_lines(
    content: bytes,
) -> tuple[
    NDArray[np.int64], NDArray[np.int64], NDArray[np.uint8], NDArray[np.uint8]
]: ...
def pad_lines(
    content: bytes,
    starts: NDArray[np.int64],
    sizes: NDArray[np.int64],
    record_bytes: int,
) -> NDArray[np.uint8]: ...
def copy_lines(
    content: bytes, starts: NDArray[np.int64], sizes: NDArray[np.int64], copies: Kolom
) -> None: ...
