"""What is true of shoppers, products and visitors."""
