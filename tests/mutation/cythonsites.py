"""Where a .pyx can be changed, by its tokens: no kept tool mutates Cython.

Declarations, signatures, casts and texts are left alone: a change there is a fault of
compilation or of memory and not of meaning.
"""

import io
import keyword
import tokenize
from collections.abc import Iterator
from dataclasses import dataclass

Token = tokenize.TokenInfo

SWAPS: dict[str, tuple[str, tuple[str, ...]]] = {
    "+": ("binary", ("-",)),
    "-": ("binary", ("+",)),
    "*": ("binary", ("//",)),
    "//": ("binary", ("*",)),
    "%": ("binary", ("//",)),
    "|": ("binary", ("&",)),
    "&": ("binary", ("|",)),
    "^": ("binary", ("|",)),
    "<<": ("binary", (">>",)),
    ">>": ("binary", ("<<",)),
    "+=": ("assign", ("-=",)),
    "-=": ("assign", ("+=",)),
    "|=": ("assign", ("&=",)),
    "&=": ("assign", ("|=",)),
    "<": ("comparison", ("<=", ">")),
    "<=": ("comparison", ("<", ">=")),
    ">": ("comparison", (">=", "<")),
    ">=": ("comparison", (">", "<=")),
    "==": ("comparison", ("!=",)),
    "!=": ("comparison", ("==",)),
    "and": ("and-or", ("or",)),
    "or": ("and-or", ("and",)),
    "True": ("bool", ("False",)),
    "False": ("bool", ("True",)),
    "break": ("loop", ("continue",)),
    "continue": ("loop", ("break",)),
    "not": ("unary", ("",)),
    "~": ("unary", ("",)),
}
BINARY_ONLY = {"+", "-", "*", "&"}
NOT_MUTATED = {"def", "cpdef", "ctypedef", "cimport", "import", "from", "class", "@"}


@dataclass(frozen=True)
class Statement:
    """The tokens of one logical line, and whether it stands in a declaration."""

    tokens: list[Token]
    declares: bool


def cython_changes(source: str) -> Iterator[tuple[str, int, int, int, str]]:
    """Kind, line, first and last column, and what may stand there instead."""
    for statement in _statements(source):
        tokens = _mutable(statement)
        casts = _casts(statement.tokens)
        for token in tokens:
            before = _before(statement.tokens, token)
            if token in casts:
                continue
            (line, begin), (_, end) = token.start, token.end
            if token.type == tokenize.NUMBER:
                value = int(token.string, 0)
                for other in {value + 1, value - 1}:
                    yield "number", line, begin, end, str(other)
            elif token.string in SWAPS:
                if token.string in BINARY_ONLY and not _is_operand(before):
                    continue
                kind, others = SWAPS[token.string]
                for other in others:
                    yield kind, line, begin, end, other
        yield from _conditions(statement.tokens)


def _statements(source: str) -> Iterator[Statement]:
    statement: list[Token] = []
    depth, declaring = 0, None
    for token in tokenize.generate_tokens(io.StringIO(source).readline):
        if token.type == tokenize.INDENT:
            depth += 1
        elif token.type == tokenize.DEDENT:
            depth -= 1
            if declaring is not None and depth <= declaring:
                declaring = None
        elif token.type == tokenize.NEWLINE:
            texts = [part.string for part in statement]
            yield Statement(statement, declaring is not None)
            opens = texts[:2] == ["cdef", "extern"] or "struct" in texts[:3]
            if opens and declaring is None:
                declaring = depth
            statement = []
        elif token.type not in {tokenize.COMMENT, tokenize.NL, tokenize.ENDMARKER}:
            statement.append(token)


def _mutable(statement: Statement) -> list[Token]:
    tokens = statement.tokens
    texts = [token.string for token in tokens]
    if statement.declares or not tokens or texts[0] in NOT_MUTATED:
        return []
    if texts[0] == "cdef":
        # A signature ends in a colon; of a declaration only what is assigned counts.
        if texts[-1] == ":" or "=" not in texts:
            return []
        return tokens[texts.index("=") + 1 :]
    return [token for token in tokens if token.type != tokenize.STRING]


def _before(tokens: list[Token], token: Token) -> Token | None:
    at = tokens.index(token)
    return tokens[at - 1] if at else None


def _is_operand(token: Token | None) -> bool:
    if token is None:
        return False
    if token.type == tokenize.NAME:
        return not keyword.iskeyword(token.string)
    return token.type == tokenize.NUMBER or token.string in {")", "]"}


def _casts(tokens: list[Token]) -> set[Token]:
    """The signs of ``<type>``: a ``<`` that no operand stands before, and its ``>``."""
    casts: set[Token] = set()
    within = False
    for before, token in zip([None, *tokens], tokens, strict=False):
        if token.string == "<" and not _is_operand(before):
            within = True
        if within:
            casts.add(token)
        if token.string == ">":
            within = False
    return casts


def _conditions(tokens: list[Token]) -> Iterator[tuple[str, int, int, int, str]]:
    """The whole condition of an ``if`` or ``while`` that stands on one line."""
    if len(tokens) < 3 or tokens[0].string not in {"if", "elif", "while"}:
        return
    first, last = tokens[1], tokens[-2]
    if tokens[-1].string == ":" and first.start[0] == last.end[0]:
        line = first.line[first.start[1] : last.end[1]]
        yield "condition", first.start[0], first.start[1], last.end[1], f"not ({line})"
