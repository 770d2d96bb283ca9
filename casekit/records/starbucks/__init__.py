"""What a chain of stores writes down."""
