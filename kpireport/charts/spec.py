"""The chart kinds as Altair layers, each compiled to Vega once per process.

Layers carry names and no colours: the names become classes of the SVG, and the theme's stylesheet does the rest. The
horizontal axis of time counts days, and axes are drawn by layers of rules and texts, so no time zone, no locale and no
search for overlapping labels takes part in a drawing.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from functools import cache
from typing import Any

from kpireport.charts.plot import Plot, Scale

Vega = Mapping[str, Any]
#: An `altair.Chart`, whose decorated methods lose their types.
Layer = Any


def _line(name: str) -> Layer:
    import altair as alt

    chart = _layer(name).mark_line(aria=False, invalid="break-paths-show-domains")
    return chart.encode(x=_scaled(alt.X, "x"), y=_scaled(alt.Y, "y"))


def _area(name: str) -> Layer:
    import altair as alt

    return _layer(name).mark_area(aria=False).encode(x=_scaled(alt.X, "x"), y=_scaled(alt.Y, "y"), y2="y2")


def _symbol(name: str, size: int) -> Layer:
    import altair as alt

    chart = _layer(name).mark_point(aria=False, size=size, filled=True)
    return chart.encode(x=_scaled(alt.X, "x"), y=_scaled(alt.Y, "y"))


def _sized(name: str, shape: str) -> Layer:
    """Symbols whose rows say how large they are (`size`: the area of the square around each)."""
    import altair as alt

    chart = _layer(name).mark_point(aria=False, filled=True, shape=shape)
    size = alt.Size("size:Q", scale=None, legend=None)
    return chart.encode(x=_scaled(alt.X, "x"), y=_scaled(alt.Y, "y"), size=size)


def _rect(name: str) -> Layer:
    import altair as alt

    return _layer(name).mark_rect(aria=False).encode(x=_scaled(alt.X, "x"), y=_scaled(alt.Y, "y"), x2="x2", y2="y2")


def _rule(name: str) -> Layer:
    import altair as alt

    return _layer(name).mark_rule(aria=False).encode(x=_placed(alt.X, "x"), y=_placed(alt.Y, "y"), x2="x2", y2="y2")


def _text(name: str) -> Layer:
    """Texts at given places. The stylesheet sizes them: without a size the renderer need not measure, half its time."""
    import altair as alt

    chart = _layer(name).mark_text(aria=False, align=alt.expr("datum.align"), baseline="alphabetic", fontSize=0)
    return chart.encode(x=_placed(alt.X, "x"), y=_placed(alt.Y, "y"), text="text:N")


def _layer(name: str) -> Layer:
    import altair as alt

    return alt.Chart(alt.NamedData(name, format={"parse": None}), name=name)


def _scaled(channel: Any, field: str) -> Any:
    """Through the chart's scale; its domain and range are set by `fill`."""
    import altair as alt

    return channel(f"{field}:Q", axis=None, scale=alt.Scale(domain=[0, 1], range=[0, 1], zero=False, nice=False))


def _placed(channel: Any, field: str) -> Any:
    """A position of the view box as it is."""
    return channel(f"{field}:Q", axis=None, scale=None)


def _texts(*names: str) -> list[Layer]:
    return [_text(f"t_{name}") for name in names]


def _lines() -> list[Layer]:
    paths = [_line(name) for name in ("py", "plan", "target", "open", "actual")]
    symbols = [_symbol("point", 28), _symbol("last", 64), _symbol("open_dot", 64), _symbol("targetpt", 64)]
    rules = [_rule(name) for name in ("bench_edge", "grid", "axis", "tick", "event", "break", "link")]
    fan, whisker = [_area("fc"), _line("fcmid")], [_rule("fcbar"), _symbol("fcpt", 40)]
    texts = _texts("axis", "py", "note", "fc", "target", "strong")
    return [_rect("bench"), _rect("band"), *rules, *fan, *paths, *symbols, *whisker, *texts]


def _columns() -> list[Layer]:
    bars = [_rect(name) for name in ("fc", "py", "actual", "open", "plan")]
    rules = [_rule(name) for name in ("fcbar", "halo", "target", "break", "link")]
    below = [_rect("bench"), _rect("band"), _rule("bench_edge"), _rule("grid"), _rule("axis")]
    return [*below, *bars, *rules, *_texts("axis", "val", "note", "fc", "target", "strong")]


def _bridge() -> list[Layer]:
    bars = [_rect(name) for name in ("py", "actual", "up", "down")]
    return [_rule("link"), *bars, _rule("axis"), _rule("marker"), *_texts("val", "strong")]


def _process() -> list[Layer]:
    rules = [_rule(name) for name in ("grid", "axis", "tick", "event", "link", "limit", "trial", "mean")]
    dots = [_sized("point", "circle"), _symbol("last", 64), _sized("signal", "diamond"), _sized("gain", "diamond")]
    return [_rect("range"), *rules, _line("thin"), *dots, *_texts("axis", "note", "limit", "signal", "gain")]


#: Every kind of chart: a new one adds its layers here and a module that fills them.
KINDS: Mapping[str, Callable[[], list[Layer]]] = {
    "line": _lines,
    "columns": _columns,
    "bridge": _bridge,
    "process": _process,
}


def spec(kind: str) -> dict[str, Any]:
    """The Vega-Lite specification of a kind, without data."""
    import altair as alt

    chart = alt.layer(*KINDS[kind]()).properties(autosize=alt.AutoSizeParams(type="none"), padding=0)
    chart = chart.configure(view=alt.ViewConfig(stroke=None), mark=alt.MarkConfig(invalid=None))
    made: dict[str, Any] = chart.to_dict()
    return {**made, "layer": [_in_order(layer) for layer in made["layer"]], "background": None}


def _in_order(layer: dict[str, Any]) -> dict[str, Any]:
    """Lines join their rows as given, not by rising x: a null that Vega-Lite knows and Altair's types do not."""
    if layer["mark"]["type"] != "line":
        return layer
    return {**layer, "encoding": {**layer["encoding"], "order": {"value": None}}}


@cache
def template(kind: str) -> Vega:
    """The kind compiled to Vega. Text, so that it can be handed to another process, is `json.dumps` of it."""
    import vl_convert

    compiled: dict[str, Any] = vl_convert.vegalite_to_vega(json.dumps(spec(kind)))
    return compiled


def fill(vega: Vega, plot: Plot) -> dict[str, Any]:
    """The template (left as it is) with a chart's rows, scales and size, and without the layers that have no rows."""
    scales = {"x": plot.x, "y": plot.y}
    return {
        **vega,
        "width": plot.width,
        "height": plot.height,
        "data": [{"name": name, "values": list(rows)} for name, rows in plot.layers.items() if rows],
        "marks": [mark for mark in vega["marks"] if plot.layers.get(mark["from"]["data"])],
        "scales": [_set(scale, scales[scale["name"]]) for scale in vega["scales"]],
    }


def _set(vega: Mapping[str, Any], scale: Scale) -> dict[str, Any]:
    return {**vega, "domain": [scale.low, scale.high], "range": [scale.first, scale.last]}
