"""Charts: results into chart specifications and finished SVG. No files, no colours, no clock.

`KINDS` (in `spec`) is the table of kinds, each a set of Altair layers. `history`, `behaviour` and their modules turn a
`KpiResult` into a `Pair` of `Plot`s, rows for those layers; `svg` draws plots and `drawing` all of a report's. `marks`
holds the small ones whose shapes the templates write themselves.
"""

from kpireport.charts.drawing import Drawing, Drawings, draw
from kpireport.charts.picture import Picture, pictures
from kpireport.charts.spec import KINDS

__all__ = ["KINDS", "Drawing", "Drawings", "Picture", "draw", "pictures"]
