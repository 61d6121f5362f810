"""What a network is: activations, costs, layers, forward and backward. numpy only."""
