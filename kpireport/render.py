"""Pages and a theme → finished HTML. Nothing else knows Jinja.

Everything printed is escaped unless it is `Markup`. Templates find `_("…", name=value)` for the words of the interface,
`language` for values, `root` for the way back to the front page; `term(id, words)` links words of the interface to the
glossary, `prose(text)` what people wrote.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path, PurePosixPath
from types import CodeType, TracebackType

from jinja2 import (
    BaseLoader,
    BytecodeCache,
    Environment,
    FileSystemLoader,
    StrictUndefined,
    TemplateNotFound,
    TemplateSyntaxError,
    UndefinedError,
)
from jinja2.bccache import Bucket
from jinja2.ext import Extension
from jinja2.sandbox import ImmutableSandboxedEnvironment
from markupsafe import Markup, escape

from kpireport.errors import Place, Problem, ProjectError
from kpireport.format import Language
from kpireport.model import File, Page
from kpireport.term_links import TermLinks
from kpireport.term_names import TermNames
from kpireport.theme import Theme

#: Longer names are cut on the page; the whole name is in the `title`.
NAME_ROOM = 160
_CONTROLS = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]")
#: Marks that turn the order of all that follows them in a paragraph. A name needs none: the page keeps names apart.
_TURNS = re.compile("[\u202a-\u202e\u2066-\u2069]")
_INDENT = re.compile(r"^[ \t]+", re.MULTILINE)


def render(pages: Iterable[Page | File], theme: Theme, language: Language) -> Iterator[File]:
    """Each page as a file; files pass through. Raises ProjectError for a fault in a template of the user's theme."""
    environment = _environment(theme, language)
    for item in pages:
        yield item if isinstance(item, File) else _render_page(item, environment, theme)


def _render_page(page: Page, environment: Environment, theme: Theme) -> File:
    root = "../" * page.path.count("/")
    links = TermLinks(_term_names(page), page.path, root)
    own: dict[str, object] = {"page_path": page.path, "root": root, "term": links.term, "prose": links.prose}
    try:
        html = environment.get_template(page.template).render(page.context, **own)
    except Exception as error:
        problem = _problem(error, theme)
        if problem is None:
            raise
        raise ProjectError(problem) from error
    return File(page.path, _CONTROLS.sub("�", _TURNS.sub("", html)).encode("utf-8", "replace"))


def _term_names(page: Page) -> TermNames:
    names = page.context.get("term_names")
    return names if isinstance(names, TermNames) else TermNames()


# ------------------------------------------------------------------------------------------------ the environment


class _Unindent(Extension):
    """Drops the indentation of template lines as they are read, so that pages carry none; values keep theirs."""

    def preprocess(self, source: str, name: str | None, filename: str | None = None) -> str:  # noqa: ARG002
        return _INDENT.sub("", source)


class _Compiled(BytecodeCache):
    """Templates compiled once in this process, for however many sites; by their path and text."""

    def __init__(self) -> None:
        self._known: dict[tuple[str, str], CodeType] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        bucket.code = self._known.get((bucket.key, bucket.checksum))

    def dump_bytecode(self, bucket: Bucket) -> None:
        if bucket.code:
            self._known[bucket.key, bucket.checksum] = bucket.code


#: The sandbox compiles the same template otherwise.
_COMPILED: dict[type[Environment], _Compiled] = {Environment: _Compiled(), ImmutableSandboxedEnvironment: _Compiled()}


def _environment(theme: Theme, language: Language) -> Environment:
    """A theme from outside runs in Jinja's sandbox: it can lay out values, not reach Python."""
    kind = ImmutableSandboxedEnvironment if theme.custom else Environment
    environment = kind(
        loader=_loader(theme),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=False,
        extensions=["jinja2.ext.i18n", _Unindent],
        cache_size=-1,
        auto_reload=False,
        bytecode_cache=_COMPILED[kind],
    )
    environment.install_gettext_callables(  # type: ignore[attr-defined]
        _marked(language.text), _marked_plural(language), newstyle=False
    )
    environment.globals |= {"language": language, "stylesheets": theme.stylesheets}
    environment.filters |= {"name": _name, "listed": _listed(language), "px": _px, "capital": _capital}
    return environment


