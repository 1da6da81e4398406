"""What is known: the communes, their departments, the programme; read from data files and checked."""
