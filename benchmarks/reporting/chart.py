"""Draws cost against size as SVG: nanoseconds a row, both axes logarithmic.

Written out by hand, so that a fresh clone needs no drawing library for one chart.
"""

from itertools import pairwise
from math import ceil, floor, log10

from benchmarks.reporting.measured import Results

LINES = (
    ("walk", 1, "walk, one thread", "#4477aa"),
    ("walk", 2, "walk, two threads", "#66ccee"),
    ("encode", 1, "encode, one thread", "#228833"),
    ("group frames", 2, "group frames, two threads", "#ccbb44"),
    ("read and write Parquet", 2, "read and write Parquet only", "#bbbbbb"),
    ("group Parquet", 2, "group Parquet, two threads", "#ee6677"),
)
"""Stage, threads, name and colour (of Tol's bright scheme) of each line."""

WIDTH, HEIGHT = 760, 440
LEFT, RIGHT, TOP, BOTTOM = 70, 530, 30, 385
"""Where the axes end."""

APART = 15
"""Of two names at least, so that they do not cover each other."""


def cost_chart(results: Results) -> str:
    """The chart of a run as an SVG document."""
    lines = []
    for stage, threads, name, colour in LINES:
        found = (
            results.find(stage, rows=rows, threads=threads)
            for rows in results.sizes(stage)
        )
        points = [(log10(one.rows), log10(one.ns_per_row)) for one in found if one]
        lines += [(name, colour, points)] if points else []
    every = [point for _, _, points in lines for point in points]
    (x0, x1), (y0, y1) = (
        (floor(min(values)), max(ceil(max(values)), floor(min(values)) + 1))
        for values in zip(*every, strict=True)
    )

    def place(x: float, y: float) -> tuple[float, float]:
        across, up = (x - x0) / (x1 - x0), (y - y0) / (y1 - y0)
        return LEFT + across * (RIGHT - LEFT), BOTTOM - up * (BOTTOM - TOP)

    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{WIDTH}" height="{HEIGHT}" '
        f'viewBox="0 0 {WIDTH} {HEIGHT}" font-family="sans-serif" font-size="12">',
        "<title>Cost of a subtraject against the size of the batch</title>",
        f'<rect width="{WIDTH}" height="{HEIGHT}" fill="white"/>',
        _text((LEFT + RIGHT) / 2, HEIGHT - 15, "subtrajecten in the batch", "middle"),
        _text(LEFT - 8, TOP - 12, "ns a row", "end"),
    ]
    for power in range(x0, x1 + 1):
        x, _ = place(power, y0)
        parts.append(_line([(x, TOP), (x, BOTTOM)], "#dddddd"))
        parts.append(_text(x, BOTTOM + 18, f"{10**power:,}", "middle"))
    for power in range(y0, y1 + 1):
        _, y = place(x0, power)
        parts.append(_line([(LEFT, y), (RIGHT, y)], "#dddddd"))
        parts.append(_text(LEFT - 8, y + 4, f"{10**power:,}", "end"))
    ends = [place(*points[-1])[1] for _, _, points in lines]
    order = sorted(range(len(ends)), key=ends.__getitem__)
    for above, below in pairwise(order):
        ends[below] = max(ends[below], ends[above] + APART)
    for (name, colour, points), end in zip(lines, ends, strict=True):
        parts.append(_line([place(*point) for point in points], colour, 2.5))
        parts.append(_text(RIGHT + 12, end + 4, name, "start", colour))
    return "\n".join([*parts, "</svg>", ""])


def _line(places: list[tuple[float, float]], colour: str, width: float = 1) -> str:
    path = " ".join(f"{x:.1f},{y:.1f}" for x, y in places)
    look = f'fill="none" stroke="{colour}" stroke-width="{width}"'
    return f'<polyline points="{path}" {look}/>'


def _text(x: float, y: float, text: str, anchor: str, colour: str = "black") -> str:
    place = f'x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}"'
    return f'<text {place} fill="{colour}">{text}</text>'
