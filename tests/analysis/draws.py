"""Weekly values drawn by chance: unrelated, or one following the other."""

from __future__ import annotations

from tests.analysis.weekly import chance


def noise(seed: int, n: int = 60) -> list[float]:
    random = chance(seed)
    return [random.gauss(0, 1) for _ in range(n)]


def planted(lag: int, seed: int = 1, n: int = 60, effect: float = 1.0) -> dict[str, list[float | None]]:
    """Visits, and sales that follow them `lag` weeks later, with as much noise of their own."""
    visits, own = noise(seed, n + lag), noise(seed + 1000, n)
    return {"visits": list(visits[lag:]), "sales": [effect * a + b for a, b in zip(visits, own, strict=False)]}


def rising(values: list[float]) -> list[float | None]:
    return [0.3 * week + value for week, value in enumerate(values)]
