"""A browser in full screen that shows one wall for months: found, started, watched, and started again."""
