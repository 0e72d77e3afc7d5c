"""A new generation, beside the old one, of all that lies under a key: the vault, the lake's tokens, history's ids.

Does not belong here: making keys (pseudonymise), or putting the new generation in the old one's place (assets).
"""
