"""What a column means: from the rows of a head to the columns of a dictionary."""
