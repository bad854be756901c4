"""What tests stand on: inputs that they make, and oracles that they ask."""
