"""Systems in which customers share something, or meet what a case has too little of; each a simulation of its own."""
