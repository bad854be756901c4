"""What is claimed, and is it right? Message formats and checks of declarations."""
