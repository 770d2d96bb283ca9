"""Starbucks: a chain of stores that people come to."""
