"""The registry: communes, departments, EPCIs and the programme, read from data files and checked."""
