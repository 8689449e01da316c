"""Facts, days and reports: values in, values out."""
