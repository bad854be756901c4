"""Which zorgproduct, declaratiecode and overige zorgproducten follow?

The public names are imported when first used, so that importing the room is cheap.

- ``open_release``: a zip, folder or compiled file to a ``CompiledStructure``, from the
  cache when it was compiled before.
- ``compile_structure``, ``save_compiled``, ``open_compiled``: the steps behind it.
- ``Grouper``: groups batches on one or more releases; ``GroupResult`` is what it gives.
- ``explanation_text``: what ``Grouper.explain`` gives, as plain Dutch.
- ``encode_batch``: a batch as integers, for whoever wants the step between.
- ``InputChecks``: which input checks reject, warn or are off.
"""

from typing import TYPE_CHECKING

from productstructure.publicnames import lazily

if TYPE_CHECKING:
    from grouper.compiled.store import open_compiled, save_compiled
    from grouper.compiled.structure import CompiledStructure
    from grouper.compiling.cache import open_release
    from grouper.compiling.compiler import compile_structure
    from grouper.encoding.batch import EncodedBatch
    from grouper.encoding.encoder import encode_batch
    from grouper.engine import Grouper, GroupResult
    from grouper.explaining.text import explanation_text
    from grouper.findings.checks import InputChecks

__all__ = [
    "CompiledStructure",
    "EncodedBatch",
    "GroupResult",
    "Grouper",
    "InputChecks",
    "compile_structure",
    "encode_batch",
    "explanation_text",
    "open_compiled",
    "open_release",
    "save_compiled",
]

__getattr__, __dir__ = lazily(
    __name__,
    {
        "CompiledStructure": "compiled.structure",
        "EncodedBatch": "encoding.batch",
        "GroupResult": "engine",
        "Grouper": "engine",
        "InputChecks": "findings.checks",
        "compile_structure": "compiling.compiler",
        "encode_batch": "encoding.encoder",
        "explanation_text": "explaining.text",
        "open_compiled": "compiled.store",
        "open_release": "compiling.cache",
        "save_compiled": "compiled.store",
    },
)
