"""What a brand with dealers and a club writes down."""
