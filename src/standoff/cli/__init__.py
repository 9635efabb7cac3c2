"""The command line: one module per verb, each as thin as it can be."""
