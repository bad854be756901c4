"""Example release, tariffs and batch with invented contents, installed as a package."""

from pathlib import Path

_HERE = Path(__file__).parent


def release_path() -> Path:
    """Folder of the example release, in the forms of the NZa grouper tables."""
    return _HERE / "release"


def batch_paths() -> tuple[Path, Path]:
    """The example batch: subtrajecten.csv and zorgactiviteiten.csv."""
    return (
        _HERE / "batch" / "subtrajecten.csv",
        _HERE / "batch" / "zorgactiviteiten.csv",
    )


def declaraties_path() -> Path:
    """Folder of example declarations and the registers that they are held against."""
    return _HERE / "declaraties"


def eigenrisico_path() -> Path:
    """Folder of an example ledger of the eigen risico: posten, personen, insurances."""
    return _HERE / "eigenrisico"


def aanvullend_path() -> Path:
    """Folder of example bills for a supplementary insurance."""
    return _HERE / "aanvullend"


def tarieven_path() -> Path:
    """Folder of the example tariffs, contracts, registers, verzekeringen and lines."""
    return _HERE / "tarieven"
