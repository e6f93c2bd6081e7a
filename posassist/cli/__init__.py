"""The command line: tables of commands over the use-cases, and nothing else."""
