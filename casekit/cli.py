"""The command line: `casekit lab`, `casekit demo 06`, `casekit generate`, `casekit verify`, `casekit refresh`."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
import webbrowser
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated, Any

import typer

from casekit import ports
from casekit.errors import CaseError, shortened, shown, whole_number
from casekit.files import shown_path
from casekit.interrupts import put_off

# Everything heavier is imported inside the command that needs it, so that `casekit --help` answers at once.

START_NOTEBOOK = "00"
# What some computers without a screen have for a browser: it cannot draw a lesson.
TEXT_BROWSERS = {"www-browser", "browsh", "elinks", "links", "links2", "lynx", "w3m"}
Lesson = Annotated[str, typer.Argument(help="The lesson's number, such as 06.")]
Lessons = Annotated[list[str] | None, typer.Argument(help="Lessons, such as 06 07; all of them if none is named.")]
Fresh = Annotated[str | None, typer.Option(metavar="NN", help="Start this lesson over; your copy is kept beside it.")]
Port = Annotated[int | None, typer.Option(help="The port to listen on; if none is given, the first free one.")]
Ip = Annotated[str, typer.Option(help="The address to listen on; the default is this computer only.")]
Visitors = Annotated[int | None, typer.Option(help="How many at a time; if none is given, as many as memory allows.")]
NoBrowser = Annotated[bool, typer.Option("--no-browser", help="Only print the address.")]
Company = Annotated[str, typer.Argument(metavar="CASE", help="The company, such as starbucks.")]
To = Annotated[str, typer.Option(metavar="FOLDER", help="The folder to make; it may not hold anything of yours.")]
Customers = Annotated[int, typer.Option(help="How many; the first 1,000 of a larger world are the world of 1,000.")]
Months = Annotated[int, typer.Option(help="Length of the window, which ends with December 2025.")]
Seed = Annotated[int, typer.Option(help="Which world; the same seed always gives the same.")]
Student = Annotated[str, typer.Option(help="A name or e-mail address, for customers of their own, instead of a seed.")]
Course = Annotated[str, typer.Option(help="Sets one course's students apart from another's.")]
Dials = Annotated[
    list[str] | None, typer.Option("--dial", metavar="NAME=VALUE", help="A failure or bias, from 0 to 1.")
]
Format = Annotated[str, typer.Option(metavar="csv|parquet", help="How the tables are written.")]
Folder = Annotated[str, typer.Argument(metavar="FOLDER", help="A folder that casekit generate has made.")]


class _PlainGroup(typer.core.TyperGroup):
    """Says a CaseError as its one sentence, and exits with 1."""

    def invoke(self, ctx: Any) -> Any:
        try:
            return super().invoke(ctx)
        except CaseError as error:
            typer.echo(str(error), err=True)
        except MemoryError:
            typer.echo("The memory of this computer does not suffice; ask for fewer customers or months.", err=True)
        raise typer.Exit(1) from None


app = typer.Typer(
    cls=_PlainGroup,
    no_args_is_help=True,
    add_completion=False,
    help="The CRM workbook: work through it, show it, renew it.",
)


@app.command(context_settings={"allow_extra_args": True, "ignore_unknown_options": True})
def lab(context: typer.Context, fresh: Fresh = None, ip: Ip = ports.THIS_COMPUTER, port: Port = None) -> None:
    """Open your copies of the notebooks in JupyterLab; further arguments go to JupyterLab."""
    from casekit import copies, workbook

    first = ports.first_free(8888, ip) if port is None else port
    ports.ensure_free(first, ip)
    _ensure_utf8(workbook.HOME)
    report = copies.hand_out(fresh=fresh)
    for sentence in report.sentences:
        typer.echo(sentence)
    if tunnel := ports.tunnel(first, ip):
        port = first
        typer.echo(_from_afar(tunnel, "the address that follows"))
    start = workbook.notebooks().get(START_NOTEBOOK)
    _run_lab(report.work, start.name if start else "", ip, port, context.args)


@app.command()
def demo(
    lesson: Lesson,
    ip: Ip = ports.THIS_COMPUTER,
    port: Port = None,
    visitors: Visitors = None,
    no_browser: NoBrowser = False,
) -> None:
    """Show one lesson to a class: code and exercises hidden, large type."""
    from casekit import memory, workbook
    from casekit.lessons.registry import LESSONS

    notebook = workbook.notebook(lesson)
    if port is None:
        port = ports.first_free(8866, ip)
    ports.ensure_free(port, ip)
    seats = memory.visitors() if visitors is None else whole_number("visitors", visitors, 1, 1_000)
    shown, url = LESSONS.get(notebook.name[:2]), ports.url(port, ip)
    title = f"{shown.number} {shown.title}" if shown else notebook.stem
    with _dots() as end_of_dots:

        def ready() -> None:
            end_of_dots()
            typer.echo(f"{title} is at {url} (Ctrl-C ends it), with room for {seats:,} at a time.")
            if elsewhere := ports.urls_elsewhere(port, ip):
                typer.echo(f"In the network it is at {' or '.join(elsewhere)}")
            if tunnel := ports.tunnel(port, ip):
                typer.echo(_from_afar(tunnel, url))
            if _has_browser() and not no_browser:
                threading.Thread(target=webbrowser.open, args=(url,), daemon=True).start()

        from casekit import demo as page

        page.serve(notebook, port=port, ip=ip, visitors=seats, ready=ready)


@app.command()
def refresh(lessons: Lessons = None) -> None:
    """Write the lists of lessons anew, run notebooks from top to bottom and store their outputs."""
    with put_off():
        from casekit import contents, workbook
        from casekit import refresh as fresh_outputs

    paths = [workbook.notebook(number) for number in lessons or []] or list(workbook.notebooks().values())
    for path in contents.update():
        typer.echo(f"{path.name}: the list of lessons is written anew.")
    for path in paths:
        typer.echo(f"{path.name}: {fresh_outputs.refresh(path)} code cells run and stored.")


@app.command()
def generate(
    company: Company,
    to: To,
    customers: Customers = 5_000,
    months: Months = 36,
    seed: Seed = 1,
    student: Student = "",
    course: Course = "",
    dial: Dials = None,
    format: Format = "csv",
) -> None:
    """Write a company's world to a folder: what the company sees, and in truth/ what really happened."""
    with put_off():
        from casekit.datasets.generate import Recipe
        from casekit.datasets.generate import generate as write

    recipe = Recipe(company, customers, months, seed, _typed(student), _typed(course), _dials(dial or []))
    with _progress(f"{shortened(company, 60)}, {shown(customers)} customers") as progress:
        made = write(recipe, to, format, progress)
    rows, size = sum(file.rows for file in made.files), sum(file.bytes for file in made.files)
    typer.echo(f"{shown_path(to)} has {len(made.files)} tables with {rows:,} rows, {size / 1e6:,.1f} MB.")


