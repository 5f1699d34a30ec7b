"""How the program comes to people."""
