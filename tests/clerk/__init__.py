"""
A clerk's errors in the sample county's May, one at a time, and what the checks say of each.

`errors.toml` is the catalogue, `slips` draws the errors of each kind in it, `edits` makes them,
`desk` reads the ledgers with one error in them and tells what became of it.
"""
