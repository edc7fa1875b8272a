"""Make editions: one report, many, or whatever is due; and the timer that asks for them."""
