"""Draws cost against size as SVG: nanoseconds a row, both axes logarithmic.

Written out by hand, so that a fresh clone needs no drawing library for one chart.
"""

from collections.abc import Sequence
from itertools import pairwise
from math import ceil, floor, log10

from benchmarks.reporting.measured import Results

LINES = (
    ("walk", 1, "repeated", "walk, one thread", "#4477aa"),
    ("walk", 2, "repeated", "walk, two threads", "#66ccee"),
    ("encode", 1, "repeated", "encode, one thread", "#228833"),
    ("group frames", 2, "repeated", "group frames, two threads", "#ccbb44"),
    ("read and write Parquet", 2, "repeated", "read and write Parquet only", "#bbbbbb"),
    ("group Parquet", 2, "repeated", "group Parquet, two threads", "#ee6677"),
)
"""Stage, threads, mix, name and colour (of Tol's bright scheme) of each line."""

WIDTH, HEIGHT = 760, 440
LEFT, RIGHT, TOP, BOTTOM = 70, 230, 30, 55

Point = tuple[float, float]


def cost_chart(results: Results) -> str:
    """The chart of a run as an SVG document."""
    lines = [
        (name, colour, points)
        for stage, threads, mix, name, colour in LINES
        if (points := _points(results, stage, threads, mix))
    ]
    every = [point for _, _, points in lines for point in points]
    plane = _Plane(every)
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{WIDTH}" height="{HEIGHT}" '
        f'viewBox="0 0 {WIDTH} {HEIGHT}" font-family="sans-serif" font-size="12">',
        "<title>Cost of a subtraject against the size of the batch</title>",
        f'<rect width="{WIDTH}" height="{HEIGHT}" fill="white"/>',
        *plane.axes(),
    ]
    ends = _apart([plane.at(points[-1])[1] for _, _, points in lines])
    for (name, colour, points), end in zip(lines, ends, strict=True):
        places = [plane.at(point) for point in points]
        path = " ".join(f"{x:.1f},{y:.1f}" for x, y in places)
        parts.append(
            f'<polyline points="{path}" fill="none" stroke="{colour}" '
            'stroke-width="2.5"/>'
        )
        parts += [
            f'<circle cx="{x:.1f}" cy="{y:.1f}" r="3" fill="{colour}"/>'
            for x, y in places
        ]
        parts.append(
            f'<text x="{WIDTH - RIGHT + 12}" y="{end + 4:.1f}" fill="{colour}">'
            f"{name}</text>"
        )
    return "\n".join([*parts, "</svg>", ""])


def _points(results: Results, stage: str, threads: int, mix: str) -> list[Point]:
    found = (
        results.find(stage, rows=rows, threads=threads, mix=mix)
        for rows in results.sizes(stage)
    )
    return [(one.rows, one.ns_per_row) for one in found if one is not None]


def _apart(places: Sequence[float], least: float = 15) -> list[float]:
    """The same heights, moved so that names at them do not cover each other."""
    moved = list(places)
    order = sorted(range(len(moved)), key=lambda i: moved[i])
    for above, below in pairwise(order):
        moved[below] = max(moved[below], moved[above] + least)
    return moved


class _Plane:
    """Where a point of the data stands in the picture."""

    def __init__(self, points: Sequence[Point]) -> None:
        xs = [log10(x) for x, _ in points]
        ys = [log10(y) for _, y in points]
        self._x = floor(min(xs)), max(ceil(max(xs)), floor(min(xs)) + 1)
        self._y = floor(min(ys)), max(ceil(max(ys)), floor(min(ys)) + 1)

    def at(self, point: Point) -> Point:
        (x0, x1), (y0, y1) = self._x, self._y
        across = (log10(point[0]) - x0) / (x1 - x0)
        up = (log10(point[1]) - y0) / (y1 - y0)
        return (
            LEFT + across * (WIDTH - LEFT - RIGHT),
            HEIGHT - BOTTOM - up * (HEIGHT - TOP - BOTTOM),
        )

    def axes(self) -> list[str]:
        """Grid lines with their values, and what the axes show."""
        parts = []
        for power in range(self._x[0], self._x[1] + 1):
            x, _ = self.at((10.0**power, 10.0 ** self._y[0]))
            parts += [
                f'<line x1="{x:.1f}" y1="{TOP}" x2="{x:.1f}" y2="{HEIGHT - BOTTOM}" '
                'stroke="#dddddd"/>',
                f'<text x="{x:.1f}" y="{HEIGHT - BOTTOM + 18}" text-anchor="middle">'
                f"{10**power:,}</text>",
            ]
        for power in range(self._y[0], self._y[1] + 1):
            _, y = self.at((10.0 ** self._x[0], 10.0**power))
            parts += [
                f'<line x1="{LEFT}" y1="{y:.1f}" x2="{WIDTH - RIGHT}" y2="{y:.1f}" '
                'stroke="#dddddd"/>',
                f'<text x="{LEFT - 8}" y="{y + 4:.1f}" text-anchor="end">'
                f"{10**power:,}</text>",
            ]
        middle = (LEFT + WIDTH - RIGHT) / 2
        return [
            *parts,
            f'<text x="{middle}" y="{HEIGHT - 15}" text-anchor="middle">'
            "subtrajecten in the batch</text>",
            f'<text x="{LEFT - 8}" y="{TOP - 12}" text-anchor="end">ns a row</text>',
        ]
