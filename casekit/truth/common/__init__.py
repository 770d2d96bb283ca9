"""What is true of every company's customers."""
