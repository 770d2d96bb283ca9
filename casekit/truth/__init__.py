"""The tables that no company has: one file a table, each a function of the world, with the same ids as the records."""
