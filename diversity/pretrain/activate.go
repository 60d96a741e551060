package pretrain

import (
	. "github.com/gomlx/gomlx/core/graph"

	"tradeoff/diversity/internal/network"
)

// ReLU is max(x, 0) of every value; its derivative at 0 is 0, as in PyTorch. Activations keep the shape.
func (*Builder) ReLU(x *Node) *Node { return network.ReLU(x) }

// ReLU6 is min(max(x, 0), 6).
func (*Builder) ReLU6(x *Node) *Node { return network.ReLU6(x) }

// GELU is x times the standard normal distribution function of x, exactly and not by its approximation with tanh.
func (*Builder) GELU(x *Node) *Node { return network.GELU(x) }

// Swish is x times the logistic function of x, also known as SiLU.
func (*Builder) Swish(x *Node) *Node { return network.Swish(x) }
