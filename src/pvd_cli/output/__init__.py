"""Answers on their way out: their shapes, formats and streams."""
