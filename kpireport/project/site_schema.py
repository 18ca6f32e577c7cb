"""Keys of site.yaml and of the remaining files: events, notes, glossary terms, OKRs, reviews, survey."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, Tag

from kpireport.project.entries import (
    LIST,
    MAPPING,
    SCALAR,
    Address,
    Answer,
    CommitmentWord,
    Count,
    Currency,
    Day,
    Entry,
    FileOr,
    GrainWord,
    Id,
    Items,
    Locale,
    Month,
    Number,
    OneOrMore,
    Owner,
    PageId,
    Pattern,
    RankWord,
    Reference,
    Secrecy,
    SectionWord,
    SecurityWord,
    Suppress,
    Table,
    Text,
    Through,
    TierWord,
    Truth,
    Url,
    by_shape,
    words,
)
from kpireport.project.goal_schema import GoalsItem
from kpireport.project.metric_schema import MetricsList, SourceEntry

ProfileName = Literal["default", "strategy", "wide"]
ProfileWord = Annotated[ProfileName, words(ProfileName)]
EditionGrain = Literal["week", "month", "quarter", "year"]
EditionWord = Annotated[EditionGrain, words(EditionGrain)]
Robots = Literal["index", "noindex"]
RobotsWord = Annotated[Robots, words(Robots)]


class EventEntry(Entry):
    """Something that happened and may coincide with a change."""

    date: Day = Field(description="The day it happened.")
    title: Text = Field(description="What happened.")
    kpis: OneOrMore[Reference] | None = Field(None, description="The KPIs it concerns. Default: all.")
    url: Url | None = Field(None, description="Where more is said about it.")


class NoteEntry(Entry):
    """The front matter of a note: the analyst's comment on one KPI in one period."""

    kpi: Reference = Field(description="The KPI it comments on.")
    period: Reference = Field(description="The period it is about, such as 2026-W43, 2026-09, 2026-Q3 or 2026.")
    author: Text | None = Field(None, description="Who wrote it.")
    date: Day | None = Field(None, description="When it was written.")
    confidential: Secrecy | None = Field(
        None, description="Whether it is for some readers only: true, or the audiences that it is for. Default: false."
    )


class QuestionEntry(Entry):
    """A frequent question."""

    question: Text = Field(description="The question.")
    answer: Text = Field(description="Its answer; Markdown.")


class TermEntry(Entry):
    """The front matter of a glossary term; the body of the file explains it at length."""

    id: PageId | None = Field(None, description="The term's id and the name of its page. Default: the file's name.")
    name: Text = Field(description="The term, with its full name in brackets where it is an abbreviation.")
    aliases: OneOrMore[Text] | None = Field(None, description="Other words for it, which are linked to it too.")
    everyday: OneOrMore[Reference] | None = Field(
        None, description="Which of its names are everyday words too, and are not linked in prose."
    )
    definition: Text = Field(description="What it means, in one sentence.")
    related: OneOrMore[Reference] | None = Field(None, description="Ids of related terms.")
    faq: Items[QuestionEntry] | None = Field(None, description="Frequent questions and their answers.")
    in_report: Text | None = Field(None, description="Where the report shows it; Markdown.")
    sources_differ: Text | None = Field(None, description="Where it is understood otherwise; Markdown.")
    author: Text | None = Field(None, description="Who wrote it.")
    date: Day | None = Field(None, description="When it was last gone through; after a year the page asks for it.")


class KeyResultEntry(Entry):
    """A key result: takes over a KPI's target, follows a metric, or is kept by hand."""

    id: Id = Field(description="The key result's id.")
    name: Text | None = Field(None, description="What is to be achieved. Default: the name of its KPI or metric.")
    kpi: Reference | None = Field(None, description="The KPI whose target it takes over.")
    metric: Reference | None = Field(None, description="The metric it follows.")
    start: Number | None = Field(None, description="The value it starts from.")
    value: Number | None = Field(None, description="The value today, where it is kept by hand.")
    target: Number | None = Field(None, description="The value to reach.")
    by: Day | None = Field(None, description="The deadline. Default: the last day of the cycle.")
    cadence: GrainWord | None = Field(
        None,
        description="Of a metric: the period whose value is meant. Default: that of a KPI with it, or of its data.",
    )
    explanation: Text | None = Field(None, description="Why a committed result was not reached in full.")


class OkrEntry(Entry):
    """An objective with its key results."""

    id: Id = Field(description="The objective's id.")
    objective: Text = Field(description="What is to be achieved, as a sentence.")
    cycle: Reference | None = Field(None, description="The period it is for, such as 2026-Q3.")
    owner: Owner | None = Field(None, description="The one person or role that answers for it.")
    goal: Reference | None = Field(None, description="The goal it serves.")
    commitment: CommitmentWord | None = Field(None, description="committed (to be met) or aspirational (a stretch).")
    key_results: Items[KeyResultEntry] | None = Field(None, description="The results by which it is judged.")


