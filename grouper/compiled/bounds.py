"""Proves of a compiled release that every index in it lies within its array.

The walker and the encoder check no index (they are compiled without): one that is out
of range would read somebody else's memory, or end the process. So each is proven when a
file is opened, whatever its checksum says: by shapes and by least and most of whole
arrays, which costs 2 ms for RZ17a. What the compiler lays down one after another (nodes
of the trees, their bits, weights, tests and conditions) must lie exactly so. A path
through a tree must go down, so that every walk ends.
"""

from collections.abc import Mapping

import numpy as np
import numpy.typing as npt

from grouper.compiled._records import BESLISBOOM, BESLISREGEL, CONDITION, NODE, TEST
from grouper.compiled.arrays import I64, Bools
from grouper.compiled.capacity import NUMBERS, WINDOWS
from grouper.compiled.kleuren import ONBEKEND
from grouper.compiled.structure import GESLACHTEN, Array, CompiledStructure

CODES = (
    "specialisme",
    "diagnose",
    "zorgtype",
    "zorgvraag",
    "zorgactiviteit",
    "zorginstelling",
)
"""Kinds of code that have a codebook."""

PAIRED = ("diagnose", "zorgtype", "zorgvraag")
"""Those whose codes live within a specialisme."""

_FIRST_DAY, _LAST_DAY = -719_162, 2_932_897
"""0001-01-01 and the day after 9999-12-31 (a row may end then), since 1970-01-01."""
_WORD = 64
_MOST_TOKENS = 65_535
"""Tokens of one version: 65535 stands for an activity that is not valid."""

Form = tuple[tuple[npt.DTypeLike, ...], tuple[str, ...]]


def _forms() -> dict[str, Form]:
    """Dtypes that each array may have, and names of its sizes."""
    forms: dict[str, Form] = {
        "window_first_day": ((np.int32,), ("windows",)),
        "window_versie": ((np.int16,), ("windows",)),
        "specialisme_state": ((np.uint8,), ("windows", "specialisme")),
        "specialisme_token": ((np.uint16,), ("windows", "specialisme")),
        "zorgactiviteit_oud": ((np.uint16,), ("windows", "zorgactiviteit")),
        "zorgactiviteit_state": ((np.uint8,), ("windows", "zorgactiviteit")),
        "zorgactiviteit_token": ((np.uint16,), ("windows", "zorgactiviteit")),
        "zorginstelling_token": ((np.uint16,), ("windows", "zorginstelling")),
        "geslacht_token": ((np.uint16,), ("windows", "geslachten")),
        "leeftijd_token": ((np.uint16,), ("windows", "leeftijden")),
        "begindatum_token": ((np.uint16,), ("windows", "one")),
        "versie_token0": ((np.int64,), ("versies + 1",)),
        "token_kleur": ((np.uint8,), ("tokens",)),
        "hit_offset": ((np.int64,), ("tokens + 1",)),
        "hit_attribuut": ((np.int32,), ("hits",)),
        "hit_weight": ((np.int32,), ("hits",)),
        "regels": ((BESLISREGEL,), ("regels",)),
        "regel_tests": ((TEST,), ("regel_tests",)),
        "regel_conditions": ((CONDITION,), ("regel_conditions",)),
        "boom_start": ((np.int32,), ("bomen",)),
        "versie_boom0": ((np.int32,), ("versies + 1",)),
        "label_target": ((np.int32,), ("versies", "labels")),
        "attribuut_row": ((np.int32,), ("attributen",)),
        "bomen": ((BESLISBOOM,), ("bomen",)),
        "nodes": ((NODE,), ("nodes",)),
        "tests": ((TEST,), ("tests",)),
        "conditions": ((CONDITION,), ("conditions",)),
        "classes": ((np.uint8, np.uint16), ("classes",)),
        "bits": ((np.uint64,), ("bits",)),
        "weights": ((np.int32,), ("weights",)),
        "product_row": ((np.int32,), ("windows", "products")),
    }
    for name in PAIRED:
        forms[f"{name}_pair"] = ((np.uint16,), ("specialisme", name))
        forms[f"{name}_state"] = ((np.uint8,), ("windows", f"pairs of {name}"))
        forms[f"{name}_token"] = ((np.uint16,), ("windows", f"pairs of {name}"))
    return forms


