"""Paths of the Theta method (Assimakopoulos and Nikolopoulos 2000), where the extra `forecast` is installed."""

from __future__ import annotations

from functools import lru_cache
from importlib.util import find_spec

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]


@lru_cache(maxsize=1)
def is_installed() -> bool:
    """Whether `pip install "kpireport-site[forecast]"` was run."""
    return find_spec("statsforecast") is not None


def theta_paths(history: Floats, season: int, steps: int, paths: int, seed: int) -> Floats | None:
    """Paths as an array (steps, paths); None where the series gives the method nothing to work on."""
    if np.ptp(history) == 0:
        return np.full((steps, paths), history[-1])  # the library would answer in single precision
    from statsforecast.models import AutoTheta  # type: ignore[import-not-found,import-untyped,unused-ignore]

    try:
        drawn = AutoTheta(season_length=season).simulate(h=steps, n_paths=paths, y=history, seed=seed)
    except Exception:  # whatever goes wrong in there, the other members of the pool do without
        return None
    found = np.asarray(drawn, dtype=np.float64)
    return found.T if found.shape == (paths, steps) and np.isfinite(found).all() else None
