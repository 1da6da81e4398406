"""A whole sheet matched with the communes of the region."""
