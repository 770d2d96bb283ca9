"""What the server keeps of a notebook that is saved: pictures and words, not the live views of a Python that is gone.

An extension of Jupyter's server. What is installed beside the package (`jupyter/installed`) switches it on in every
Jupyter server of the environment, `casekit lab` or not. The page in front of the learner stays live; the file can be
opened tomorrow, sent to somebody, and read without a kernel.
"""

from __future__ import annotations

from typing import Any

WIDGET_VIEW = "application/vnd.jupyter.widget-view+json"


def keep_what_lasts(model: dict[str, Any], **_: object) -> None:
    """Take the live view out of every output that also has a lasting form; others' widgets stay as they are.

    >>> output = {"output_type": "display_data", "data": {WIDGET_VIEW: {"model_id": "1"}, "text/html": "<p>6.4</p>"}}
    >>> notebook = {"nbformat": 4, "cells": [{"cell_type": "code", "outputs": [output]}]}
    >>> keep_what_lasts({"type": "notebook", "content": notebook})
    >>> output["data"]
    {'text/html': '<p>6.4</p>'}
    """
    if model.get("type") != "notebook" or not isinstance(model.get("content"), dict):
        return
    for cell in model["content"].get("cells", ()):
        for output in cell.get("outputs", ()):
            data = output.get("data", {})
            if WIDGET_VIEW in data and {"image/png", "text/html"} & set(data):
                del data[WIDGET_VIEW]


def _jupyter_server_extension_points() -> list[dict[str, str]]:
    return [{"module": __name__}]


def _load_jupyter_server_extension(server: Any) -> None:
    server.contents_manager.register_pre_save_hook(keep_what_lasts)
