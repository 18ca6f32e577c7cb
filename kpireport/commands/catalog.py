"""The commands `catalog` and `calc`: the KPI library, and its formulas computed."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from kpireport.commands.parameters import debug, form, site, site_file

if TYPE_CHECKING:
    from kpireport.format import Language
    from kpireport.model import CatalogEntry

# As in model.words, which is not imported for the sake of `--help`; a test compares them.
STAGES = ("early", "growth", "maturity")
CATEGORIES = (
    *("awareness", "engagement", "conversion", "return", "retention", "care"),
    *("content", "product", "operations", "people", "finance"),
)
SCOPES = ("high", "low")
FUNNEL = ("top", "middle", "bottom")


@click.group()
def catalog() -> None:
    """Look up measures in the library, and take them over.

    \b
    kpireport catalog search churn
    kpireport catalog show churn-rate
    kpireport catalog add churn-rate --goal keep-customers
    """


@catalog.command("list")
@click.option("--family", metavar="FAMILY", help="Only this family, such as email or saas-growth.")
@click.option("--stage", type=click.Choice(STAGES), help="Only what matters most at this stage of a company.")
@click.option("--category", type=click.Choice(CATEGORIES), help="Only what shows this.")
@click.option("--scope", type=click.Choice(SCOPES), help="high: the company's results. low: a function's work.")
@click.option("--funnel", type=click.Choice(FUNNEL), help="Only this stage of the funnel.")
@click.option("--channel", metavar="NAME", help="Only what belongs to this channel, such as Instagram or TikTok.")
@form
def list_(form: str, **asked: Any) -> None:
    """List the measures of the library, family by family.

    \b
    kpireport catalog list --family email
    kpireport catalog list --stage growth --scope high
    """
    from kpireport.catalog import Choice
    from kpireport.printed import catalog_json, catalog_text
    from kpireport.project.catalog import read_catalog

    library = read_catalog()
    if asked["family"] is not None and library.family(asked["family"]) is None:
        names = ", ".join(sorted(one.id for one in library.families))
        message = f"there is no family {asked['family']!r}; the families are {names}"
        raise click.BadParameter(message, param_hint="--family")
    chosen = library.chosen(Choice(**asked))
    if form == "json":
        click.echo(catalog_json.entries_as_json(chosen))
    else:
        click.echo(catalog_text.listed(library, chosen) or "no measure fits all of these")


@catalog.command()
@click.argument("words", nargs=-1, required=True)
@form
def search(words: Sequence[str], form: str) -> None:
    """Find measures by any WORDS; misspelt ones and synonyms lead there too.

    \b
    kpireport catalog search churn
    kpireport catalog search cost per customer
    """
    from kpireport.catalog import search as find
    from kpireport.printed import catalog_json, catalog_text
    from kpireport.project.catalog import read_catalog

    found = find(read_catalog(), " ".join(words))
    if form == "json":
        click.echo(catalog_json.entries_as_json(found))
    elif found:
        click.echo(catalog_text.found(found))
    else:
        click.echo("nothing found; `kpireport catalog list` shows all there is", err=True)


@catalog.command()
@click.argument("name", metavar="ID")
@form
def show(name: str, form: str) -> None:
    """Say all that the library knows of the measure ID (or a name it goes by).

    \b
    kpireport catalog show engagement-rate
    kpireport catalog show CAC
    """
    from kpireport.printed import catalog_json, catalog_text
    from kpireport.project.catalog import read_catalog

    entry = _entry(name)
    if form == "json":
        click.echo(catalog_json.entry_as_json(entry))
    else:
        click.echo(catalog_text.shown(entry, read_catalog(), _language("en-GB", None)))


@catalog.command()
@click.argument("name", metavar="ID")
@site
@click.option("--goal", metavar="GOAL", help="The id of the goal it serves; needed where there are several.")
@debug
def add(name: str, site: Path, goal: str | None) -> None:
    """Write the measure ID into a project: its metric, the inputs it needs, and a KPI under a goal.

    Comments, layout and order of the files stay as they are. What is there already is left alone.

    \b
    kpireport catalog add churn-rate
    kpireport catalog add engagement-rate reports/social.yaml --goal be-seen
    """
    from kpireport.adding import add as write
    from kpireport.printed import catalog_text

    addition = write(site_file(site), os.environ, _entry(name), goal)
    click.echo(catalog_text.added(addition), err=True)


@click.command()
@click.argument("name", metavar="ID")
@click.argument("inputs", nargs=-1, metavar="[NAME=VALUE]...")
@click.option("--currency", metavar="CODE", help="The currency of amounts of money, such as EUR.")
@click.option("--locale", default="en-GB", metavar="LOCALE", help="How the number is written.  [en-GB]")
@form
def calc(name: str, inputs: Sequence[str], currency: str | None, locale: str, form: str) -> None:
    """Compute a formula of the library from named numbers.

    Percentages are 0 to 100. A time is in seconds, or carries its unit: 90min, 1.5h, 2d. `kpireport catalog show ID`
    says which inputs there are; x_prev is x one period earlier.

    \b
    kpireport calc engagement-rate likes=420 comments=60 saves=45 shares=35 followers=14000
    kpireport calc churn-rate customers-lost=12 customer-count_prev=400
    """
    from kpireport.catalog import CalculationError, calculate
    from kpireport.printed import catalog_json, catalog_text

    entry = _entry(name)
    language = _language(locale, currency)
    try:
        result = calculate(entry, dict(map(_pair, inputs)))
    except CalculationError as error:
        formula = f"\n{entry.id} = {entry.formula.text}" if entry.formula else ""
        raise click.UsageError(f"{error}{formula}") from error
    click.echo((catalog_json.calculated_as_json if form == "json" else catalog_text.calculated)(result, language))


def _pair(text: str) -> tuple[str, str]:
    name, sign, value = text.partition("=")
    if not sign or not name.strip():
        raise click.BadParameter(f"{text!r} is not NAME=VALUE, such as followers=14000")
    return name.strip(), value.strip()


def _entry(name: str) -> CatalogEntry:
    from kpireport.catalog import nearest
    from kpireport.project.catalog import read_catalog

    library = read_catalog()
    if entry := library.find(name):
        return entry
    near = nearest(library, name)
    hint = f"did you mean {' or '.join(near)}?" if near else "`kpireport catalog list` shows all there is"
    raise click.BadParameter(f"the library has no measure {name!r}; {hint}", param_hint="ID")


def _language(locale: str, currency: str | None) -> Language:
    from kpireport.format import Language, is_locale

    if not is_locale(locale):
        raise click.BadParameter(f"{locale!r} is no locale such as en-GB or de-DE", param_hint="--locale")
    return Language(locale, currency)