class ReviewEntry(Entry):
    """What a review of a KPI decided."""

    date: Day = Field(description="The day of the review.")
    forum: Text | None = Field(None, description="Who reviewed it, such as team or leadership.")
    kpi: OneOrMore[Reference] | None = Field(
        None,
        description="The KPI that was reviewed, or several that were only looked at. Without it: the list itself was.",
    )
    decision: Text | None = Field(None, description="What was decided.")
    action: Text | None = Field(None, description="What is to be done.")
    owner: Owner | None = Field(None, description="Who does it.")
    due: Day | None = Field(None, description="By when.")
    done: Day | None = Field(None, description="When it was done.")
    raised: Day | None = Field(None, description="The day the question came up that was decided.")
    overhaul: Truth | None = Field(
        None, description="Of the list: whether every KPI was asked anew what it is for, as is due once a year."
    )


class AnswersEntry(Entry):
    """Whether those who use a KPI can say what it means: one answer, or how many of those asked could."""

    date: Day = Field(description="The day they were asked.")
    kpi: Reference = Field(description="The KPI they were asked about.")
    understood: Answer = Field(description="yes or no; with `asked`, the number of those who could say what it means.")
    asked: Count | None = Field(None, description="How many were asked. Default: one.")
    respondent: Text | None = Field(
        None, description="Who answered, by name or number; of several answers the last counts."
    )


class AudienceEntry(Entry):
    """A page for some readers. A KPI is on it when it passes every filter that is given."""

    title: Text | None = Field(None, description="The heading of the page. Default: the audience's name in words.")
    tiers: OneOrMore[TierWord] | None = Field(
        None, description="Only KPIs of these tiers: north-star, strategic, operational, diagnostic."
    )
    goals: OneOrMore[Reference] | None = Field(None, description="Only KPIs of these goals.")
    owners: OneOrMore[Owner] | None = Field(None, description="Only KPIs of these owners.")
    teams: OneOrMore[Text] | None = Field(None, description="Only KPIs of these teams, by their own or their goal's.")
    levels: OneOrMore[RankWord] | None = Field(
        None, description="Only KPIs of these levels: company, department, team, person."
    )
    kpis: OneOrMore[Reference] | None = Field(None, description="Only these KPIs.")
    confidential: Truth | None = Field(
        None, description="Whether confidential KPIs that name no audience are for it too. Default: false."
    )
    contents: OneOrMore[SectionWord] | None = Field(
        None,
        description="The sections of the page in order: verdict, north_star, decisions, kpis, financial_summary, "
        "risks, opportunities, trend, forecast, resources, actions, goals, learning, month, standouts.",
    )


class MailEntry(Entry):
    """How the report mail is sent. The password comes from the environment variable KPIREPORT_SMTP_PASSWORD alone."""

    host: Text | None = Field(None, description="The mail server.")
    port: Count | None = Field(None, description="Its port. Default: 587 with starttls, 465 with tls, 25 with none.")
    security: SecurityWord | None = Field(
        None, description="starttls, tls or none (only on this machine). Default: starttls."
    )
    user: Text | None = Field(None, description="The account's user name.")
    from_: Address | None = Field(None, alias="from", description="The sender's address, with a name or without.")
    owner: Address | None = Field(
        None, description="Who is told when the report is held back, as its data is stale. Default: the sender."
    )
    to: Table[OneOrMore[Address]] | None = Field(
        None, description="Addresses by audience, as in {executive: [a@example.org]}; everyone is the whole report."
    )
    alerts: OneOrMore[Address] | None = Field(None, description="Who is mailed alerts. Default: the owner.")
    utm: Text | None = Field(None, description="The campaign that links in the mail are tagged with. Default: none.")


class CutoffsEntry(Entry):
    """Where a status begins."""

    on_track_probability: Number | None = Field(None, description="Lowest probability that is on track. Default: 0.7.")
    at_risk_probability: Number | None = Field(None, description="Lowest probability that is at risk. Default: 0.3.")
    on_track_pace: Number | None = Field(None, description="Lowest pace that is on track. Default: 1.")
    at_risk_pace: Number | None = Field(None, description="Lowest pace that is at risk. Default: 0.9.")


class ProfileEntry(Entry):
    """Counts of your own; what is left out is as in `default`."""

    fewest: Count | None = Field(None, description="Fewest strategic KPIs of a goal. Default: 3.")
    most: Count | None = Field(None, description="Most strategic KPIs of a goal. Default: 5.")
    too_many: Count | None = Field(None, description="Strategic KPIs of a goal that are an error. Default: 8.")
    operational: Count | None = Field(None, description="Most operational KPIs of a team. Default: 15.")
    with_north_star: Truth | None = Field(None, description="Whether the north star is counted too. Default: false.")


