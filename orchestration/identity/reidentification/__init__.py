"""Re-identification for direct care: one practice's list, with NHS numbers, and a line in the audit log per person.

Belongs here: who may ask, whom they are given, the file they get, and the log that it leaves. The only way on which an
NHS number leaves the vault. Does not belong here: what a list says of a person (models/marts/direct_care/), or words
on a screen (console).
"""
