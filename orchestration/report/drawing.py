"""Kinds of pictures as SVG: curves of shares, stacked bars, and lines over months.

Belongs here: lines and words on paper, and what a screen reader is told of them. Colours are classes of the sheet.
Does not belong here: what is drawn.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

WIDTH = 832
KINDS = 7
"""As many colours as the sheet has."""


@dataclass(frozen=True)
class Curve:
    """Points joined by a line; a dashed one stands beside its like."""

    name: str
    points: tuple[tuple[float, float], ...]
    kind: int
    is_dashed: bool = False


@dataclass(frozen=True)
class Mark:
    """A point with words, to hold curves against."""

    across: float
    up: float
    said: str


@dataclass(frozen=True)
class Bar:
    """One row of a stacked bar: its parts in the order of the names; none where it is hidden."""

    name: str
    parts: tuple[float | None, ...]
    is_cut: bool = False
    """Whether a part is hidden that would count."""


@dataclass(frozen=True)
class Series:
    """A measure by month: none where it is hidden."""

    name: str
    values: tuple[float | None, ...]


def curves(
    name: str, title: str, told: str, lines: Sequence[Curve], marks: Sequence[Mark], axes: tuple[str, str]
) -> str:
    """Shares (0..100) across and up, beside the straight line on which everybody is alike."""
    top = 34 + 20 * ((len(lines) + 1) // 2)
    left, side = 64, 470
    bottom = top + side
    right = left + WIDTH - 90
    across = lambda value: left + value / 100 * (right - left)  # noqa: E731
    up = lambda value: bottom - value / 100 * side  # noqa: E731
    parts = []
    for tick in range(0, 101, 20):
        parts += [
            _line(left, up(tick), right, up(tick), "rule"),
            _text(left - 8, up(tick) + 4, f"{tick}%", "faint end"),
            _text(across(tick), bottom + 20, f"{tick}%", "faint middle"),
        ]
    parts += [
        _line(left, bottom, right, bottom, "axis"),
        f'<path class="thin dashed" d="M{across(0):.1f} {up(0):.1f}L{across(100):.1f} {up(100):.1f}"/>',
        _text((left + right) / 2, bottom + 44, axes[0], "middle"),
        _text(8, top - 14, axes[1]),
    ]
    for place, line in enumerate(lines):
        path = "L".join(f"{across(x):.1f} {up(y):.1f}" for x, y in line.points)
        dashed = " dashed" if line.is_dashed else ""
        x, y = 8 + 410 * (place % 2), 16 + 20 * (place // 2)
        parts += [
            f'<path class="line k{line.kind}{dashed}" d="M{path}"/>' if line.points else "",
            f'<path class="line k{line.kind}{dashed}" d="M{x} {y - 4}h30"/>',
            _text(x + 38, y, line.name),
        ]
    # Below the straight line there is nothing: no curve of shares, costliest first, goes there.
    for place, mark in enumerate(marks):
        x, y = across(46), up(26 - 11 * place)
        parts += [
            f'<path class="thin" d="M{across(mark.across):.1f} {up(mark.up):.1f}L{x - 6:.1f} {y - 4:.1f}"/>',
            f'<circle class="open k4" cx="{across(mark.across):.1f}" cy="{up(mark.up):.1f}" r="5.5"/>',
            _text(x, y, mark.said),
        ]
    return _picture(name, title, told, bottom + 54, parts)


def bars(name: str, title: str, told: str, kinds: Sequence[str], rows: Sequence[Bar], unit: str = "") -> str:
    """Horizontal bars of parts, with their names over them. A bar that lacks a hidden part says so at its end."""
    kept = [place for place in range(len(kinds)) if any(bar.parts[place] for bar in rows)]
    top, parts = _legend(
        [
            (f'<rect class="area k{place % KINDS}" x="{{x}}" y="{{y}}" width="15" height="15"/>', kinds[place])
            for place in kept
        ]
    )
    left, right, row = min(330, 24 + 7 * max((len(bar.name) for bar in rows), default=0)), WIDTH - 20, 28
    most = max((sum(part or 0 for part in bar.parts) for bar in rows), default=0) or 1
    bottom = top + row * len(rows)
    across = lambda value: left + value / most * (right - left)  # noqa: E731
    for tick in _ticks(most, _step(most)):
        parts += [
            _line(across(tick), top, across(tick), bottom, "rule"),
            _text(across(tick), bottom + 18, _tick(tick, unit), "faint middle"),
        ]
    for place, bar in enumerate(rows):
        y, begun = top + row * place + 4, 0.0
        parts.append(_text(left - 10, y + 15, bar.name, "end"))
        for kind in kept:
            if part := bar.parts[kind]:
                wide = across(begun + part) - across(begun)
                parts.append(
                    f'<rect class="area k{kind % KINDS}" x="{across(begun):.1f}" y="{y}" width="{wide:.1f}" '
                    f'height="{row - 8}"/>'
                )
                begun += part
        if bar.is_cut:
            parts.append(_text(across(begun) + 6, y + 15, "and what is hidden", "faint"))
    return _picture(name, title, told, bottom + 28, parts)


def months(name: str, title: str, told: str, labels: Sequence[str], series: Sequence[Series], settled: int) -> str:
    """Lines over months, from nothing up; those after `settled` months are provisional."""
    top, parts = _legend(
        [
            (
                f'<path class="line k{place % KINDS}{_again(place)}" transform="translate({{x}} {{y}})" d="M0 8h16"/>',
                of.name,
            )
            for place, of in enumerate(series)
        ]
    )
    left, right, high = 64, WIDTH - 20, 190
    top += 26
    bottom = top + high
    across = lambda place: left + (place + 0.5) / max(len(labels), 1) * (right - left)  # noqa: E731
    values = [value for of in series for value in of.values if value is not None]
    most = max(values, default=0) or 1
    step = _step(most, 4)
    most = step * -(-most // step)
    up = lambda value: bottom - value / most * high  # noqa: E731
    parts.append(_text(8, top - 12, title))
    if settled < len(labels):
        x = across(settled - 0.5)
        parts += [
            f'<rect class="ground" x="{x:.1f}" y="{top}" width="{right - x:.1f}" height="{high}"/>',
            _text(right, top - 6, "provisional", "faint end"),
        ]
    for tick in _ticks(most, step):
        parts += [
            _line(left, up(tick), right, up(tick), "rule" if tick else "axis"),
            _text(left - 8, up(tick) + 4, _tick(tick, ""), "faint end"),
        ]
    for place, of in enumerate(series):
        points = [
            None if value is None else f"{across(month):.1f} {up(value):.1f}" for month, value in enumerate(of.values)
        ]
        if path := _path(points):
            parts.append(f'<path class="line k{place % KINDS}{_again(place)}" d="{path}"/>')
    every = max(1, -(-len(labels) // 10))
    parts += [
        _text(across(place), bottom + 18, label, "faint middle")
        for place, label in enumerate(labels)
        if place % every == 0
    ]
    return _picture(name, title, told, bottom + 28, parts)


def _again(place: int) -> str:
    """Colours are used a second time with dashes."""
    return " dashed" if place // KINDS % 2 else ""


def _path(points: Sequence[str | None]) -> str:
    """Joined points; where one is hidden the line is broken, and one that stands alone is a dot."""
    path, is_begun = "", False
    for point in points:
        if point is not None:
            path += f"L{point}" if is_begun else f"M{point}h.1"
        is_begun = point is not None
    return path


def _legend(kinds: Sequence[tuple[str, str]]) -> tuple[int, list[str]]:
    """Samples (drawn where {x} and {y} are put) and their names in rows of four, and how far down they reach."""
    wide = (WIDTH - 16) // 4
    parts = []
    for place, (sample, name) in enumerate(kinds):
        x, y = 8 + wide * (place % 4), 16 + 22 * (place // 4)
        parts += [sample.format(x=x, y=y - 9), _text(x + 22, y + 3, name)]
    return 22 * (-(-len(kinds) // 4)) + 12, parts


def _ticks(most: float, step: float) -> list[float]:
    return [step * place for place in range(int(most / step) + 1)]


def _step(most: float, ticks: int = 5) -> float:
    """A round distance between ticks, of which about so many fit."""
    power = 1.0
    while power * 10 * ticks <= most:
        power *= 10
    while power * ticks > most:
        power /= 10
    return power * next(times for times in (1, 2, 5, 10) if power * times * ticks >= most)


def _tick(value: float, unit: str) -> str:
    said = f"{value:,.0f}" if value == int(value) else f"{value:,.1f}"
    return f"£{said}" if unit == "£" else f"{said}{unit}"


def _text(x: float, y: float, said: str, kind: str = "") -> str:
    of = f' class="{kind}"' if kind else ""
    return f'<text{of} x="{x:.1f}" y="{y:.1f}">{escape(said)}</text>'


def _line(x: float, y: float, to_x: float, to_y: float, kind: str) -> str:
    return f'<line class="{kind}" x1="{x:.1f}" y1="{y:.1f}" x2="{to_x:.1f}" y2="{to_y:.1f}"/>'


def _picture(name: str, title: str, told: str, height: float, parts: Sequence[str]) -> str:
    inside = "\n".join(part for part in parts if part)
    return (
        f'<svg role="img" aria-labelledby="{name}-title {name}-told" viewBox="0 0 {WIDTH} {height:.0f}">\n'
        f'<title id="{name}-title">{escape(title)}</title>\n<desc id="{name}-told">{escape(told)}</desc>\n'
        f"{inside}\n</svg>\n"
    )
