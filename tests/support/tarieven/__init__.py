"""Tables, contracts and lines that tests make."""
