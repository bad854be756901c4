"""Which tests can notice a change: those that reach its line, the nearest first."""

import ast
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from os.path import commonpath
from pathlib import Path
from typing import Any

from tests.mutation.running import AT_IMPORT, ROOMS

STAGES = ((6.0, 5), (60.0, 15))
"""Seconds and files of tests in the first stages; all others that reach come after."""

_TURN = 0.2
"""Seconds of cases of one function that come together: of a table of cases that share
what they look at, all."""


@dataclass
class Reach:
    """What was measured of all tests."""

    root: Path
    seconds: dict[str, float] = field(default_factory=dict)
    masks: dict[str, dict[str, int]] = field(default_factory=dict)
    """Source file to test to the lines reached, as bits."""

    at_import: dict[str, int] = field(default_factory=dict)
    not_passed: list[str] = field(default_factory=list)

    def add(self, measured: dict[str, Any]) -> None:
        """Take in what ``running.measure`` says of one file of tests."""
        self.not_passed += measured["not passed"]
        for test, found in measured["tests"].items():
            for file, text in found["lines"].items():
                mask = int(text, 16)
                if test == AT_IMPORT:
                    self.at_import[file] = self.at_import.get(file, 0) | mask
                else:
                    self.masks.setdefault(file, {})[test] = mask
            if test != AT_IMPORT:
                self.seconds[test] = found["seconds"]

    def stages(self, file: str, line: int) -> list[list[str]]:
        """Tests that a change of a line meets: two quick stages and all the rest."""
        nearest, others = self._reaching(file, line)
        left = [*self._ordered(nearest, file), *self._ordered(others - nearest, file)]
        stages = []
        for seconds, files in STAGES:
            stage: list[str] = []
            spent, met = 0.0, set[str]()
            for test in left:
                own = self.seconds[test] + 0.01
                if spent + own <= seconds and len(met | {_file(test)}) <= files:
                    stage.append(test)
                    met.add(_file(test))
                    spent += own
            taken = set(stage)
            left = [test for test in left if test not in taken]
            stages.append(stage)
        return [_by_file(stage) for stage in (*stages, left) if stage]

    def _ordered(self, tests: set[str], changed: str) -> list[str]:
        """The likeliest to notice first.

        Tests of its folder, as tests mirror the tree; of a file that is named as what
        was changed, of a file of which many tests come by. Some cases of every function
        come before more of any, the quickest first.
        """
        stem = Path(changed).stem.strip("_")
        reaching = Counter(_file(test) for test in tests)
        spent: defaultdict[str, float] = defaultdict(float)
        keys: dict[str, tuple[int, bool, int, float, float, str]] = {}
        for test in sorted(tests, key=lambda test: (self.seconds[test], test)):
            file, function = _file(test), test.split("[")[0]
            part = reaching[file] / self._sizes[file]
            keys[test] = (
                -len(commonpath((changed, file.partition("/")[2]))),
                not _alike(stem, file),
                int(spent[function] / _TURN),
                -round(part, 1),
                self.seconds[test],
                test,
            )
            spent[function] += self.seconds[test]
        return sorted(keys, key=keys.__getitem__)

    @cached_property
    def _sizes(self) -> Counter[str]:
        return Counter(_file(test) for test in self.seconds)

    def _reaching(self, file: str, line: int) -> tuple[set[str], set[str]]:
        """Tests that reach the line, and those that may see what it made at import."""
        if file.endswith(".pyx"):
            return self._callers(file), set()
        lines, in_function = self._modules[file].statement(line)
        mask = _mask(lines)
        direct = self._tests(file, mask) if in_function else set[str]()
        if in_function and direct and not self.at_import.get(file, 0) & mask:
            return direct, set()
        own = self._tests(file, self._modules[file].functions) | direct
        importers = {
            test
            for other, module in self._modules.items()
            if _module(file) in module.imports
            for test in self._tests(other, module.functions)
        }
        return own, importers

    def _tests(self, file: str, mask: int) -> set[str]:
        reached = self.masks.get(file, {})
        return {test for test, lines in reached.items() if lines & mask}

    def _callers(self, file: str) -> set[str]:
        """Tests that reach a statement which names what a compiled module gives."""
        wanted, todo = {file}, [file]
        while todo:
            changed = _module(todo.pop())
            for other in self._compiled:
                text = (self.root / other).read_text()
                if f"from {changed} cimport" in text and other not in wanted:
                    wanted.add(other)
                    todo.append(other)
        modules = {_module(one) for one in wanted}
        tests = {
            test
            for caller, module in self._modules.items()
            for test in self._tests(caller, module.uses_of(modules))
        }
        for path in self.root.glob("tests/**/test_*.py"):
            text = path.read_text()
            if any(module in text for module in modules):
                own = path.relative_to(self.root).as_posix()
                tests |= {test for test in self.seconds if _file(test) == own}
        return tests

    @cached_property
    def _compiled(self) -> list[str]:
        return [
            path.relative_to(self.root).as_posix()
            for room in ROOMS
            for path in self.root.glob(f"{room}/**/*.pyx")
        ]

    @cached_property
    def _modules(self) -> dict[str, "_Module"]:
        return {
            path.relative_to(self.root).as_posix(): _Module(path.read_text())
            for room in ROOMS
            for path in self.root.glob(f"{room}/**/*.py")
        }


