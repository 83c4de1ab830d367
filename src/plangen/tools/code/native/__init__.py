"""CPython behind walls of the kernel: no writable folder, no network, no further process."""
