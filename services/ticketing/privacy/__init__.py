"""What is kept of visitors: given out, erased on request, and erased when it is too old."""
