"""The search: which communes a query may mean, however their names are written."""
