"""How start.py sets up .venv, with the standard library only."""
