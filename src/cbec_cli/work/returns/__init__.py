"""`cbec returns`: returned lines held against their declarations: in time, in place, in kind, what comes back.

`check.check_returns` is the way in; `result.ReturnsResult` is what reports read.
"""
