"""Drawing a plot, and turning the renderer's SVG into one that a page can carry inline.

What stays: the view box, shapes, texts and class names. What goes: colours, fonts and every other presentation that
belongs to the stylesheet, the background, fixed sizes, per-mark accessibility attributes and empty layers.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterable, Iterator, Mapping
from html import escape
from xml.etree.ElementTree import Element, fromstring

from kpireport.charts.plot import Plot
from kpireport.charts.spec import Vega, fill

_MARK = re.compile(r"mark-(?P<mark>\w+) role-mark (?P<layer>\w+)_marks")
_MOVE = re.compile(r"translate\((?P<x>[^,]+),(?P<y>[^)]+)\)")
_DIAMOND = re.compile(r"M-(?P<r>[\d.]+),0L0,-")
_CIRCLE = re.compile(r"M(?P<r>[\d.]+),0A")
_BOX = re.compile(r"M(?P<x>[-\d.e]+),(?P<y>[-\d.e]+)h(?P<w>[-\d.e]+)v(?P<h>[-\d.e]+)h[-\d.e]+Z")
_NUMBER = re.compile(r"-?\d+\.\d+(?:e-?\d+)?|-?\d+e-?\d+")
_ANCHORS = {"middle": "middle", "end": "end"}
#: Layers that are parts of an axis, layers that share the class of another, and those with a class of their own beside.
_ROLES = {
    "grid": "role-axis-grid",
    "axis": "role-axis-domain",
    "tick": "role-axis-tick",
    "t_axis": "role-axis-label",
    "gain": "role-mark signal_marks improvement",
    "trial": "role-mark limit_marks trial",
}
_SAME = {"open_dot": "open", "bench_edge": "bench"}
#: Drawn with the pattern that the page holds once, whose colours are the stylesheet's.
_FILLED = {"fc": ' fill="url(#hatch)"'}
#: So that lines remain lines where no stylesheet reaches.
_BARE = {"line": ' fill="none" stroke="currentColor"', "rule": ' stroke="currentColor"'}


def draw_plot(plot: Plot, vega: Vega) -> str:
    """The finished `<svg>` of a plot, given the compiled template of its kind."""
    import vl_convert

    filled = json.dumps(fill(vega, plot), ensure_ascii=False, allow_nan=False)
    return tidy(vl_convert.vega_to_svg(filled), css=plot.css, label=plot.label, prefix=_fingerprint(filled))


def tidy(svg: str, *, css: str, label: str, prefix: str) -> str:
    """The inline form of the renderer's `svg`; `prefix` keeps its ids apart from those of other charts."""
    root = fromstring(svg)  # noqa: S314  # what the renderer just wrote
    body = "".join(_layers(root, prefix))
    box = escape(root.get("viewBox", ""))
    return f'<svg class="{escape(css)}" viewBox="{box}" role="img" aria-label="{escape(label)}">{body}</svg>'


def _fingerprint(text: str) -> str:
    return "c" + hashlib.sha256(text.encode()).hexdigest()[:10]


def _layers(element: Element, prefix: str) -> Iterator[str]:
    """Every layer below `element` in drawing order, and the definitions they refer to."""
    if _tag(element) in ("defs", "clipPath"):
        yield _plain(element, prefix)
        return
    found = _MARK.search(element.get("class", ""))
    if found is None:
        for child in element:
            yield from _layers(child, prefix)
    elif len(element):
        yield _layer(element, found["mark"], found["layer"], prefix)


def _layer(element: Element, mark: str, layer: str, prefix: str) -> str:
    if mark == "text" and layer not in _ROLES:
        return "".join(_text(child, f"t {layer.replace('_', '-')}") for child in element)
    role = _ROLES.get(layer) or f"role-mark {_SAME.get(layer, layer)}_marks"
    shapes = "".join(_text(child, None) if mark == "text" else _shape(child) for child in element)
    clip = element.get("clip-path")
    clipped = f' clip-path="{_prefixed(clip, prefix)}"' if clip else ""
    return f'<g class="mark-{mark} {role}"{_FILLED.get(layer) or _BARE.get(mark, "")}{clipped}>{shapes}</g>'


def _text(element: Element, css: str | None) -> str:
    x, y = _position(element)
    anchor = _ANCHORS.get(element.get("text-anchor", ""))
    text = escape("".join(element.itertext()))
    return _open("text", {"class": css, "x": x, "y": y, "text-anchor": anchor}) + f">{text}</text>"


def _shape(element: Element) -> str:
    x, y = _position(element)
    if _tag(element) == "line":
        ends = {"x1": x, "x2": _sum(x, element.get("x2")), "y1": y, "y2": _sum(y, element.get("y2"))}
        return _open("line", ends) + "/>"
    path = element.get("d", "")
    if circle := _CIRCLE.match(path):
        return _open("circle", {"cx": x, "cy": y, "r": _short(circle["r"])}) + "/>"
    if diamond := _DIAMOND.match(path):
        r = _short(diamond["r"])
        return _open("path", {"d": f"M{_sum(x, f'-{r}')},{y}l{r},-{r}l{r},{r}l-{r},{r}Z"}) + "/>"
    if box := _BOX.fullmatch(path):
        return _open("rect", _upright(*(float(box[part]) for part in "xywh"))) + "/>"
    return _open("path", {"d": _NUMBER.sub(lambda number: _short(number[0]), path)}) + "/>"


def _upright(x: float, y: float, width: float, height: float) -> dict[str, str | None]:
    """A box with sides that are not negative."""
    sides = {"x": min(x, x + width), "y": min(y, y + height), "width": abs(width), "height": abs(height)}
    return {name: _short(side) for name, side in sides.items()}


def _plain(element: Element, prefix: str) -> str:
    """A definition as it is, its ids prefixed."""
    kept = {name: value for name, value in element.attrib.items() if name not in ("style", "class")}
    named = {name: f"{prefix}-{value}" if name == "id" else value for name, value in kept.items()}
    return _open(_tag(element), named) + f">{''.join(_plain(child, prefix) for child in element)}</{_tag(element)}>"


def _prefixed(reference: str, prefix: str) -> str:
    return escape(reference.replace("url(#", f"url(#{prefix}-"))


def _open(tag: str, attributes: Mapping[str, str | None]) -> str:
    return f"<{tag}" + "".join(f' {name}="{escape(value)}"' for name, value in _given(attributes))


def _given(attributes: Mapping[str, str | None]) -> Iterable[tuple[str, str]]:
    return ((name, value) for name, value in attributes.items() if value is not None)


def _tag(element: Element) -> str:
    return element.tag.rpartition("}")[2]


def _position(element: Element) -> tuple[str, str]:
    move = _MOVE.match(element.get("transform", ""))
    return (_short(move["x"]), _short(move["y"])) if move else ("0", "0")


def _sum(start: str, length: str | None) -> str:
    return _short(float(start) + float(length or 0))


def _short(number: str | float) -> str:
    """At most one decimal: a tenth of a unit is finer than a screen shows."""
    text = f"{float(number):.1f}".removesuffix(".0")
    return "0" if text == "-0" else text