class _Module:
    """Statements, functions and imports of a source file."""

    def __init__(self, text: str) -> None:
        self.tree = ast.parse(text)
        self.functions = 0
        self.imports: set[str] = set()
        for node in ast.walk(self.tree):
            if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
                for statement in node.body:
                    self.functions |= _mask(_lines(statement))
            elif isinstance(node, ast.ImportFrom) and node.module:
                self.imports.add(node.module)
                self.imports |= {f"{node.module}.{one.name}" for one in node.names}

    def statement(self, line: int) -> tuple[range, bool]:
        """Lines of the innermost statement around a line; is it in a function?

        Of a compound statement its head. A decorator and a default value are outside.
        """
        found, in_function = range(line, line + 1), False
        body, inside = self.tree.body, False
        while body:
            around = [one for one in body if line in _lines(one)]
            if not around:
                break
            node = around[0]
            inner = list(_blocks(node))
            heads = range(
                _lines(node).start, min((b[0].lineno for b in inner), default=line + 1)
            )
            if line in heads and inner:
                return heads, inside
            found, in_function = _lines(node), inside
            inside |= isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef))
            body = [one for block in inner for one in block]
        return found, in_function

    def uses_of(self, modules: set[str]) -> int:
        """Lines of statements in functions that name something of the modules."""
        names = {
            one.asname or one.name
            for node in ast.walk(self.tree)
            if isinstance(node, ast.ImportFrom)
            for one in node.names
            if node.module in modules or f"{node.module}.{one.name}" in modules
        }
        if not names:
            return 0
        lines = {
            node.lineno
            for node in ast.walk(self.tree)
            if isinstance(node, ast.Name) and node.id in names
        }
        mask = 0
        for line in lines:
            found, in_function = self.statement(line)
            mask |= _mask(found) if in_function else self.functions
        return mask


def _alike(stem: str, file: str) -> bool:
    """Whether a file of tests is named as a module, or nearly: regel and regels."""
    name = Path(file).stem.removeprefix("test_")
    return stem in name or name in stem or (len(stem) > 4 and stem[:6] == name[:6])


def _by_file(tests: list[str]) -> list[str]:
    """Tests of a file together, so that what they share is made once."""
    files = {file: n for n, file in enumerate(dict.fromkeys(map(_file, tests)))}
    return sorted(tests, key=lambda test: files[_file(test)])


def _blocks(node: ast.stmt) -> Iterator[list[ast.stmt]]:
    for name in ("body", "orelse", "finalbody"):
        block = getattr(node, name, None)
        if block:
            yield block
    for name in ("handlers", "cases"):
        for part in getattr(node, name, ()):
            yield part.body


def _lines(node: ast.stmt) -> range:
    first = min(
        [node.lineno, *(one.lineno for one in getattr(node, "decorator_list", ()))]
    )
    assert node.end_lineno is not None
    return range(first, node.end_lineno + 1)


def _mask(lines: range) -> int:
    return ((1 << len(lines)) - 1) << lines.start


def _file(test: str) -> str:
    return test.split("::")[0]


def _module(file: str) -> str:
    return file.rsplit(".", 1)[0].replace("/", ".")
