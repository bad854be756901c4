"""May this line be billed, and for how much? Phase by phase, as the letters go."""
