"""What is changed in a .py: operators of cosmic-ray, and four that Polars asks for.

Of cosmic-ray's operators those are taken that stay near the meaning: ``<`` becomes
``<=`` or ``>``, not ``is``; ``&`` becomes ``|``, not ``**``. The others mostly crash,
which any test notices, and would flatter the score. Much of our meaning stands in names
of methods and in the order of keys, which cosmic-ray leaves alone: ``NEAR`` and the
operators below change those.
"""

from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import Any

import parso
from cosmic_ray.operators import (
    binary_operator_replacement,
    boolean_replacer,
    break_continue,
    comparison_operator_replacement,
    exception_replacer,
    number_replacer,
    remove_decorator,
    unary_operator_replacement,
    zero_iteration_for_loop,
)
from cosmic_ray.operators.operator import Operator

Position = tuple[tuple[int, int], tuple[int, int]]

NEAR_BINARY = (
    *("Add_Sub", "Sub_Add", "Mul_FloorDiv", "Div_Mul", "FloorDiv_Mul", "Mod_FloorDiv"),
    *("BitOr_BitAnd", "BitAnd_BitOr", "BitXor_BitAnd", "LShift_RShift"),
    *("RShift_LShift", "Pow_Mul"),
)
NEAR_COMPARISON = (
    *("Lt_LtE", "Lt_Gt", "LtE_Lt", "LtE_GtE", "Gt_GtE", "Gt_Lt", "GtE_Gt", "GtE_LtE"),
    *("Eq_NotEq", "NotEq_Eq", "Is_IsNot", "IsNot_Is"),
)
NEAR_UNARY = ("Delete_USub", "Delete_Invert", "Delete_Not")

NEAR = {
    "max": "min",
    "min": "max",
    "first": "last",
    "last": "first",
    "any": "all",
    "all": "any",
    "any_horizontal": "all_horizontal",
    "all_horizontal": "any_horizontal",
    "max_horizontal": "min_horizontal",
    "min_horizontal": "max_horizontal",
    "cum_max": "cum_min",
    "cum_min": "cum_max",
    "is_null": "is_not_null",
    "is_not_null": "is_null",
    "is_first_distinct": "is_last_distinct",
    "is_last_distinct": "is_first_distinct",
    "floor": "ceil",
    "ceil": "floor",
    "starts_with": "ends_with",
    "startswith": "endswith",
    "endswith": "startswith",
    "strip": "lstrip",
    "removeprefix": "removesuffix",
    "append": "remove",
    "forward_fill": "backward_fill",
    "backward_fill": "forward_fill",
}
NEAR_TEXTS = {
    '"left"': '"inner"',
    '"inner"': '"left"',
    '"semi"': '"anti"',
    '"anti"': '"semi"',
    '"first"': '"last"',
    '"last"': '"first"',
    '"backward"': '"forward"',
    '"forward"': '"backward"',
    '"min"': '"max"',
    '"max"': '"min"',
}
STEPS = {
    *("filter", "unique", "sort", "fill_null", "drop_nulls", "abs", "strip", "upper"),
    *("lower", "over", "shift", "rank", "reverse", "clip", "sort_by", "round"),
    *("strip_chars", "fill_nan", "not_", "drop", "set_sorted", "cum_sum"),
}
SORTS = {"sort", "sort_by", "sorted"}


class NearName(Operator):
    """``max`` for ``min``, ``first`` for ``last``, ``semi`` for ``anti``."""

    def mutation_positions(self, node: Any) -> Iterator[Position]:
        if node.type == "name" and node.value in NEAR and _is_called(node):
            yield node.start_pos, node.end_pos
        if node.type == "string" and node.value in NEAR_TEXTS:
            yield node.start_pos, node.end_pos

    def mutate(self, node: Any, index: int) -> Any:
        node.value = (NEAR if node.type == "name" else NEAR_TEXTS)[node.value]
        return node

    @classmethod
    def examples(cls) -> Sequence[Any]:
        return ()


class DropStep(Operator):
    """A step of a chain is left out: ``.filter(...)``, ``.unique(...)``."""

    def mutation_positions(self, node: Any) -> Iterator[Position]:
        # All at once: the node is changed while positions are still asked for.
        yield from [
            (node.children[at].start_pos, node.children[at + 1].end_pos)
            for at in self._steps(node)
        ]

    def mutate(self, node: Any, index: int) -> Any:
        at = self._steps(node)[index]
        del node.children[at : at + 2]
        return node

    @staticmethod
    def _steps(node: Any) -> list[int]:
        if node.type != "atom_expr":
            return []
        return [
            at
            for at, (name, call) in enumerate(pairwise(node.children))
            if name.type == call.type == "trailer"
            and name.children[0].value == "."
            and call.children[0].value == "("
            and (name.children[1].value in STEPS or _widens(name, call))
        ]

    @classmethod
    def examples(cls) -> Sequence[Any]:
        return ()


