"""The command line: all commands, what becomes of an error, the exit code. What a command needs it imports itself."""

from __future__ import annotations

import gc
import os
import signal
import sys
import traceback
from collections.abc import Sequence
from types import FrameType
from typing import Any

import click
from click.exceptions import Exit

from kpireport import __version__
from kpireport.commands.alerts import alerts
from kpireport.commands.catalog import calc, catalog
from kpireport.commands.collect import pull, record
from kpireport.commands.compare import diff
from kpireport.commands.help import doctor, explain, schema
from kpireport.commands.imports import import_
from kpireport.commands.init import init
from kpireport.commands.mail import email
from kpireport.commands.publish import publish
from kpireport.commands.report import ask, build, check, serve
from kpireport.commands.utm import utm
from kpireport.errors import KpireportError

#: A fault of the program itself (sysexits: EX_SOFTWARE), kept apart from 1, which means findings.
OUR_FAULT = 70


#: How `--help` groups the commands.
SECTIONS = {
    "The report": ("init", "build", "check", "serve", "ask"),
    "Its numbers": ("import", "pull", "record"),
    "Its readers": ("publish", "email", "alerts", "diff", "utm"),
    "The library": ("catalog", "calc"),
    "Help": ("explain", "schema", "doctor"),
}


#: Objects made between two looks for cycles. A report has hardly any, and looking as often as is usual takes a tenth of
#: the time.
COLLECTED_AFTER = 100_000


class Commands(click.Group):
    """Commands whose known errors are told on stderr and become exit codes."""

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """The commands by section; those of none come last."""
        known = {name for names in SECTIONS.values() for name in names}
        rest = tuple(name for name in self.list_commands(ctx) if name not in known)
        for section, names in {**SECTIONS, "Other": rest}.items():
            present = [(name, self.commands[name]) for name in names if name in self.commands]
            if present:
                with formatter.section(section):
                    formatter.write_dl([(name, one.get_short_help_str(200)) for name, one in present])

    def make_context(self, *arguments: Any, **options: Any) -> click.Context:
        try:
            return super().make_context(*arguments, **options)
        except BrokenPipeError:  # of the help and the version, which are printed here
            _leave_closed_pipe()
            raise Exit(0) from None

    def invoke(self, ctx: click.Context) -> Any:
        try:
            return super().invoke(ctx)
        except BrokenPipeError:
            return _leave_closed_pipe()
        except KpireportError as error:
            if ctx.meta.get("debug"):
                traceback.print_exc()
            click.echo(error.text, err=True)
            return error.exit_code


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(__version__, prog_name="kpireport", message="%(prog)s %(version)s")
def cli() -> None:
    """KPI lists and metric snapshots in, a static report site out: each number with its target, comparison and cause.

    \b
    Start a report:    kpireport init my-report && cd my-report
    See it change:     kpireport serve
    Check the files:   kpireport check
    Build the site:    kpireport build

    \b
    Exit codes: 0 done, 1 findings, 2 wrong usage, 3 project files invalid, 4 data unreadable,
    5 not published or not sent, 6 output not written, 75 another build holds the output.
    """


for command in (
    alerts,
    ask,
    build,
    calc,
    catalog,
    check,
    diff,
    doctor,
    email,
    explain,
    import_,
    init,
    publish,
    pull,
    record,
    schema,
    serve,
    utm,
):
    cli.add_command(command)


# --------------------------------------------------------------------------------------------------- around a command


def main() -> None:
    """The `kpireport` command."""
    gc.set_threshold(COLLECTED_AFTER)
    signal.signal(signal.SIGTERM, _terminated)
    sys.exit(run(sys.argv[1:]))


def run(arguments: Sequence[str]) -> int:
    """Run a command and return its exit code; every known error is told on stderr."""
    try:
        return cli.main(list(arguments), prog_name="kpireport", standalone_mode=False) or 0
    except click.ClickException as error:
        error.show()
        return error.exit_code
    except (click.Abort, KeyboardInterrupt):
        click.echo("interrupted", err=True)
        return 128 + signal.SIGINT
    except SystemExit as stop:
        return int(stop.code or 0)
    except Exception:  # the outermost place there is
        traceback.print_exc()
        click.echo("This is a fault of kpireport. Please report it with the lines above.", err=True)
        return OUR_FAULT


def _terminated(number: int, frame: FrameType | None) -> None:  # noqa: ARG001 - the signature of a handler
    sys.exit(128 + number)


def _leave_closed_pipe() -> int:
    """The reader of our output has seen enough (`| head`): end quietly, with nothing left for Python to flush."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    return 0
