"""A plugin that pytest reads before all others: what casekit leaves out of Jupyter's start, it leaves out too."""

from casekit import startup

startup.leave_out()
