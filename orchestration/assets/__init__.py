"""The warehouse as Dagster sees it: shells of a few lines around the steps, a file per zone.

Belongs here: keys, dependencies, partitions, checks, schedules, what is shown in the UI, and what surrounds a step (the
lock, the ledger, words for failures). Does not belong here: what a step does.
"""
