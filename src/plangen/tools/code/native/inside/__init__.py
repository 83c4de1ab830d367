"""What runs in the confined child: it locks itself in before it sees any code. Imports the standard library only."""
