"""Where tasks come from: task files and published task formats."""
