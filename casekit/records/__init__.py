"""What the company writes down: one file a table, each a function of the world."""
