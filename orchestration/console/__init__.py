"""What the command shows: lines, tables, and sentences for whatever goes wrong.

Belongs here: words and layout. Does not belong here: anything that decides (steps), or the verbs themselves (cli.py).
"""
