"""Kinds of plots as SVG: bars from a middle, a curve of points, intervals in rows, estimates beside the truth.

Belongs here: lines and words on paper. Does not belong here: what is drawn (page.py).
"""

import math
from collections.abc import Sequence
from html import escape

WIDTH, ROW, LEFT, RIGHT = 960, 20, 420, 60
BLUE, GREY, RED = "#1f5f8b", "#8a8a8a", "#b03a2e"
COLOURS = (BLUE, "#2e7d32", "#ef8a17", RED)


def _text(x: float, y: float, said: str, anchor: str = "start", colour: str = "#222") -> str:
    return f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}" fill="{colour}">{escape(said)}</text>'


def _line(x: float, y: float, to_x: float, to_y: float, colour: str = GREY) -> str:
    return f'<line x1="{x:.1f}" y1="{y:.1f}" x2="{to_x:.1f}" y2="{to_y:.1f}" stroke="{colour}"/>'


def _page(title: str, height: float, parts: Sequence[str]) -> str:
    head = (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height:.0f}" width="{WIDTH}" '
        f'height="{height:.0f}" font-family="sans-serif" font-size="12">\n<title>{escape(title)}</title>\n'
        f'<rect width="{WIDTH}" height="{height:.0f}" fill="#fff"/>\n'
    )
    return head + "\n".join((_text(10, 20, title), *parts)) + "\n</svg>\n"


def bars(title: str, rows: Sequence[tuple[str, float, float]], least: float, most: float) -> str:
    """Bars from one value to another, each with its name and what it adds: weights, or the steps of a waterfall."""
    across = lambda value: LEFT + (value - least) / (most - least) * (WIDTH - LEFT - RIGHT)  # noqa: E731
    height = 50 + ROW * len(rows)
    parts = [_line(across(0), 32, across(0), height - 12)]
    for place, (name, begin, end) in enumerate(rows):
        y = 40 + ROW * place
        x, wide = min(across(begin), across(end)), abs(across(end) - across(begin))
        colour = BLUE if end >= begin else RED
        parts += [
            _text(10, y + 11, name),
            f'<rect x="{x:.1f}" y="{y}" width="{max(wide, 0.5):.1f}" height="{ROW - 6}" fill="{colour}"/>',
            _text(max(across(begin), across(end)) + 4, y + 11, f"{end - begin:+.1f}"),
        ]
    return _page(title, height, parts)


def curves(title: str, named: dict[str, Sequence[tuple[float, float, str]]], across_name: str, up_name: str) -> str:
    """Points joined by lines, of several sets; each point may bear a word."""
    every = [point for points in named.values() for point in points]
    low_x, high_x = min(x for x, _, _ in every), max(x for x, _, _ in every)
    low_y, high_y = min(y for _, y, _ in every), max(y for _, y, _ in every)
    height, left, bottom = 420, 90, 360
    across = lambda x: left + (x - low_x) / ((high_x - low_x) or 1) * (WIDTH - left - 60)  # noqa: E731
    up = lambda y: bottom - (y - low_y) / ((high_y - low_y) or 1) * (bottom - 110)  # noqa: E731
    parts = [_line(left, bottom, WIDTH - 40, bottom), _line(left, bottom, left, 100)]
    for step in range(5):
        x, y = low_x + (high_x - low_x) * step / 4, low_y + (high_y - low_y) * step / 4
        parts += [
            _text(across(x), bottom + 18, f"{100 * x:.1f}%", "middle"),
            _text(left - 8, up(y) + 4, f"{100 * y:.2f}%", "end"),
        ]
    parts += [_text(WIDTH / 2, bottom + 42, across_name, "middle"), _text(10, 92, up_name)]
    for place, (name, points) in enumerate(named.items()):
        colour = COLOURS[place % len(COLOURS)]
        path = " ".join(f"{across(x):.1f},{up(y):.1f}" for x, y, _ in points)
        parts += [
            f'<polyline points="{path}" fill="none" stroke="{colour}"/>',
            _text(10 + 430 * (place % 2), 42 + 18 * (place // 2), "\u25cf " + name, colour=colour),
        ]
        for x, y, word in points:
            parts.append(f'<circle cx="{across(x):.1f}" cy="{up(y):.1f}" r="3" fill="{colour}"/>')
            if word:
                parts.append(_text(across(x) + 5, up(y) - 5, word, colour=colour))
    return _page(title, height, parts)


def interval(right: int, rows: int) -> tuple[float, float]:
    """Wilson's 95% interval of a share."""
    share, squared = right / rows, 1.96**2
    middle = (share + squared / (2 * rows)) / (1 + squared / rows)
    half = 1.96 / (1 + squared / rows) * math.sqrt(share * (1 - share) / rows + squared / (4 * rows**2))
    return middle - half, min(1.0, middle + half)


def rows_of_intervals(title: str, rows: Sequence[tuple[str, int, int]], line_at: float) -> str:
    """A share with its interval per row, and a line to hold them against."""
    bounds = [interval(right, count) for _, right, count in rows]
    least = min([low for low, _ in bounds] + [line_at]) - 0.001
    across = lambda value: 200 + (value - least) / (1 - least) * (WIDTH - 300)  # noqa: E731
    height = 60 + ROW * len(rows)
    parts = [_line(across(line_at), 32, across(line_at), height - 24, RED)]
    for place, ((name, right, count), (low, high)) in enumerate(zip(rows, bounds, strict=True)):
        y = 46 + ROW * place
        parts += [
            _text(190, y + 4, name, "end"),
            _line(across(low), y, across(high), y, BLUE),
            f'<circle cx="{across(right / count):.1f}" cy="{y}" r="4" fill="{BLUE}"/>',
            _text(WIDTH - 90, y + 4, f"{100 * right / count:.2f}%"),
        ]
    parts.append(_text(across(line_at), height - 8, f"{100 * line_at:.2f}%: a point below the whole", "middle", RED))
    return _page(title, height, parts)


def rows_of_estimates(title: str, rows: Sequence[tuple[str, float, float, float, float]]) -> str:
    """Per row its lower bound, estimate, upper bound and truth."""
    most = max([high for _, _, _, high, _ in rows] + [true for *_, true in rows]) or 1.0
    across = lambda value: 200 + value / most * (WIDTH - 300)  # noqa: E731
    height = 60 + ROW * len(rows)
    parts = [_line(across(0), 32, across(0), height - 24)]
    for place, (name, low, mean, high, true) in enumerate(rows):
        y = 46 + ROW * place
        parts += [
            _text(190, y + 4, name, "end"),
            _line(across(low), y, across(high), y, BLUE),
            f'<circle cx="{across(mean):.1f}" cy="{y}" r="4" fill="{BLUE}"/>',
            _text(across(true), y + 4, "x", "middle", RED),
            _text(WIDTH - 90, y + 4, f"{mean:.3f}"),
        ]
    parts.append(_text(across(most), height - 8, f"{most:.2f}", "middle"))
    return _page(title, height, parts)
