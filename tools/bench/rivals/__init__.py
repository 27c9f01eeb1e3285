"""What others need to answer Remit's question, by role alone: their policies, and how they are fetched."""
