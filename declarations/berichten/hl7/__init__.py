"""How do HL7v3 messages say it?"""
