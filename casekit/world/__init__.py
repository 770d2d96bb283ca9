"""What really happens: customers, their states, their purchases and what goes wrong."""
