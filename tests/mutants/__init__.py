"""Changes one place of the kernel at a time, to see that its own tests notice."""