@app.command()
def verify(folder: Folder) -> None:
    """Check a generated folder: every file against its hash, and every row against the same world made anew."""
    with put_off():
        from casekit.datasets.verify import verify as differences

    with _progress(shown_path(folder)) as progress:
        found = differences(folder, progress)
    for sentence in found or [f"{shown_path(folder)} is just as casekit makes it."]:
        typer.echo(sentence)
    if found:
        raise typer.Exit(1)


@contextmanager
def _progress(label: str) -> Iterator[Callable[[float], None]]:
    """A bar as long as somebody watches; what it hands out is to be told the share of the work done."""
    if not sys.stderr.isatty():
        yield lambda share: None
        return
    with typer.progressbar(length=1_000, label=label, file=sys.stderr) as bar:
        yield lambda share: bar.update(round(share * 1_000) - bar.pos)


@contextmanager
def _dots() -> Iterator[Callable[[], None]]:
    """A dot a second as long as somebody watches, until the block ends or what it hands out is called."""
    done = threading.Event()

    def write() -> None:
        while not done.wait(1):
            typer.echo(".", nl=False, file=sys.stderr)

    writer = threading.Thread(target=write, daemon=True)

    def end() -> None:
        if not done.is_set():
            done.set()
            writer.join()
            typer.echo(file=sys.stderr)

    if not sys.stderr.isatty():
        yield lambda: None
        return
    writer.start()
    try:
        yield end
    finally:
        end()


def _typed(text: str) -> str:
    """An argument as it was typed, in UTF-8, also where Python was told of another locale or of none."""
    try:
        return os.fsencode(text).decode()
    except UnicodeError:
        return text


def _dials(texts: list[str]) -> dict[str, float]:
    turned: dict[str, float] = {}
    for text in texts:
        name, _, value = text.partition("=")
        name = name.strip()
        if name in turned:
            raise CaseError(f"--dial takes each name once; {shown(name)} was given twice.")
        try:
            turned[name] = float(value)
        except ValueError:
            what = "--dial takes a name and a number, such as silence=0.6"
            raise CaseError(f"{what}; {shown(text)} was given.") from None
    return turned


def _run_lab(work: Path, start: str, ip: str, port: int | None, further: Sequence[str]) -> None:
    arguments = [f"--ServerApp.root_dir={work}", f"--ServerApp.ip={ip}", *ports.QUIET_AND_PRIVATE]
    if start:
        arguments.append(f"--LabApp.default_url=/lab/tree/{start}")
    if port is not None:
        arguments += [f"--ServerApp.port={port}", "--ServerApp.port_retries=0"]
    if hasattr(os, "geteuid") and os.geteuid() == 0:
        arguments.append("--allow-root")  # as in a container
    if not _has_browser():
        arguments.append("--no-browser")
    # No news pop-up, no Voila inside JupyterLab; a learner's own settings still win.
    settings = str(Path(__file__).with_name("jupyter"))
    os.environ["JUPYTER_CONFIG_PATH"] = os.pathsep.join(filter(None, [settings, os.environ.get("JUPYTER_CONFIG_PATH")]))
    command = [sys.executable, "-m", "casekit.startup", *arguments, *further]
    if os.name == "nt":
        raise typer.Exit(subprocess.call(command))
    os.execv(sys.executable, command)  # this process becomes JupyterLab, so that signals and its exit are its own


def _ensure_utf8(home: Path) -> None:
    """JupyterLab writes the paths of its files into addresses, which have no other bytes."""
    try:
        os.fsencode(home).decode()
    except UnicodeDecodeError:
        raise CaseError(
            f"JupyterLab opens no folder whose name is not in UTF-8, such as {shown_path(home)}; rename it."
        ) from None


def _has_browser() -> bool:
    """Whether this computer has a browser that can draw a lesson."""
    try:
        browser = webbrowser.get()
    except webbrowser.Error:
        return False
    return Path(getattr(browser, "name", "")).name not in TEXT_BROWSERS


def _from_afar(tunnel: str, url: str) -> str:
    return (
        f"You are on this computer from afar: on your own, type `{tunnel}` (or the name by which you came here), "
        f"and open {url} there; --ip 0.0.0.0 would open it to the network."
    )
