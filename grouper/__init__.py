"""Which zorgproduct, declaratiecode and overige zorgproducten follow?

The public names are imported when first used, so that importing the room is cheap.

- ``open_release``: a zip, folder or compiled file to a ``CompiledStructure``, from the
  cache when it was compiled before.
- ``compile_structure``, ``save_compiled``, ``open_compiled``: the steps behind it.
- ``Grouper``: groups batches on one or more releases; ``GroupResult`` is what it gives.
- ``encode_batch``: a batch as integers, for whoever wants the step between.
- ``InputChecks``: which input checks reject, warn or are off.
"""

from typing import TYPE_CHECKING

from productstructure.publicnames import lazily

if TYPE_CHECKING:
    from grouper.cache import open_release
    from grouper.checks import InputChecks
    from grouper.compiled import CompiledStructure
    from grouper.compiler import compile_structure
    from grouper.encoded import EncodedBatch
    from grouper.encoder import encode_batch
    from grouper.engine import Grouper, GroupResult
    from grouper.store import open_compiled, save_compiled

__all__ = [
    "CompiledStructure",
    "EncodedBatch",
    "GroupResult",
    "Grouper",
    "InputChecks",
    "compile_structure",
    "encode_batch",
    "open_compiled",
    "open_release",
    "save_compiled",
]

__getattr__ = lazily(
    __name__,
    {
        "CompiledStructure": "compiled",
        "EncodedBatch": "encoded",
        "GroupResult": "engine",
        "Grouper": "engine",
        "InputChecks": "checks",
        "compile_structure": "compiler",
        "encode_batch": "encoder",
        "open_compiled": "store",
        "open_release": "cache",
        "save_compiled": "store",
    },
)
