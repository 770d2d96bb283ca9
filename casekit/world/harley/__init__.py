"""Harley-Davidson: riders, their wallets, and a club."""
