"""What is true of riders, their wallets and their brands."""
