"""Names and how people write them: folding, what stands beside a name, ranking."""