FORMS = _forms()
"""Every array of a compiled release."""


class OutOfBoundsError(ValueError):
    """An array of a compiled release has another form, or an index out of range."""


def check_bounds(
    compiled: CompiledStructure, heights: Mapping[str, int] | None = None
) -> None:
    """Check the form of every array and the range of every index.

    Args:
        compiled: The release.
        heights: How many rows each of its tables has, where they are not to be read.

    Raises:
        OutOfBoundsError: An array or an index that does not fit.
    """
    if heights is None:
        heights = {name: table.height for name, table in compiled.tables.items()}
    sizes = _sizes(compiled)
    _check_windows(compiled, sizes)
    _check_tokens(compiled.arrays, sizes)
    _check_regels(compiled, sizes, heights)
    _check_bomen(compiled.arrays, sizes)


def _sizes(compiled: CompiledStructure) -> dict[str, int]:
    """Size by name; the arrays must agree on it."""
    arrays = compiled.arrays
    if set(arrays) != set(FORMS):
        raise OutOfBoundsError(f"array {min(set(arrays) ^ set(FORMS))}")
    if set(compiled.codebooks) != set(CODES):
        raise OutOfBoundsError(f"codebook {min(set(compiled.codebooks) ^ set(CODES))}")
    sizes = {name: len(book.codes) for name, book in compiled.codebooks.items()}
    for name, book in compiled.codebooks.items():
        is_sound = book.codes[:1] == ("",) and len(book.index) == len(book.codes)
        _demand(is_sound and len(book.codes) <= NUMBERS + 1, f"codebook {name}")
    sizes |= {
        "labels": len(compiled.labels),
        "bomen": len(compiled.groepen),
        "products": int(np.count_nonzero(_is_product(compiled))),
        "geslachten": len(GESLACHTEN),
        "one": 1,
    }
    for name, (dtypes, of) in FORMS.items():
        array = arrays[name]
        _demand(array.dtype in dtypes and array.ndim == len(of), f"dtype of {name}")
        for size, found in zip(of, array.shape, strict=True):
            _demand(sizes.setdefault(size, found) == found, f"shape of {name}")
    for size in ("versies", "tokens"):
        _demand(sizes[f"{size} + 1"] == sizes[size] + 1, f"number of {size}")
    for size in ("windows", "versies", "bomen", "tokens", "leeftijden", "regels"):
        _demand(sizes[size] >= 1, f"number of {size}")
    return sizes


def _check_windows(compiled: CompiledStructure, sizes: Mapping[str, int]) -> None:
    arrays = compiled.arrays
    first_day = arrays["window_first_day"]
    _demand(sizes["windows"] <= WINDOWS, "number of windows")
    _demand_within("window_first_day", first_day, _FIRST_DAY, _LAST_DAY + 1)
    _demand(bool((first_day[1:] > first_day[:-1]).all()), "order of window_first_day")
    versie_of = arrays["window_versie"]
    _demand_within("window_versie", versie_of, -1, sizes["versies"])
    _demand(bool((versie_of >= 0).any()), "window_versie")
    _demand_within("specialisme_state", arrays["specialisme_state"], 0, 4)
    _demand_within("zorgactiviteit_state", arrays["zorgactiviteit_state"], 0, 2)
    oud = arrays["zorgactiviteit_oud"]
    _demand_within("zorgactiviteit_oud", oud, 0, sizes["zorgactiviteit"])
    for name in PAIRED:
        pairs = sizes[f"pairs of {name}"]
        _demand_within(f"{name}_pair", arrays[f"{name}_pair"], 0, pairs)
        _demand_within(f"{name}_state", arrays[f"{name}_state"], 0, 3)


def _check_tokens(arrays: Mapping[str, Array], sizes: Mapping[str, int]) -> None:
    token0 = arrays["versie_token0"]
    _demand_rising("versie_token0", token0, sizes["tokens"])
    tokens = np.diff(token0)
    _demand_within("versie_token0", tokens, 1, _MOST_TOKENS + 1)
    # A window without a tree has no tokens but 0; its rows are not walked.
    limit = np.append(tokens, 1)[arrays["window_versie"]]
    for name in (name for name in FORMS if name.endswith("_token")):
        most = arrays[name].max(axis=1, initial=0)
        _demand(bool((most < limit).all()), name)
    _demand_within("token_kleur", arrays["token_kleur"], 0, ONBEKEND + 1)
    _demand_rising("hit_offset", arrays["hit_offset"], sizes["hits"])
    _demand_within("hit_attribuut", arrays["hit_attribuut"], 0, sizes["attributen"])


