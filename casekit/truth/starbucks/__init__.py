"""What is true of a chain's customers."""
