"""How are fields of a record judged together, and shown in a finding?"""