class EditionsEntry(Entry):
    """Editions that wait for data which comes late."""

    every: EditionWord | None = Field(
        None, description="The period of an edition.", json_schema_extra={"x-required": True}
    )
    wait: Count | None = Field(
        None, description="Days of data beyond the period's end before its edition is made. Default: 0."
    )


class SiteEntry(Entry):
    """The report: its title, where its parts lie, how it looks."""

    title: Text | None = Field(None, description="The report's title.", json_schema_extra={"x-required": True})
    url: Url | None = Field(None, description="Where the site will stand; needed for cards, feed, sitemap and mail.")
    locale: Locale | None = Field(
        None, description="Language and region of numbers, dates and interface words. Default: en-GB."
    )
    currency: Currency | None = Field(None, description="The currency of metrics with the unit currency, such as EUR.")
    fiscal_year_start_month: Month | None = Field(None, description="The month in which the year begins. Default: 1.")
    theme: Text | None = Field(None, description="A theme that ships with kpireport, or a folder. Default: default.")
    data_through: Through | None = Field(
        None, description="latest, or the day through which all data is complete. Default: latest."
    )
    cutoffs: CutoffsEntry | None = Field(None, description="Where a status begins.")
    goals: OneOrMore[GoalsItem] | None = Field(None, description="Files of goals, or the goals themselves.")
    metrics: MetricsList | None = Field(None, description="Files of metrics, or the metrics themselves by id.")
    events: OneOrMore[FileOr[EventEntry]] | None = Field(
        None,
        description="Files of events (YAML, or .csv with the columns date, title, kpi, url), or the events themselves.",
    )
    notes: OneOrMore[Pattern] | None = Field(None, description="Markdown files with commentary on a KPI and a period.")
    glossary: OneOrMore[Pattern] | None = Field(
        None, description="Markdown files of terms, added to the built-in ones or replacing them by id."
    )
    okrs: OneOrMore[FileOr[OkrEntry]] | None = Field(None, description="Files of objectives and key results, or these.")
    reviews: OneOrMore[FileOr[ReviewEntry]] | None = Field(None, description="Files of review decisions, or these.")
    list_review: Day | None = Field(None, description="The day the list of KPIs itself was last reviewed.")
    decision_within: Count | None = Field(
        None, description="Reviews of a KPI within which a decision is expected. Default: 3."
    )
    survey: OneOrMore[FileOr[AnswersEntry]] | None = Field(
        None,
        description="Who understands the KPIs: files (YAML, or .csv with the columns date, kpi, understood, asked, "
        "respondent), or the answers themselves.",
    )
    suppress: Suppress | None = Field(
        None, description="Findings that are accepted in the whole report, each with the reason."
    )
    sources: Table[SourceEntry] | None = Field(
        None, description="Where the data lies, by id. Default: snapshots/*.csv with date, metric, value, dimensions."
    )
    pull: OneOrMore[Pattern] | None = Field(
        None, description="Files that say where `kpireport pull` fetches numbers from; a build does not read them."
    )
    limits: Table[Number] | None = Field(None, description="Caps on the size of what is read, by name.")
    editions: (
        Annotated[Annotated[EditionWord, Tag(SCALAR)] | Annotated[EditionsEntry, Tag(MAPPING)], by_shape] | None
    ) = Field(None, description="Keep the report of each closed week, month, quarter or year at its own address.")
    audiences: Table[AudienceEntry] | None = Field(
        None,
        description="Pages for some readers, by name: executive, team, owner (one for each owner) and any other. "
        "Default: these three, as they usually are.",
    )
    mail: MailEntry | None = Field(None, description="How the report mail is sent.")
    catalog: Truth | None = Field(None, description="Whether the site has pages of the KPI library. Default: false.")
    robots: RobotsWord | None = Field(
        None, description="index, or noindex: search engines are asked to leave the site out. Default: index."
    )
    profile: Annotated[Annotated[ProfileWord, Tag(SCALAR)] | Annotated[ProfileEntry, Tag(MAPPING)], by_shape] | None = (
        Field(
            None,
            description="How many KPIs are right: default (3 to 5 a goal), strategy (4 to 6 with the north star), wide "
            "(5 to 7), or counts of your own.",
        )
    )
    languages: Annotated[Annotated[Text, Tag(SCALAR)] | Annotated[Items[Text], Tag(LIST)], by_shape] | None = Field(
        None, description="The languages of the site."
    )
