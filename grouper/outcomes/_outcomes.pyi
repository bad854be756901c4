import numpy as np
import numpy.typing as npt

def look_up(
    product_row: npt.NDArray[np.int32],
    row0: int,
    boom0: int,
    no_groep: int,
    codes_of: npt.NDArray[np.uint8],
    keuzes: npt.NDArray[np.uint8],
    n_is_ongebruikt: bool,
    own_release: int,
    release: npt.NDArray[np.uint8],
    window: npt.NDArray[np.int16],
    boom: npt.NDArray[np.int32],
    product: npt.NDArray[np.int32],
    kleur: npt.NDArray[np.uint8],
    aanspraak: npt.NDArray[np.uint8],
    groep_out: npt.NDArray[np.uint32],
    row_out: npt.NDArray[np.uint32],
    chosen_out: npt.NDArray[np.uint32],
    toegepast_out: npt.NDArray[np.uint8],
    doubt_out: npt.NDArray[np.uint8],
) -> None: ...
