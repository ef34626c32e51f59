"""Files of products through the classifier: reading them, their answers, checking codes, measuring."""
