"""Which small changes of meaning can be made, and a seeded sample of them.

A *site* is a place in a file where one operator can do something; a *mutant* is one
change made there. Sites are sampled, not mutants: a comparison that can be changed in
three ways counts once. Sites are ranked by a hash of the seed and of their own line, so
that a sample stays what it was when another line changes.

Not mutated, since nothing can come of it at run time: annotations, aliases of types,
``TYPE_CHECKING``, ``__all__``, docstrings and other texts, decorators that only cache
or type, the settings of ``@dataclass`` and ``zip(strict=)``.
"""

import ast
import hashlib
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import zip_longest
from pathlib import Path

from cosmic_ray.ast import ast_nodes, get_ast
from cosmic_ray.mutating import mutate_code

from tests.mutation.cythonsites import cython_changes
from tests.mutation.operators import OPERATORS

Place = tuple[int, int]
Range = tuple[Place, Place]

NOT_REMOVED = {"cache", "lru_cache", "overload", "override", "cached_property"}
SETTINGS_ONLY = {"dataclass", "cache", "lru_cache"}


@dataclass(frozen=True)
class Change:
    """One operator, where it works: the ``occurrence``-th place that it finds."""

    operator: str
    line: int
    column: int
    occurrence: int
    replacement: str | None = None
    """In a .pyx: what stands there instead; ``occurrence`` is where that ends."""


@dataclass(frozen=True)
class Mutant:
    """A file with one change. ``was`` and ``becomes`` are the lines that differ."""

    file: str
    change: Change
    was: str
    becomes: str
    text: str

    @property
    def line(self) -> int:
        """The line of the change, from 1."""
        return self.change.line

    def __str__(self) -> str:
        was, becomes = self.was.strip(), self.becomes.strip()
        return (
            f"{self.file}:{self.line} {self.change.operator}\n  - {was}\n  + {becomes}"
        )


def sample(root: Path, rooms: list[str], seed: int, size: int) -> list[Mutant]:
    """The first ``size`` mutants of the rooms, in the order that the seed gives.

    A change that leaves the text as it was, or no longer compiles, is passed over.
    """
    ranked = sorted(
        (_rank(seed, file, number, line, kind), file, changes)
        for room in rooms
        for file in _files(root, room)
        for number, line, kind, changes in _sites(root, file)
    )
    mutants: list[Mutant] = []
    for rank, file, changes in ranked:
        mutant = _made(root, file, changes[int(rank[:8], 16) % len(changes)])
        if mutant is not None:
            mutants.append(mutant)
        if len(mutants) == size:
            break
    return mutants


def _files(root: Path, room: str) -> list[str]:
    return sorted(
        path.relative_to(root).as_posix()
        for ending in ("py", "pyx")
        for path in (root / room).glob(f"**/*.{ending}")
    )


def _rank(seed: int, file: str, number: int, line: str, kind: str) -> str:
    return hashlib.sha256(f"{seed}:{file}:{line}:{kind}:{number}".encode()).hexdigest()


def _sites(root: Path, file: str) -> Iterator[tuple[int, str, str, list[Change]]]:
    """Number among equal sites, line, kind of operator, changes that can be made."""
    source = (root / file).read_text()
    lines = source.splitlines()
    changes = _cython(source) if file.endswith(".pyx") else python_changes(source)
    by_site: dict[tuple[int, int, str], list[Change]] = {}
    for kind, change in changes:
        by_site.setdefault((change.line, change.column, kind), []).append(change)
    equal: Counter[tuple[str, str]] = Counter()
    for (line, _, kind), found in sorted(by_site.items()):
        text = lines[line - 1].strip()
        yield equal[text, kind], text, kind, found
        equal[text, kind] += 1


def _cython(source: str) -> Iterator[tuple[str, Change]]:
    for kind, line, begin, end, replacement in cython_changes(source):
        yield kind, Change(f"{kind} -> {replacement}", line, begin, end, replacement)


def python_changes(source: str) -> Iterator[tuple[str, Change]]:
    """Kind of operator, and what it can change."""
    left_out = list(_ranges_left_out(ast.parse(source)))
    undecorated = _decorators_kept(ast.parse(source))
    nodes = list(ast_nodes(get_ast(source)))
    for name, (kind, operator) in OPERATORS.items():
        occurrence = -1
        for node in nodes:
            for (line, column), _ in operator.mutation_positions(node):
                occurrence += 1
                place = line, column
                if any(first <= place < last for first, last in left_out):
                    continue
                if name == "RemoveDecorator" and line in undecorated:
                    continue
                yield kind, Change(name, line, column, occurrence)


