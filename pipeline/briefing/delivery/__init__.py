"""Hand out what is published: mail, folder, overview page; and tell what failed."""
