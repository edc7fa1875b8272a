"""What the operating system does for us: files, locks, processes, and what its errors mean."""
