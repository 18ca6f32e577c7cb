"""A report put together by hand: one KPI of each shape, and names nobody would choose in good faith."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta

from kpireport.condition import parse
from kpireport.errors import Place
from kpireport.model import (
    Action,
    Association,
    AttributedFigure,
    Benchmark,
    Bound,
    Cause,
    Change,
    Comparison,
    Driver,
    Event,
    ForecastPoint,
    Goal,
    GoalResult,
    GuardrailResult,
    Habits,
    Issued,
    Kpi,
    KpiResult,
    Metric,
    MetricResult,
    MetricWorth,
    Note,
    Point,
    Question,
    RateInterval,
    Report,
    Review,
    ReviewDue,
    Signal,
    SignalPoint,
    SignalSegment,
    Site,
    Standing,
    Status,
    Stretch,
    Target,
    TargetPoint,
    TargetResult,
    Term,
    ToDate,
    Trigger,
    TriggerResult,
    TriggerSegment,
    Understanding,
    Worth,
)
from kpireport.periods import Grain, Period

HERE = Place("kpis/brand.yaml", 3, 5)
SCRIPT = "</script><script>alert(1)</script>"
QUOTE = '" onmouseover="alert(1)" x="'
BRACES = "{{7*7}} {% include 'x' %} ${x}"
THROUGH = date(2026, 10, 25)


def week(back: int = 0) -> Period:
    """The week `back` weeks before 2026-W43."""
    start = date(2026, 10, 19) - timedelta(weeks=back)
    year, number, _ = start.isocalendar()
    return Period(start, start + timedelta(days=6), "week", f"{year}-W{number:02d}")


def weeks(values: list[float | None]) -> tuple[Point, ...]:
    return tuple(Point(week(len(values) - 1 - place), value, True) for place, value in enumerate(values))


def trigger(when: str, action: str | None = None, owner: str | None = None) -> Trigger:
    return Trigger(place=HERE, when=when, condition=parse(when), action=action, owner=owner)


def signal_point(back: int, value: float, variation: str = "common_cause", rule: str | None = None) -> SignalPoint:
    return SignalPoint(week(back), value, value, variation, rule)


def shifted() -> Signal:
    """Seven weeks above average after one below the limits, on limits drawn anew half a year ago."""
    points = (
        *(signal_point(n, 980_000) for n in range(24, 11, -1)),
        signal_point(11, 880_409, "concern", "outside"),
        *(signal_point(n, 990_000) for n in range(10, 6, -1)),
        *(signal_point(n, 1_120_000 + 10_000 * n, "improvement", "shift") for n in range(6, -1, -1)),
    )
    return Signal(
        variation="improvement",
        rule="shift",
        since=week(6),
        mean=1_084_000,
        lower=917_000,
        upper=1_251_000,
        assurance="hit_or_miss",
        n=25,
        points=points,
        segments=(
            SignalSegment(week(40), week(25), 16, 700_000, 610_000, 790_000, trial=False),
            SignalSegment(week(24), week(0), 25, 1_084_000, 917_000, 1_251_000, trial=False),
        ),
    )


def kpi_result(id_: str, name: str, goal: Goal, **own: object) -> KpiResult:
    """A weekly KPI without target, comparison or cause, unless `own` supplies them."""
    kpi = Kpi(id=id_, place=HERE, name=name, metric=id_, owner="Social lead", cadence="week", timing="leading")
    given: dict[str, object] = {
        "kpi": kpi,
        "goal": goal,
        "metric": Metric(id=id_, place=HERE, name=name),
        "period": None,
        "value": None,
        "reason": "no_data",
        "status": "unknown",
        "status_reason": "no_closed_period",
        "data_through": None,
        "stale": False,
        "target": None,
        "comparison": (),
        "cause": Cause(method="none", reason="no_dimension"),
        "signal": Signal(),
        "to_date": None,
        "series": (),
        "previous_year": (),
        "events": (),
        "guardrails": (),
        "sentence": f"{name} has no value yet.",
        "takeaway": "",
    }
    return KpiResult(**{**given, **own})  # type: ignore[arg-type]


def impressions(goal: Goal) -> KpiResult:
    base = kpi_result("impressions", "Weekly Instagram impressions", goal)
    levels: list[float | None] = [640_000 + 9_000 * (n % 5) + 8_000 * n for n in range(58)]
    levels[20] = None
    series = (*weeks([*levels, 1_101_240, 1_201_380]),)
    opened = Point(week(-1), 402_000, False)
    event = Event(place=HERE, date=date(2026, 10, 20), title="Carousel on the new shoe", url="https://example.org/post")
    note = Note(place=HERE, kpi=base.id, period=week(), text="The carousel was *paid for* in part.", author="Kari")
    kpi = replace(
        base.kpi,
        definition="Times our posts were shown on Instagram, Monday to Sunday.",
        decision="A drop of a fifth moves next month's budget.",
        review={"team": "week", "leadership": "month"},
        pairs_with=("searches",),
        benchmark=Benchmark(low=600_000, high=1_200_000, source="peer survey", date=date(2026, 2, 1)),
        triggers=(trigger("below 700000 for 2 weeks", "Review the content mix"),),
        targets=(
            Target(place=HERE, kind="at_least", value=Bound(800_000), start=date(2026, 1, 5), by=date(2026, 10, 4)),
            Target(
                place=HERE,
                kind="at_least",
                value=Bound(1_000_000),
                agreed_by="social team",
                agreed_on=date(2026, 9, 18),
            ),
        ),
        history=(
            Change(place=HERE, on=date(2026, 10, 5), change="target", old="800000", new="1000000", reason="reached"),
        ),
    )
    return replace(
        base,
        kpi=kpi,
        period=week(),
        value=1_201_380.0,
        reason=None,
        status="on_track",
        status_reason=None,
        data_through=THROUGH,
        target=TargetResult(
            kind="at_least",
            value=1_000_000,
            current=1_201_380,
            gap=201_380,
            progress=1.0,
            start=date(2026, 10, 5),
            judged=3,
            complied=3,
            phase=1,
            periods=tuple(TargetPoint(week(n), 1_000_000, complies=True) for n in range(3)),
            by=date(2026, 12, 27),
            projection=1_260_000,
            interval80=(908_000, 1_550_000),
            interval95=(760_000, 1_720_000),
            probability=0.712,
            forecast=(ForecastPoint(week(-9), 908_000, 1_260_000, 1_550_000),),
            reasons={"pace": "not_applicable"},
        ),
        comparison=(
            Comparison(
                basis="previous_period",
                label="2026-W42",
                value=1_101_240,
                change=100_140,
                change_relative=0.0909,
                better=True,
                significant=True,
                period=week(1),
            ),
            Comparison(basis="year_ago", label="2025-W43", reason="no_data", period=week(52)),
            Comparison(basis="baseline", label="", reason="no_baseline"),
            Comparison(
                basis="benchmark",
                label="peer survey",
                low=600_000,
                high=1_200_000,
                change=1_380,
                change_relative=0.00115,
                source="peer survey",
                date=date(2026, 2, 1),
            ),
        ),
        cause=Cause(
            method="additive",
            basis="previous_period",
            dimension="post",
            drivers=(
                Driver(
                    segment="Carousel",
                    before=381_240,
                    after=721_600,
                    change=340_360,
                    share_of_total=0.6006,
                    share_of_change=3.399,
                ),
                Driver(
                    segment="Text",
                    before=268_000,
                    after=197_880,
                    change=-70_120,
                    share_of_total=0.1647,
                    share_of_change=-0.7,
                ),
                Driver(
                    segment="Video",
                    before=452_000,
                    after=281_900,
                    change=-170_100,
                    share_of_total=0.2346,
                    share_of_change=-1.699,
                ),
            ),
            named=("Carousel",),
            before=1_101_240,
            after=1_201_380,
            change=100_140,
            sentence="Carousel accounts for more than the whole increase (+340 k of +100 k).",
            events=(event,),
            note=note,
        ),
        to_date=ToDate(
            period=week(-1),
            value=402_000,
            through=date(2026, 10, 28),
            comparison=Comparison(
                basis="previous_period", label="2026-W43", value=380_000, change=22_000, period=week()
            ),
        ),
        series=(*series, opened),
        events=(event,),
        guardrails=(
            GuardrailResult(
                metric="hidden", name="Posts hidden", unit="percent", value=0.31, min=None, max=0.5, holds=True
            ),
            GuardrailResult(metric="spam", name="Spam reports", unit="count", value=9, min=None, max=5, holds=False),
        ),
        sentence="At 1.20 M, 20 % above the target and 9.1 % more than last week.",
        takeaway="Above a million for three weeks.",
        signal=shifted(),
        leads=(
            Association(
                leader="impressions",
                follower="searches",
                lag=3,
                r=0.62,
                low=0.38,
                high=0.78,
                n=40,
                tried=11,
                found=True,
            ),
            Association(leader="impressions", follower="cost", lag=0, r=0.1, low=-0.3, high=0.4, n=40, tried=11),
            Association(leader="impressions", follower="script", reason="short_history"),
        ),
        stretches=(
            Stretch(4, date(2026, 9, 28), THROUGH, 1_083_000.0),
            Stretch(52, date(2025, 10, 27), THROUGH, 903_000.0),
        ),
        outruns=("cost", "gone"),
        peers=Standing(0.8, 45, "club", (("Fell & Fjord", 2_400_000.0), (SCRIPT, 1_900_000.0))),
        attribution=(
            AttributedFigure("last touch", "7 days", 1_201_380.0, "impressions"),
            AttributedFigure(QUOTE, None, None, "reach"),
        ),
    )


def searches(goal: Goal) -> KpiResult:
    base = kpi_result("searches", "Brand searches", goal)
    return replace(
        base,
        kpi=replace(
            base.kpi,
            timing="lagging",
            tier="north-star",
            triggers=(trigger("behind_pace", "Agree the winter search budget", "Search lead"),),
            targets=(Target(place=HERE, kind="reach", value=Bound(54_500), baseline=42_000, by=date(2026, 12, 27)),),
        ),
        period=week(),
        value=52_300.0,
        reason=None,
        status="at_risk",
        status_reason=None,
        data_through=THROUGH,
        target=TargetResult(
            kind="reach",
            value=54_500,
            by=date(2026, 12, 27),
            start=date(2026, 1, 5),
            baseline=42_000,
            baseline_from="before_start",
            current=52_300,
            progress=0.824,
            expected=53_100,
            expected_share=0.888,
            pace=0.928,
            gap=-2_200,
            currently_met=False,
            at_pace_on=date(2027, 3, 12),
            projection=53_200,
            interval80=(49_200, 57_500),
            interval95=(47_000, 59_800),
            probability=0.352,
        ),
        signal=Signal(
            variation="common_cause",
            mean=51_000,
            lower=47_000,
            upper=55_000,
            assurance="hit_or_miss",
            n=9,
            trial=True,
            points=tuple(signal_point(n, 51_000) for n in range(8, -1, -1)),
        ),
        led_by=("cost", "gone"),
        comparison=(
            Comparison(
                basis="year_ago",
                label="2025-W43",
                value=43_900,
                change=8_400,
                change_relative=0.191,
                better=True,
                significant=False,
                period=week(52),
            ),
            Comparison(basis="baseline", label="baseline", value=42_000, change=10_300, change_relative=0.245),
        ),
        series=weeks([42_000 + 180 * n + 700 * (n % 3) for n in range(140)]),
        sentence="52 300 of the 54 500 due by 27 December; a little behind the plan.",
        takeaway="A fifth above last year, and level since August.",
        stale=True,
    )


def cost(goal: Goal) -> KpiResult:
    base = kpi_result("cost", "Cost per order", goal)
    return replace(
        base,
        metric=replace(
            base.metric, unit="currency", direction="down", aggregation="ratio", numerator="spend", denominator="orders"
        ),
        period=week(),
        value=4.86,
        reason=None,
        status="off_track",
        status_reason=None,
        data_through=THROUGH,
        target=TargetResult(
            kind="at_most",
            value=4.2,
            current=4.86,
            gap=0.66,
            start=date(2026, 1, 5),
            judged=9,
            complied=7,
            reasons={"probability": "no_deadline"},
        ),
        comparison=(
            Comparison(
                basis="previous_period", label="2026-W42", value=4.38, change=0.48, change_relative=0.11, better=False
            ),
            Comparison(basis="benchmark", label="", reason="not_applicable"),
        ),
        cause=Cause(
            method="mix_rate",
            basis="previous_period",
            dimension="market",
            drivers=(
                Driver(
                    segment="", before=4.1, after=4.6, change=0.3, rate_effect=0.2, mix_effect=0.1, share_of_total=0.5
                ),
                Driver(
                    segment=SCRIPT,
                    before=4.8,
                    after=5.2,
                    change=0.18,
                    rate_effect=0.1,
                    mix_effect=0.08,
                    share_of_total=0.5,
                ),
            ),
            before=4.38,
            after=4.86,
            change=0.48,
            mix=0.18,
            rate=0.3,
            sentence="Rates account for +0.30 of +0.48.",
        ),
        series=weeks([4.0 + 0.07 * (n % 6) for n in range(12)]),
        sentence="€4.86 an order, above the ceiling of €4.20.",
        takeaway="Above the ceiling for two weeks.",
        signal=Signal(
            reason="unreliable", mean=0.0, lower=-0.3, upper=0.3, assurance="not_assessed", n=12, adjustment="trend"
        ),
        rate=RateInterval(4.4, 5.3, 6_000.0),
    )


def metric_results() -> tuple[MetricResult, ...]:
    reach = Metric(id="reach", place=HERE, name="Accounts reached")
    compared = (
        Comparison(basis="previous_period", label="2026-W42", value=388_000, change=24_000, change_relative=0.062),
    )
    supporting = MetricResult(
        id="reach",
        name="Accounts reached",
        metric=reach,
        cadence="week",
        period=week(),
        value=412_000,
        reason=None,
        comparison=compared,
        series=weeks([380_000, 388_000, 412_000]),
        explains=("impressions",),
    )
    lacking = replace(supporting, id="podcast", name=f"Podcast {QUOTE}", explains=(), why_not_kpi=("no target",))
    empty = replace(
        supporting,
        id="likes",
        name="Likes",
        explains=(),
        value=None,
        period=None,
        reason="no_data",
        comparison=(),
        series=(),
    )
    return supporting, lacking, empty


def terms() -> tuple[Term, ...]:
    body = "Read it with care.\n\n<script>alert(1)</script> [x](javascript:alert(1)) [y](https://example.org/)"
    faq = (Question("Is it a promise?", "It is."),)
    return (
        Term(id="leading-indicator", name="Leading indicator", definition="Moves early.", related=("target", "gone")),
        Term(id="normal-variation", name="Normal variation", definition="What a steady process does by itself."),
        Term(id="target", name="Target", definition="What was promised.", aliases=("aim",), body=body, faq=faq),
        Term(id="x9", name="9 lives", definition="Begins with no letter."),
    )


def count(kpis: tuple[KpiResult, ...]) -> dict[Status, int]:
    counted: dict[Status, int] = {}
    for kpi in kpis:
        counted[kpi.status] = counted.get(kpi.status, 0) + 1
    return counted


def revenue(goal: Goal) -> KpiResult:
    """Made of drivers with units of their own, known for five weeks, and aimed at as a total."""
    base = kpi_result("revenue", "Revenue", goal)
    return replace(
        base,
        metric=replace(base.metric, unit="currency"),
        period=week(),
        value=56_000.0,
        reason=None,
        data_through=THROUGH,
        target=TargetResult(
            kind="cumulative",
            value=900_000,
            current=300_000,
            by=date(2026, 12, 27),
            reasons={"probability": "short_history", "baseline": "no_baseline"},
        ),
        comparison=(
            Comparison(
                basis="previous_period", label="2026-W42", value=50_000, change=6_000, change_relative=0.12, better=True
            ),
            Comparison(basis="baseline", label="", reason="no_baseline"),
        ),
        cause=Cause(
            method="drivers",
            basis="previous_period",
            drivers=(
                Driver(segment="rate", name="Conversion", unit="percent", before=2.0, after=2.1, change=2_600.0),
                Driver(segment="visits", name="Visits", unit="count", before=50_000, after=53_300, change=3_400.0),
            ),
            before=50_000,
            after=56_000,
            change=6_000,
            note=Note(place=HERE, kpi="revenue", period=week(1), text="Sale on.", author="Kari", date=THROUGH),
        ),
        signal=Signal(reason="short_history", n=5),
        series=weeks([48_000, 49_000, 47_000, 50_000, 56_000]),
        sentence="€56 000 in week 43.",
    )


def ledger() -> tuple[Issued, ...]:
    """One that came true, one that did not, one still open, and one of a KPI that is gone."""
    reached = Issued(
        kpi="searches",
        by=date(2026, 6, 28),
        kind="reach",
        value=50_000,
        low=None,
        high=None,
        on=date(2026, 5, 3),
        probability=0.8,
        hit=True,
    )
    return (
        reached,
        replace(reached, on=date(2026, 5, 10), by=date(2026, 9, 27), probability=0.6, hit=False),
        replace(reached, on=THROUGH, by=date(2026, 12, 27), value=54_500, probability=0.352, hit=None),
        replace(reached, kpi="gone", on=date(2026, 4, 5), hit=None),
    )


def with_trigger(kpi: KpiResult) -> KpiResult:
    return replace(kpi, kpi=replace(kpi.kpi, triggers=(trigger("down 20% over 4 weeks per post", SCRIPT, QUOTE),)))


def trigger_results(kpis: Sequence[KpiResult]) -> tuple[TriggerResult, ...]:
    """The triggers of the KPIs: those per segment have fired for four segments, a pace has not, the rest is untold."""
    return tuple(_trigger_result(kpi, one) for kpi in kpis for one in kpi.kpi.triggers)


def _trigger_result(kpi: KpiResult, one: Trigger) -> TriggerResult:
    found = TriggerResult(kpi=kpi.id, trigger=one, fired=False, value=0.95, owner=one.owner, action=one.action)
    if one.condition.per:
        segments = tuple(
            TriggerSegment(segment=name, since=week(8).start, value=value)
            for name, value in ((SCRIPT, -0.75), (BRACES, -0.5), (QUOTE, -0.25), ("Carousel", -0.2))
        )
        words = f"4 of 9 by post: {SCRIPT}, {BRACES}, {QUOTE} and 1 more."
        return replace(
            found, fired=True, since=week(8).start, value=-0.75, segments=segments, judged=9, skipped=1, sentence=words
        )
    if one.when == "behind_pace":
        return replace(found, sentence="Pace 0.95.")
    return replace(found, fired=None, value=None, reason="short_history", sentence="Too little history.")


def actions() -> tuple[Action, ...]:
    """One that is overdue, one without a day or a KPI, and one that is done."""
    kept = Review(
        place=HERE,
        date=date(2026, 10, 5),
        forum="team",
        kpi="searches",
        action="Plan November",
        owner="Search lead",
        due=date(2026, 10, 19),
    )
    loose = replace(kept, kpi=None, forum=None, action=f"List {SCRIPT}", owner=QUOTE, due=None)
    done = replace(kept, action="Long done", done=date(2026, 10, 12))
    return (
        Action(review=loose, is_done=False, is_overdue=False),
        Action(review=kept, is_done=False, is_overdue=True),
        Action(review=done, is_done=True, is_overdue=False),
    )


def reviews() -> tuple[ReviewDue, ...]:
    """Two forums, one with a hostile name; one KPI overdue, and the list itself."""

    def due(kpi: str | None, forum: str, every: Grain, last: date | None, day: date) -> ReviewDue:
        return ReviewDue(kpi=kpi, forum=forum, every=every, last=last, due=day, is_overdue=day < THROUGH)

    return (
        due("impressions", "team", "week", date(2026, 10, 19), date(2026, 10, 26)),
        due("impressions", SCRIPT, "month", date(2026, 9, 7), date(2026, 10, 7)),
        due("script", SCRIPT, "month", date(2026, 10, 20), date(2026, 11, 20)),
        due("cost", "team", "week", None, date(2026, 10, 12)),
        due(None, "", "quarter", date(2026, 7, 20), date(2026, 10, 19)),
        due(None, "", "year", None, date(2027, 7, 20)),
    )


def habits() -> Habits:
    lost = Kpi(id="lost", place=HERE, name=f"Lost {SCRIPT}", metric="cost")
    return Habits(
        reviews=4,
        decided=3,
        acted=3,
        since=date(2026, 9, 1),
        action_to_insight=0.75,
        decision_days=4.5,
        timed=2,
        undecided=("script",),
        unreviewed=("cost",),
        understanding=0.4,
        understood=(Understanding(kpi="cost", asked=10, understood=4),),
        aligned=0.5,
        unaligned=(lost,),
    )


def worth() -> Worth:
    metric = Metric(id="cost", place=HERE, name=f"Metric {SCRIPT}", cost=4000.0, ease="high", importance="low")
    one = MetricWorth(metric=metric, kpis=("cost",), decisions=0, is_costly=True, is_idle=True)
    return Worth(metrics=(one,), cost=4000.0, decisions=3, days=365, per_decision=4000 / 3)


def report(**site: object) -> Report:
    """Three goals: one ordinary, one hostile that serves it, one empty."""
    brand = Goal(id="brand", place=HERE, name="Be the first name runners think of", owner="Head of Marketing")
    hostile = Goal(
        id="hostile", place=HERE, name=f"Goal {SCRIPT}", owner=QUOTE, parent="brand", description=f"{SCRIPT} *so*"
    )
    empty = Goal(id="empty", place=HERE, name="Nothing measured")
    first = (impressions(brand), searches(brand), cost(brand), revenue(brand))
    second = (
        with_trigger(kpi_result("script", SCRIPT, hostile)),
        kpi_result("quote", QUOTE, hostile),
        kpi_result("braces", BRACES, hostile),
    )
    supporting, lacking, none = metric_results()
    return Report(
        site=Site(title="Growth report", currency="EUR", **site),  # type: ignore[arg-type]
        data_through=THROUGH,
        report_date=THROUGH,
        sentence="One of 6 KPIs is on track; two need a decision.",
        north_star="searches",
        goals=(
            GoalResult(
                goal=brand,
                kpis=first,
                metrics=(supporting,),
                status_counts=count(first),
                sentence="One of three is on track.",
            ),
            GoalResult(
                goal=hostile, kpis=second, metrics=(), status_counts=count(second), sentence="No KPI can be judged."
            ),
            GoalResult(goal=empty, kpis=(), metrics=(), status_counts={}, sentence="No KPI yet."),
        ),
        metrics=(supporting, lacking, none),
        terms=terms(),
        triggers=trigger_results((*first, *second)),
        actions=actions(),
        reviews=reviews(),
        log=tuple(action.review for action in actions()),
        habits=habits(),
        worth=worth(),
        associations=(
            Association(
                leader="impressions",
                follower="searches",
                lag=3,
                r=-0.62,
                low=-0.78,
                high=-0.38,
                n=40,
                tried=23,
                found=True,
            ),
            Association(leader="impressions", follower="gone", lag=1, r=0.5, n=40, tried=23, found=True),
        ),
        ledger=ledger(),
        brier=0.2,
    )
