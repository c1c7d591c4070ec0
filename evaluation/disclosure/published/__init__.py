"""What an attacker reads in a released folder, apart from the code that made it."""
