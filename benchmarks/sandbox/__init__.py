"""What the executors withstand, and what they cost."""
