"""Matches the rows of a sheet with communes, and writes the sheet back with columns added."""