def _check_regels(
    compiled: CompiledStructure, sizes: Mapping[str, int], heights: Mapping[str, int]
) -> None:
    """The trees as published, and what refers to rows of tables."""
    arrays = compiled.arrays
    regels, tests = arrays["regels"], arrays["regel_tests"]
    for side in ("waar", "onwaar"):
        _demand_within("regels", regels[side], -sizes["labels"], sizes["regels"])
    # Of a row that no tree has, the test is -1.
    _demand_within("regels", regels["test"], -1, sizes["regel_tests"])
    _demand(sizes["regels"] == heights["beslisregels"], "number of regels")
    _check_tests("regel_tests", tests, sizes["regel_conditions"])
    index = arrays["regel_conditions"]["index"]
    _demand_within("regel_conditions", index, 0, sizes["attributen"])
    _demand_within("boom_start", arrays["boom_start"], 0, sizes["regels"])
    boom0 = arrays["versie_boom0"]
    _demand_rising("versie_boom0", boom0, sizes["bomen"])
    _demand_within("versie_boom0", np.diff(boom0), 1, sizes["bomen"] + 1)
    attributen, producten = heights["attributen"], heights["producten"]
    _demand_within("attribuut_row", arrays["attribuut_row"], 0, attributen)
    _demand_within("product_row", arrays["product_row"], -1, producten)
    _check_label_target(compiled, boom0)


def _check_label_target(compiled: CompiledStructure, boom0: Array) -> None:
    target = compiled.arrays["label_target"]
    is_product = _is_product(compiled)
    products = np.arange(np.count_nonzero(is_product))
    _demand(bool((target[:, is_product] == products).all()), "label_target")
    trees = target[:, ~is_product]
    is_own = (trees >= boom0[:-1, None]) & (trees < boom0[1:, None])
    _demand(bool((is_own | (trees == -1)).all()), "label_target")