def _ranges_left_out(tree: ast.Module) -> Iterator[Range]:
    for node in ast.walk(tree):
        match node:
            case ast.arg(annotation=ast.expr() as annotation):
                yield _range(annotation)
            case ast.FunctionDef(returns=ast.expr() as returns):
                yield _range(returns)
            case ast.AnnAssign():
                yield _range(node.annotation)
            case ast.If(test=ast.Name(id="TYPE_CHECKING")):
                yield _range(node)
            case ast.Assign(targets=[ast.Name(id="__all__")]):
                yield _range(node)
            case ast.Call(func=ast.Name(id="zip")):
                yield from (_range(k.value) for k in node.keywords if k.arg == "strict")
            case ast.Call(func=ast.Name(id="cast")):
                yield _range(node.args[0])
    for statement in tree.body:
        if isinstance(statement, ast.Assign) and _is_type(statement.value):
            yield _range(statement.value)
    for decorator in _decorators(tree):
        if isinstance(decorator, ast.Call) and _name(decorator.func) in SETTINGS_ONLY:
            yield _range(decorator)


def _decorators_kept(tree: ast.Module) -> set[int]:
    """Lines of decorators whose removal changes nothing but speed or types."""
    return {
        decorator.lineno
        for decorator in _decorators(tree)
        if _name(decorator.func if isinstance(decorator, ast.Call) else decorator)
        in NOT_REMOVED
    }


def _decorators(tree: ast.Module) -> Iterator[ast.expr]:
    for node in ast.walk(tree):
        if isinstance(node, (ast.FunctionDef, ast.ClassDef)):
            yield from node.decorator_list


def _name(expression: ast.expr) -> str:
    return ast.unparse(expression).rsplit(".", 1)[-1]


def _is_type(value: ast.expr) -> bool:
    match value:
        case ast.BinOp(op=ast.BitOr()):
            return _is_type(value.left) or _is_type(value.right)
        case ast.Constant(value=None) | ast.Subscript():
            return True
        case ast.Name():
            return value.id[:1].isupper() or value.id in {"int", "str", "bool", "float"}
    return False


def _range(node: ast.expr | ast.stmt) -> Range:
    assert node.end_lineno is not None
    assert node.end_col_offset is not None
    return (node.lineno, node.col_offset), (node.end_lineno, node.end_col_offset)


def _made(root: Path, file: str, change: Change) -> Mutant | None:
    source = (root / file).read_text()
    text = changed(source, change)
    if text is None:
        return None
    was, becomes = _difference(source, text)
    return Mutant(file, change, was, becomes, text)


def changed(source: str, change: Change) -> str | None:
    """The source with a change in it; None where it means the same or is no Python."""
    if change.replacement is not None:
        lines = source.splitlines(keepends=True)
        line = lines[change.line - 1]
        lines[change.line - 1] = (
            line[: change.column] + change.replacement + line[change.occurrence :]
        )
        return "".join(lines)
    operator = OPERATORS[change.operator][1]
    text = mutate_code(source, operator, change.occurrence) or source
    try:
        is_same = ast.dump(ast.parse(text)) == ast.dump(ast.parse(source))
    except SyntaxError:
        return None
    return None if is_same else text


def _difference(source: str, text: str) -> tuple[str, str]:
    """The lines between the first and the last that differ, on both sides."""
    old, new = source.splitlines(), text.splitlines()
    first = next(n for n, (a, b) in enumerate(zip_longest(old, new)) if a != b)
    last = next(
        n
        for n, (a, b) in enumerate(zip_longest(reversed(old), reversed(new)))
        if a != b
    )
    first = min(first, len(old) - last, len(new) - last)
    return (
        "\n".join(old[first : len(old) - last]),
        "\n".join(new[first : len(new) - last]),
    )


def found_again(root: Path, file: str, was: str, becomes: str) -> Mutant | None:
    """The mutant of which the lines are known, where the source still has them."""
    for *_, changes in _sites(root, file):
        for change in changes:
            if change.replacement is not None or _near(root, file, change, was):
                mutant = _made(root, file, change)
                if mutant and (mutant.was, mutant.becomes) == (was, becomes):
                    return mutant
    return None


def _near(root: Path, file: str, change: Change, was: str) -> bool:
    lines = (root / file).read_text().splitlines()
    return any(
        line in lines[max(change.line - 2, 0) : change.line + 1]
        for line in was.splitlines()
    )
