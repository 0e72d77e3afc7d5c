"""People and files made elsewhere: a second hand's population, with other names and other errors than those of synth.

The shipped model is held against them; nothing here is trained on. Does not belong here: what is expected (the tests
beside), or anything of orchestration/synth.
"""
