"""Fixed words: cadences, statuses, comparisons, and what is missing."""

from __future__ import annotations

from typing import Literal

from kpireport.format.text import Text
from kpireport.model import Basis, Reason, Status
from kpireport.periods import Grain


class Words(Text):
    """What a language calls the things of a report."""

    def cadence(self, grain: Grain) -> str:
        words: dict[Grain, str] = {
            "day": self.gettext("daily"),
            "week": self.gettext("weekly"),
            "month": self.gettext("monthly"),
            "quarter": self.gettext("quarterly"),
            "year": self.gettext("yearly"),
        }
        return words[grain]

    def per(self, grain: Grain) -> str:
        words: dict[Grain, str] = {
            "day": self.gettext("a day"),
            "week": self.gettext("a week"),
            "month": self.gettext("a month"),
            "quarter": self.gettext("a quarter"),
            "year": self.gettext("a year"),
        }
        return words[grain]

    def every(self, grain: Grain) -> str:
        words: dict[Grain, str] = {
            "day": self.gettext("every day"),
            "week": self.gettext("every week"),
            "month": self.gettext("every month"),
            "quarter": self.gettext("every quarter"),
            "year": self.gettext("every year"),
        }
        return words[grain]

    def last(self, grain: Grain) -> str:
        words: dict[Grain, str] = {
            "day": self.gettext("the day before"),
            "week": self.gettext("last week"),
            "month": self.gettext("last month"),
            "quarter": self.gettext("last quarter"),
            "year": self.gettext("last year"),
        }
        return words[grain]

    def periods(self, n: int, grain: Grain) -> str:
        """`1 week`, `3 weeks`."""
        words: dict[Grain, tuple[str, str]] = {
            "day": ("{n} day", "{n} days"),
            "week": ("{n} week", "{n} weeks"),
            "month": ("{n} month", "{n} months"),
            "quarter": ("{n} quarter", "{n} quarters"),
            "year": ("{n} year", "{n} years"),
        }
        return self.plural(*words[grain], n)

    def clock(self, n: int, unit: Literal["minute", "hour"]) -> str:
        """`1 minute`, `30 minutes`."""
        words = {"minute": ("{n} minute", "{n} minutes"), "hour": ("{n} hour", "{n} hours")}
        return self.plural(*words[unit], n)

    def status(self, status: Status) -> str:
        words: dict[Status, str] = {
            "met": self.gettext("Met"),
            "on_track": self.gettext("On track"),
            "at_risk": self.gettext("At risk"),
            "off_track": self.gettext("Off track"),
            "missed": self.gettext("Missed"),
            "unknown": self.gettext("Unknown"),
        }
        return words[status]

    def basis(self, basis: Basis, grain: Grain) -> str:
        """The name of a comparison: `Last week`, `Same week last year`, `Baseline` …"""
        if basis == "previous_period":
            previous = self.last(grain)
            return previous[0].upper() + previous[1:]
        year_ago: dict[Grain, str] = {
            "day": self.gettext("Same day last year"),
            "week": self.gettext("Same week last year"),
            "month": self.gettext("Same month last year"),
            "quarter": self.gettext("Same quarter last year"),
            "year": self.gettext("Year before"),
        }
        words: dict[Basis, str] = {
            "year_ago": year_ago[grain],
            "baseline": self.gettext("Baseline"),
            "benchmark": self.gettext("Benchmark"),
            "target": self.gettext("Target"),
        }
        return words[basis]

    def reason(self, reason: Reason) -> str:
        """What is missing, and how to supply it."""
        words: dict[Reason, str] = {
            "no_data": self.gettext("No data. Add rows for this metric to its source."),
            "no_closed_period": self.gettext("No period is complete yet. The first figure comes when one closes."),
            "short_history": self.gettext("Too little history. More closed periods are needed."),
            "no_deadline": self.gettext("No deadline. Add “by” to the target."),
            "no_baseline": self.gettext("No baseline. Add “from” to the target."),
            "window_not_started": self.gettext("The target has not begun, or none of its periods is complete."),
            "partial_period": self.gettext("The period is open, and only daily data can be compared day for day."),
            "coarser_than_cadence": self.gettext(
                "The data is coarser than the cadence. Report less often, or add finer data."
            ),
            "zero_base": self.gettext("A relative change from zero has no meaning."),
            "sign_change": self.gettext("A relative change across zero has no meaning."),
            "not_additive": self.gettext("The parts of this measure do not add up, so no share can be given."),
            "no_dimension": self.gettext("No segments in the data. Add a column such as channel or product."),
            "no_change": self.gettext("Nothing changed, so there is nothing to account for."),
            "text_target": self.gettext("The target is in words. Give it a number to judge it."),
            "stale": self.gettext("The data is older than two periods. Update the source."),
            "unreliable": self.gettext("The series is too irregular for a reliable answer."),
            "not_applicable": self.gettext("Does not apply to this kind of target."),
            "not_yet": self.gettext("Not computed in this version."),
        }
        return words[reason]
