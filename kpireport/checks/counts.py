"""How many KPIs: few enough to steer by, by the profile that the site chose; one north star a report."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from kpireport.checks.about import active, of_goal, of_kpi
from kpireport.model import Finding, Goal, Kpi, Level, Profile, Project

#: From here a goal's headline is no headline, whatever the profile.
DASHBOARD = 25


def count_kpis(project: Project) -> Iterator[Finding]:
    """N1 and N2: strategic KPIs of a goal; the north star is counted apart, unless the profile counts it in."""
    profile = project.site.profile
    for goal in project.goals:
        counted = {"strategic", "north-star"} if profile.with_north_star else {"strategic"}
        n = sum(kpi.tier in counted and kpi.stage == "active" for kpi in goal.kpis)
        if n < profile.fewest:
            yield _too_few(goal, n, profile)
        elif n > profile.most:
            yield _too_many(goal, n, profile)


def _too_few(goal: Goal, n: int, profile: Profile) -> Finding:
    level: Level = "error" if n <= 1 else "warning"
    right = f"{profile.fewest} to {profile.most}"
    message = f"goal “{goal.name}” has {n} {_counted(n, profile)}; {right} tell if it is met"
    return of_goal("N1", level, goal, message, "add a leading or a lagging partner, or merge this goal into another")


def _too_many(goal: Goal, n: int, profile: Profile) -> Finding:
    level: Level = "error" if n >= min(profile.too_many, DASHBOARD) else "warning"
    message = (
        f"goal “{goal.name}” has {n} {_counted(n, profile)}; more than {profile.most} blur what matters, and people "
        "come to serve the numbers that are easiest to move"
    )
    help_text = "keep the ones that would change a decision and set “tier: operational” or “diagnostic” on the rest"
    return of_goal("N2", level, goal, message, help_text)


def _counted(n: int, profile: Profile) -> str:
    kpis = f"strategic KPI{'s' * (n != 1)}"
    return f"{kpis}, the north star among them" if profile.with_north_star else kpis


def count_north_stars(project: Project) -> Iterator[Finding]:
    """N3: exactly one KPI stands above the others."""
    stars = [kpi for kpi in project.kpis if kpi.tier == "north-star" and kpi.stage == "active"]
    if not stars:
        yield Finding(
            code="N3",
            level="info",
            message="the report has no north star",
            help="set “tier: north-star” on the one KPI that stands for the value you give",
        )
    for extra in stars[1:]:
        message = f"“{extra.name}” is a second north star beside “{stars[0].name}”"
        yield of_kpi("N3", "error", None, extra, message, "keep one and set “tier: strategic” on the other", "tier")


def count_operational(project: Project) -> Iterator[Finding]:
    """N4: operational KPIs of one team; without a team, of one goal."""
    most = project.site.profile.operational
    teams: dict[str, list[tuple[Goal, Kpi]]] = defaultdict(list)
    for goal, kpi in active(project):
        if kpi.tier == "operational":
            teams[kpi.team or goal.team or goal.name].append((goal, kpi))
    for team, theirs in teams.items():
        if len(theirs) > most:
            goal, kpi = theirs[most]
            message = f"“{team}” has {len(theirs)} operational KPIs; more than {most} cannot be watched day by day"
            help_text = "keep those that start an action, and set “tier: diagnostic” on those that only explain"
            yield of_kpi("N4", "warning", goal, kpi, message, help_text, "tier")