def _loader(theme: Theme) -> BaseLoader:
    return FileSystemLoader([str(folder) for folder in theme.template_folders])


def _marked(text: Callable[..., str]) -> Callable[..., Markup]:
    """Words of the interface are trusted; what is put into them is escaped unless it is `Markup` itself."""

    def words(message: str, **values: object) -> Markup:
        return Markup(text(message, **{name: escape(value) for name, value in values.items()}))  # noqa: S704

    return words


def _marked_plural(language: Language) -> Callable[..., Markup]:
    def words(one: str, many: str, n: int, **values: object) -> Markup:
        return Markup(language.plural(one, many, n, **{name: escape(value) for name, value in values.items()}))  # noqa: S704

    return words


def _name(text: str, room: int = NAME_ROOM) -> Markup:
    """A name from outside: kept apart from the text around it, and cut when nobody could read it whole."""
    if len(text) <= room:
        return escape(text)
    return Markup('<span title="{}">{}…</span>').format(text, text[: room - 1])


def _listed(language: Language) -> Callable[[Iterable[object]], Markup]:
    """`a, b and c`, whose parts may be links."""
    return lambda parts: Markup(language.join([str(escape(part)) for part in parts]))  # noqa: S704


def _px(number: float) -> str:
    """A length in SVG units: at most one decimal, no trailing zero, never `-0`."""
    text = f"{number:.1f}".removesuffix(".0")
    return "0" if text == "-0" else text


def _capital(text: str) -> str:
    """The first letter in upper case, the rest as it is."""
    return text[:1].upper() + text[1:]


# --------------------------------------------------------------------------------------- faults of a user's theme


def _problem(error: Exception, theme: Theme) -> Problem | None:
    """The fault as the theme's author should read it; None when it is ours."""
    place = _place(error, theme)
    if theme.custom is None or place is None:
        return None
    code, hint = _kind(error)
    message = str(getattr(error, "message", None) or error) or type(error).__name__
    return Problem(code=code, message=message, place=place, hint=hint, line=_line(place, theme))


def _kind(error: Exception) -> tuple[str, str]:
    if isinstance(error, TemplateNotFound):
        return "K014", "the template it names is neither in this theme nor in the default one"
    if isinstance(error, TemplateSyntaxError):
        return "K007", "Jinja cannot read this line"
    if isinstance(error, UndefinedError):
        return "K005", "the page gives the template no such value"
    return "K004", "Jinja stopped at this line"


def _place(error: Exception, theme: Theme) -> Place | None:
    """The innermost line of a template of the user's; a file is named from the theme's folder on."""
    spots = [*_template_frames(error.__traceback__)]
    if isinstance(error, TemplateSyntaxError) and error.filename:
        spots.append((error.filename, error.lineno))
    own = [(name, line) for name, line in spots if theme.custom and Path(name).is_relative_to(theme.custom)]
    if not own or theme.custom is None:
        return None
    file, line = own[-1]
    return Place(str(PurePosixPath(theme.name) / Path(file).relative_to(theme.custom)), line)


def _template_frames(trace: TracebackType | None) -> Iterator[tuple[str, int]]:
    while trace is not None:
        yield trace.tb_frame.f_code.co_filename, trace.tb_lineno
        trace = trace.tb_next


def _line(place: Place, theme: Theme) -> str | None:
    if theme.custom is None:
        return None
    file = theme.custom / PurePosixPath(place.file).relative_to(theme.name)
    lines = file.read_text("utf-8", "replace").splitlines()
    return lines[place.line - 1] if place.line <= len(lines) else None
