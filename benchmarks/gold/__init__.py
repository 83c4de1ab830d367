"""Gold plans of seven data sets and their mutants: what `plangen verify` says, beside an independent oracle."""
