"""How many faults of a reading the trust ladder finds, by kind of fault and by rung."""
