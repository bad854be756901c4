import numpy as np
import numpy.typing as npt

from grouper.registration._arrow import Strings

class Interner:
    texts: list[str | None]
    has_odd: bool
    has_lower: bool
    met_long: bool
    def intern(self, column: Strings, out: npt.NDArray[np.uint32]) -> None: ...
