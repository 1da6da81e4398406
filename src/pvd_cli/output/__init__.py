"""What an answer is, and how it is written: formats, terminal, maps, files and streams."""
