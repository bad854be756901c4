"""Changes of bytes as they come about: on a wire, on a disk, in an editor, by a person.

A change is seeded, so that it can be made again.
"""

import random
from collections.abc import Callable
from dataclasses import dataclass

PAGE = 4096
LONGEST = 64
DIGITS = b"0123456789"


@dataclass(frozen=True)
class Mutation:
    """A content that was changed.

    Attributes:
        name: What was done.
        place: First byte that it was done to, from 0.
        content: What came of it.
    """

    name: str
    place: int
    content: bytes


def _flip_bit(old: bytes, rng: random.Random) -> tuple[int, bytes]:
    at = rng.randrange(len(old))
    return at, _replaced(old, at, at + 1, bytes([old[at] ^ 1 << rng.randrange(8)]))


def _change_byte(old: bytes, rng: random.Random) -> tuple[int, bytes]:
    at = rng.randrange(len(old))
    new = rng.choice([old[rng.randrange(len(old))], rng.randrange(256), None])
    if new is None:
        # A digit for a digit, of which a reader can see the least.
        at = next((n for n in range(at, len(old)) if old[n] in DIGITS), at)
        new = rng.choice(DIGITS)
    return at, _replaced(old, at, at + 1, bytes([new]))


def _delete(old: bytes, rng: random.Random) -> tuple[int, bytes]:
    start, end = _stretch(old, rng)
    return start, _replaced(old, start, end, b"")


def _insert(old: bytes, rng: random.Random) -> tuple[int, bytes]:
    at, size = rng.randrange(len(old) + 1), rng.randint(1, LONGEST)
    start, end = _stretch(old, rng)
    new = rng.choice([rng.randbytes(size), old[start:end]])
    return at, _replaced(old, at, at, new)


def _double(old: bytes, rng: random.Random) -> tuple[int, bytes]:
    start, end = _stretch(old, rng)
    return start, _replaced(old, end, end, old[start:end])


def _truncate(old: bytes, rng: random.Random) -> tuple[int, bytes]:
    at = rng.randrange(len(old))
    return at, old[:at]


def _swap(old: bytes, rng: random.Random) -> tuple[int, bytes]:
    size = rng.randint(1, min(LONGEST, max(1, len(old) // 4)))
    first, second = sorted(rng.randrange(len(old) - size + 1) for _ in range(2))
    second = min(max(second, first + size), len(old) - size)
    if second < first + size:
        return first, old
    swapped = _replaced(old, second, second + size, old[first : first + size])
    return first, _replaced(swapped, first, first + size, old[second : second + size])


def _zero_page(old: bytes, rng: random.Random) -> tuple[int, bytes]:
    # Of a file of few pages an eighth, for else it would be all of it.
    size = max(1, min(PAGE, len(old) // 8))
    start = rng.randrange(0, len(old), size)
    end = min(start + size, len(old))
    return start, _replaced(old, start, end, bytes(end - start))


MUTATIONS: dict[str, Callable[[bytes, random.Random], tuple[int, bytes]]] = {
    "flip a bit": _flip_bit,
    "change a byte": _change_byte,
    "delete": _delete,
    "insert": _insert,
    "double a stretch": _double,
    "truncate": _truncate,
    "swap two stretches": _swap,
    "zero a page": _zero_page,
}


def mutate(old: bytes, rng: random.Random) -> Mutation:
    """Change a content somewhere; it is another one afterwards."""
    while True:
        name = rng.choice(list(MUTATIONS))
        place, content = MUTATIONS[name](old, rng)
        if content != old:
            return Mutation(name, place, content)


def _stretch(old: bytes, rng: random.Random) -> tuple[int, int]:
    """A byte, some bytes, or some lines."""
    longest = rng.choice([1, LONGEST, 0])
    if longest == 0 and (ends := [n + 1 for n, each in enumerate(old) if each == 10]):
        first = rng.randrange(len(ends))
        last = min(first + rng.randint(1, 3), len(ends) - 1)
        return ends[first], ends[last]
    size = rng.randint(1, min(longest or LONGEST, len(old)))
    start = rng.randrange(len(old) - size + 1)
    return start, start + size


def _replaced(old: bytes, start: int, end: int, new: bytes) -> bytes:
    return old[:start] + new + old[end:]
