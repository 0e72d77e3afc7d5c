"""The rules of the house, as tests: who may know whom, what things are called, what may be written down where.

Each test can fail, and says which file broke which rule. Does not belong here: what a room does (its own tests say).
"""
