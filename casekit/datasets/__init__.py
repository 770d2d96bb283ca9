"""Worlds as folders of files: `casekit generate`, `casekit verify`, and the frozen ones in `datasets/`."""
