"""What analysts compute: pure functions of arrays and plain frames, which never see the truth.

The measures are in `survey`, `service`, `retention`, `value`, `segments`, `wallet`, `recommend`, `linkage`, `effect`
and `uplift`. Their columns may come in any dtype, as `frames`, `kinds` and `ids` read them. What a measure cannot take
is one sentence, a ValueError, and nothing is left out silently that a docstring does not name.
"""
