"""cbec: landed cost and compliance for cross-border e-commerce imports into China."""

__version__ = "0.1.0"
