"""The verbs of the command line, one a file: what each takes, asks and answers."""
