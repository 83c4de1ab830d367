"""What a program can read in a text: times, plans, JSON."""
