"""Charts as pictures, for readers of mail: the history of a KPI in the light look, with everything it needs inside."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from html import escape

from kpireport.charts.history import history
from kpireport.charts.plot import Plot
from kpireport.charts.settings import Settings, read_settings
from kpireport.charts.spec import template
from kpireport.charts.svg import draw_plot
from kpireport.format import Language
from kpireport.model import KpiResult
from kpireport.periods import Calendar

#: Pixels for each unit of the drawing: sharp on screens of twice the usual density.
SCALE = 2
#: The family that the renderer brings along, so that no machine's own fonts show through.
_FONT = '"Liberation Sans", Arial, sans-serif'
_COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
#: A rule for some media or features, with the rules in it.
_AT_RULE = re.compile(r"@[\w-]+[^{};]*(?:;|\{(?:[^{}]|\{[^{}]*\})*\})")
_ROOT = re.compile(r":root\s*\{([^{}]*)\}")
_TOKEN = re.compile(r"--([\w-]+)\s*:\s*([^;{}]+)")
_USE = re.compile(r"var\(--([\w-]+)[^()]*\)")
_RULE = re.compile(r"[^{}]+\{[^{}]*\}")


@dataclass(frozen=True, slots=True)
class Picture:
    """A chart as PNG, the size it is shown at, and its figures in words."""

    png: bytes
    width: int
    height: int
    label: str


def pictures(
    kpis: Iterable[KpiResult],
    language: Language,
    config: Mapping[str, object],
    sheets: Sequence[str],
    calendar: Calendar,
) -> Mapping[str, Picture]:
    """The charts of those KPIs that have one, by id; `config` is the theme's chart.json, `sheets` its style sheets.

    Raises ProjectError when `config` is at fault.
    """
    settings = read_settings({**config, "wide": config.get("picture")})
    style = picture_style(sheets, settings.wide.font)
    found = ((kpi.id, _plot(kpi, settings, language, calendar)) for kpi in kpis)
    return {id_: _picture(plot, style) for id_, plot in found if plot}


def _plot(kpi: KpiResult, settings: Settings, language: Language, calendar: Calendar) -> Plot | None:
    pair = history(kpi, settings, language, calendar)
    return pair.wide if pair else None


def _picture(plot: Plot, style: str) -> Picture:
    import vl_convert

    svg = standalone(draw_plot(plot, template(plot.kind)), plot, style)
    return Picture(vl_convert.svg_to_png(svg, scale=SCALE), round(plot.width), round(plot.height), plot.label)


def standalone(svg: str, plot: Plot, style: str) -> str:
    """The inline drawing with a size, a ground and a style of its own."""
    opening, rest = svg.split(">", 1)
    size = f'xmlns="http://www.w3.org/2000/svg" width="{plot.width:g}" height="{plot.height:g}"'
    opening = opening.replace("<svg", f"<svg {size}", 1)
    ground = f'<rect class="ground" width="{plot.width:g}" height="{plot.height:g}"/>'
    return f"{opening}><style>{style}</style>{_HATCH}{ground}{rest}"


#: The pattern of forecasts, as pages hold it once.
_HATCH = (
    '<defs><pattern id="hatch" width="6" height="6" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">'
    '<path class="hatch-bg" d="M0 0h6v6H0z"/><path class="hatch-ln" d="M1 0v6"/></pattern></defs>'
)


def picture_style(sheets: Sequence[str], font: float) -> str:
    """The rules of charts from style sheets, in what a drawing program reads: light colours in place, no conditions."""
    plain = [_AT_RULE.sub("", _COMMENT.sub("", sheet)) for sheet in sheets]
    tokens = {
        name: value.strip() for sheet in plain for root in _ROOT.findall(sheet) for name, value in _TOKEN.findall(root)
    }
    tokens["sans"] = _FONT
    rules = [rule.strip() for sheet in plain for rule in _RULE.findall(sheet) if _is_of_charts(rule)]
    own = f".chart{{display:block}}.chart text{{font-size:{font:g}px}}.ground{{fill:var(--paper)}}"
    return escape(_with_tokens("\n".join([*rules, own]), tokens), quote=False)


def _is_of_charts(rule: str) -> bool:
    selector = rule.partition("{")[0]
    return any(word in selector for word in (".chart", "_marks", ".role-", ".mark-", ".hatch"))


def _with_tokens(text: str, tokens: Mapping[str, str], depth: int = 3) -> str:
    """Every `var(--name)` replaced by its value, which may name others."""
    for _ in range(depth):
        text = _USE.sub(lambda use: tokens.get(use[1], "currentColor"), text)
    return text
