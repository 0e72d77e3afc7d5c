"""The probabilistic pass: Splink over the identities that no rule linked, against the people of the registers.

Belongs here: fields as they are compared, comparisons, blocking, the model, its training, the decision. Does not belong
here: the passes by rule (passes.py) or the vault (vault.py).
"""
