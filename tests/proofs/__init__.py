"""Long proofs of the promise. Each has a short form that pytest runs and a long one under `make prove`."""
