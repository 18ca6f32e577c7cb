"""The command `utm`: a link with the tags that tell a campaign's visits apart."""

from __future__ import annotations

import click

from kpireport.utm import NAMES, TagError, normal, tag


@click.command()
@click.argument("url", metavar="URL")
@click.option("--source", required=True, metavar="TEXT", help="Where the link stands: newsletter, linkedin, partner.")
@click.option("--medium", required=True, metavar="TEXT", help="What kind of place that is: email, social, cpc.")
@click.option("--campaign", required=True, metavar="TEXT", help="What the link is part of: spring-launch.")
@click.option("--term", metavar="TEXT", help="The search term that was paid for.")
@click.option("--content", metavar="TEXT", help="Which of several links or pictures.")
@click.option("--as-typed", is_flag=True, help="Leave capitals and spaces in the tags as they are.")
def utm(url: str, as_typed: bool, **texts: str | None) -> None:
    """Tag a link with where it stands and what it is part of.

    So its visits can be told apart in the web analysis. Tags are written in lower case with hyphens for spaces, since
    “Email” and “email” are counted as two. A tag that the address has already is replaced; the rest of the address
    stays.

    \b
    kpireport utm https://acme.example/shoes --source newsletter --medium email --campaign "Spring launch"
    kpireport utm "https://acme.example/?size=42#reviews" --source linkedin --medium social --campaign trail
    """
    tags = {name: text if as_typed else normal(text) for name in NAMES if (text := texts[name]) is not None}
    try:
        tagged = tag(url, tags)
    except TagError as error:
        raise click.UsageError(str(error)) from error
    if tagged.replaced:
        click.echo(f"replaced what the address had in {', '.join(tagged.replaced)}", err=True)
    if tagged.left:
        click.echo(f"the address keeps its {', '.join(tagged.left)} from before", err=True)
    click.echo(tagged.url)
