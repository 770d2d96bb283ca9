"""One file a notebook: its explorers and its exercises."""