class SwapSortKeys(Operator):
    """The first two keys of a sort change places."""

    def mutation_positions(self, node: Any) -> Iterator[Position]:
        keys = self._keys(node)
        if keys is not None:
            yield keys[0].start_pos, keys[1].end_pos

    def mutate(self, node: Any, index: int) -> Any:
        keys = self._keys(node)
        assert keys is not None
        parent = keys[0].parent
        first, second = (parent.children.index(key) for key in keys)
        prefixes = [key.get_first_leaf().prefix for key in keys]
        parent.children[first], parent.children[second] = keys[1], keys[0]
        keys[1].get_first_leaf().prefix, keys[0].get_first_leaf().prefix = prefixes
        return node

    @staticmethod
    def _keys(node: Any) -> tuple[Any, Any] | None:
        if node.type not in {"arglist", "testlist_comp"}:
            return None
        name = _called(node)
        if name not in SORTS:
            return None
        places = [
            child
            for child in node.children
            if child.type not in {"operator", "argument"}
        ]
        return (places[0], places[1]) if len(places) > 1 else None

    @classmethod
    def examples(cls) -> Sequence[Any]:
        return ()


class DropEffect(Operator):
    """A statement of a block that only calls or counts is left out."""

    def mutation_positions(self, node: Any) -> Iterator[Position]:
        if self._is_effect(node):
            yield node.start_pos, node.end_pos

    def mutate(self, node: Any, index: int) -> Any:
        prefix = node.get_first_leaf().prefix
        (statement,) = parso.parse("pass").children[:1]
        statement.get_first_leaf().prefix = prefix
        return statement

    @staticmethod
    def _is_effect(node: Any) -> bool:
        if node.parent is None or node.parent.type != "simple_stmt":
            return False
        if node.type == "atom_expr":
            return bool(node.parent.children[0] is node)
        return node.type == "expr_stmt" and any(
            getattr(child, "type", "") == "operator"
            and len(child.value) > 1
            and child.value.endswith("=")
            for child in node.children
        )

    @classmethod
    def examples(cls) -> Sequence[Any]:
        return ()


def _widens(name: Any, call: Any) -> bool:
    """Whether a cast makes room for large numbers; others mostly say how to store."""
    return name.children[1].value == "cast" and "Int128" in call.get_code()


def _is_called(node: Any) -> bool:
    """Whether a name stands before brackets, as itself or after a dot."""
    owner = node.parent if node.parent.type == "trailer" else node
    after = owner.get_next_leaf() if owner is node else node.get_next_leaf()
    return after is not None and after.value == "("


def _called(node: Any) -> str | None:
    """The name of the method whose brackets directly hold a list of arguments."""
    if node.type == "testlist_comp":
        if node.parent.children[0].value != "[":
            return None
        node = node.parent
        if node.parent.type == "arglist":
            if node.parent.children[0] is not node:
                return None
            node = node.parent
    trailer = node.parent
    if trailer is None or trailer.type != "trailer":
        return None
    before = trailer.children[0].get_previous_leaf()
    return str(before.value) if before is not None else None


def _operators() -> Iterator[tuple[str, str, Operator]]:
    for kind, module, prefix, names in (
        ("binary", binary_operator_replacement, "ReplaceBinaryOperator_", NEAR_BINARY),
        (
            "comparison",
            comparison_operator_replacement,
            "ReplaceComparisonOperator_",
            NEAR_COMPARISON,
        ),
        ("unary", unary_operator_replacement, "ReplaceUnaryOperator_", NEAR_UNARY),
    ):
        for name in names:
            yield prefix + name, kind, getattr(module, prefix + name)()
    for kind, operator in (
        ("condition", boolean_replacer.AddNot),
        ("bool", boolean_replacer.ReplaceTrueWithFalse),
        ("bool", boolean_replacer.ReplaceFalseWithTrue),
        ("and-or", boolean_replacer.ReplaceAndWithOr),
        ("and-or", boolean_replacer.ReplaceOrWithAnd),
        ("loop", break_continue.ReplaceBreakWithContinue),
        ("loop", break_continue.ReplaceContinueWithBreak),
        ("exception", exception_replacer.ExceptionReplacer),
        ("number", number_replacer.NumberReplacer),
        ("decorator", remove_decorator.RemoveDecorator),
        ("loop", zero_iteration_for_loop.ZeroIterationForLoop),
        ("name", NearName),
        ("step", DropStep),
        ("keys", SwapSortKeys),
        ("effect", DropEffect),
    ):
        yield operator.__name__, kind, operator()


OPERATORS: dict[str, tuple[str, Operator]] = {
    name: (kind, operator) for name, kind, operator in _operators()
}
"""Name of an operator to its kind and itself. One site has one kind."""
