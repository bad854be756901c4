"""What did the NZa publish? Releases of the productstructuur, read and checked."""
