"""The verbs of the command line, each in a file: its arguments and options, and its answer."""
