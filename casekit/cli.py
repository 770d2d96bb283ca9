"""The command line: `casekit lab`, `casekit demo 06`, `casekit refresh`."""

from __future__ import annotations

import os
import subprocess
import sys
import webbrowser
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

import typer

from casekit import ports
from casekit.errors import CaseError

# Everything heavier is imported inside the command that needs it, so that `casekit --help` answers at once.

START_NOTEBOOK = "00"
Lesson = Annotated[str, typer.Argument(help="The lesson's number, such as 06.")]
Lessons = Annotated[list[str] | None, typer.Argument(help="Lessons, such as 06 07; all of them if none is named.")]
Fresh = Annotated[str | None, typer.Option(metavar="NN", help="Start this lesson over; your copy is kept beside it.")]
Port = Annotated[int | None, typer.Option(help="The port to listen on; if none is given, the first free one.")]
Ip = Annotated[str, typer.Option(help="The address to listen on; the default is this computer only.")]
NoBrowser = Annotated[bool, typer.Option("--no-browser", help="Only print the address.")]


class _PlainGroup(typer.core.TyperGroup):
    """Says a CaseError as its one sentence, and exits with 1."""

    def invoke(self, ctx):
        try:
            return super().invoke(ctx)
        except CaseError as error:
            typer.echo(str(error), err=True)
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

    if port is not None:
        ports.ensure_free(port, ip)
    report = copies.hand_out(fresh=fresh)
    for sentence in report.sentences:
        typer.echo(sentence)
    start = workbook.notebooks().get(START_NOTEBOOK)
    _run_lab(report.work, start.name if start else "", ip, port, context.args)


@app.command()
def demo(lesson: Lesson, ip: Ip = ports.THIS_COMPUTER, port: Port = None, no_browser: NoBrowser = False) -> None:
    """Show one lesson to a class: code and exercises hidden, large type."""
    from casekit import workbook

    notebook = workbook.notebook(lesson)
    if port is None:
        port = ports.first_free(8866, ip)
    ports.ensure_free(port, ip)
    typer.echo(f"{notebook.stem} is at http://{ip}:{port}/ (Ctrl-C ends it).")
    from casekit import demo as page

    page.serve(notebook, port=port, ip=ip, open_browser=_has_browser() and not no_browser)


@app.command()
def refresh(lessons: Lessons = None) -> None:
    """Run notebooks from top to bottom and store their outputs."""
    from casekit import refresh as fresh_outputs
    from casekit import workbook

    paths = [workbook.notebook(number) for number in lessons or []] or list(workbook.notebooks().values())
    for path in paths:
        typer.echo(f"{path.name}: {fresh_outputs.refresh(path)} code cells run and stored.")


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
    command = [sys.executable, "-m", "jupyterlab", *arguments, *further]
    if os.name == "nt":
        raise typer.Exit(subprocess.call(command))
    os.execv(sys.executable, command)  # this process becomes JupyterLab, so that signals and its exit are its own


def _has_browser() -> bool:
    try:
        webbrowser.get()
    except webbrowser.Error:
        return False
    return True
