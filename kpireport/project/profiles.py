"""Which counts of KPIs a list is held against → model.Profile."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields, replace

from kpireport.model import Profile
from kpireport.project.documents import Faults
from kpireport.project.nodes import problem_at
from kpireport.project.site_schema import ProfileEntry

#: The counts that authors recommend: per goal, per strategy with its north star, and a more generous one.
PROFILES: Mapping[str, Profile] = {
    "default": Profile(),
    "strategy": Profile(name="strategy", fewest=4, most=6, too_many=9, with_north_star=True),
    "wide": Profile(name="wide", fewest=5, most=7, too_many=10),
}


def build_profile(value: str | ProfileEntry | None, faults: Faults) -> Profile:
    """The profile named, or the default one with counts of the user's own."""
    if not isinstance(value, ProfileEntry):
        return PROFILES[value or "default"]
    names = [field.name for field in fields(Profile) if field.name != "name"]
    given = {name: getattr(value, name) for name in names if getattr(value, name) is not None}
    profile = replace(Profile(name="own"), **given)
    if not profile.fewest <= profile.most < profile.too_many:
        message = f"the counts {profile.fewest}, {profile.most} and {profile.too_many} do not rise"
        faults.add(problem_at(value.node, "K004", message, "`fewest`, `most` and `too_many` rise in this order"))
    return profile