def _check_bomen(arrays: Mapping[str, Array], sizes: Mapping[str, int]) -> None:
    """The trees as the fast walker reads them (``grouper/compiling/forest.py``)."""
    bomen = {
        name: arrays["bomen"][name].astype(np.int64) for name in BESLISBOOM.names or ()
    }
    for name in ("nodes", "words", "classes"):
        _demand_within(f"bomen, {name}", bomen[name], 1, 1 << 31)
    _demand(bool((bomen["nodes"] <= bomen["words"] * _WORD).all()), "bomen, words")
    boom0 = arrays["versie_boom0"].astype(np.int64)
    tokens = np.repeat(np.diff(arrays["versie_token0"]), np.diff(boom0))
    _demand_end_to_end("bomen, class0", bomen["class0"], tokens, sizes["classes"])
    most = np.maximum.reduceat(arrays["classes"], bomen["class0"])
    _demand(bool((most < bomen["classes"]).all()), "classes")

    # Trees that are alike share all but their classes.
    _, first, place = np.unique(bomen["node0"], return_index=True, return_inverse=True)
    distinct = {name: column[first] for name, column in bomen.items()}
    for name in ("bits0", "weight0", "nodes", "words", "classes"):
        _demand(bool((distinct[name][place] == bomen[name]).all()), f"bomen, {name}")
    _demand_end_to_end(
        "bomen, node0", distinct["node0"], distinct["nodes"], sizes["nodes"]
    )
    bits = distinct["classes"] * distinct["words"]
    _demand_end_to_end("bomen, bits0", distinct["bits0"], bits, sizes["bits"])
    weights = np.diff(np.append(distinct["weight0"], sizes["weights"]))
    _demand_end_to_end("bomen, weight0", distinct["weight0"], weights, sizes["weights"])
    is_whole = weights % distinct["classes"] == 0
    _demand(bool((is_whole & (weights >= 0)).all()), "bomen, weight0")

    # The topboom of a version leads to the other trees of it, those to products.
    topboom = boom0[:-1]
    least = np.zeros(sizes["bomen"], np.int64)
    stop = np.full(sizes["bomen"], sizes["products"], np.int64)
    least[topboom], stop[topboom] = topboom + 1, boom0[1:]
    most_least = np.zeros(len(first), np.int64)
    least_stop = np.full(len(first), np.iinfo(np.int64).max)
    np.maximum.at(most_least, place, least)
    np.minimum.at(least_stop, place, stop)
    owner = np.repeat(np.arange(len(first)), distinct["nodes"])
    _check_nodes(
        arrays["nodes"],
        np.arange(sizes["nodes"]) - np.repeat(distinct["node0"], distinct["nodes"]),
        np.repeat(distinct["nodes"], distinct["nodes"]),
        np.repeat(most_least, distinct["nodes"]),
        np.repeat(least_stop, distinct["nodes"]),
    )

    tests = arrays["tests"]
    test = arrays["nodes"]["test"]
    _demand_within("nodes, test", test, -1, sizes["tests"])
    own = test[test >= 0]
    _demand(np.array_equal(own, np.arange(sizes["tests"])), "nodes, test")
    _check_tests("tests", tests, sizes["conditions"])
    counts = tests["conditions"].astype(np.int64)
    of_tree = np.repeat(owner[test >= 0], counts)
    on_bits = np.repeat(tests["on_bits"] != 0, counts)
    limit = np.where(
        on_bits,
        (distinct["words"] * _WORD)[of_tree],
        (weights // distinct["classes"])[of_tree],
    )
    index = arrays["conditions"]["index"]
    _demand(bool(((index >= 0) & (index < limit)).all()), "conditions")


def _check_nodes(nodes: Array, own: I64, n_nodes: I64, least: I64, stop: I64) -> None:
    """Nodes, each with its place in its tree and the bounds of that tree."""
    waar, label = np.array(nodes["waar"]), np.array(nodes["label"])
    is_node = waar >= 0
    is_down = (waar > own) & (waar < n_nodes)
    is_label = (~waar >= least) & (~waar < stop)
    _demand(bool(np.where(is_node, is_down, is_label).all()), "nodes, waar")
    _demand(bool(((label >= least) & (label < stop)).all()), "nodes, label")
    chain_end = np.array(nodes["chain_end"])
    is_after = (chain_end > own) & (chain_end <= n_nodes)
    _demand(bool(is_after.all()), "nodes, chain_end")


def _check_tests(name: str, tests: Array, n_conditions: int) -> None:
    counts = tests["conditions"].astype(np.int64)
    _demand_end_to_end(
        f"{name}, condition0",
        tests["condition0"].astype(np.int64),
        counts,
        n_conditions,
    )
    # The walker looks at a condition before it knows that none is needed.
    is_sound = (counts >= 1) | ((counts == 0) & (tests["needed"] >= 1))
    _demand(bool(is_sound.all()), f"{name}, conditions")


def _is_product(compiled: CompiledStructure) -> Bools:
    """Which labels are zorgproducten; the others are groups."""
    lengths = np.fromiter(map(len, compiled.labels), np.int64, len(compiled.labels))
    is_product: Bools = lengths == len("990000000")
    return is_product


def _demand(holds: bool, what: str) -> None:
    if not holds:
        raise OutOfBoundsError(what)


def _demand_within(what: str, values: Array, least: int, stop: int) -> None:
    """Every value is at least ``least`` and below ``stop``."""
    if values.size:
        _demand(bool(values.min() >= least and values.max() < stop), what)


def _demand_rising(what: str, offsets: Array, end: int) -> None:
    """Offsets begin at 0, never fall, and end at ``end``."""
    _demand(bool(offsets[0] == 0 and offsets[-1] == end), what)
    _demand(bool((offsets[1:] >= offsets[:-1]).all()), what)


def _demand_end_to_end(what: str, begin: I64, sizes: I64, end: int) -> None:
    """Parts lie one after another, from 0 to ``end``, with nothing in between."""
    # Of a file that was made up the sum might pass 64 bits.
    _demand_within(what, sizes, 0, end + 1)
    ends = np.cumsum(sizes)
    is_so = np.array_equal(begin, ends - sizes)
    _demand(is_so and (int(ends[-1]) if len(ends) else 0) == end, what)
