"""How many links are false and how many are missed, estimated every night without knowing the truth.

Belongs here: what a link's evidence is worth and what follows for all links, as numbers. Does not belong here: sums
over feeds and groups and their intervals (models/marts/quality), or what the model itself says (probabilistic/).
"""
