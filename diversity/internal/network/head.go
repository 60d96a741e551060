package network

import . "github.com/gomlx/gomlx/core/graph"

// Head is the linear classifier that pre-training puts on the features and then throws away. Its width is a number of
// classes at least as large as that of any data it will see: classes that are not active get the logit -1e9, hence
// probability zero and gradient zero, so that one compiled program serves any number of classes.
type Head struct {
	Features, Width int
	Smoothing       float64 // share of the target spread evenly over the active classes
}

// Params are the weight [Width, Features] and the bias [Width].
func (h Head) Params() []Param {
	return []Param{
		{Name: "head.weight", Dims: []int{h.Width, h.Features}, FanIn: h.Features},
		{Name: "head.bias", Dims: []int{h.Width}, FanIn: h.Features},
	}
}

// Loss is what the head says of a batch.
type Loss struct {
	Mean      *Node // cross-entropy, mean over the batch
	Accuracy  *Node // share of the batch whose class has the highest logit
	DFeatures *Node // gradient of Mean by the features
	DParams   []*Node
}

// Loss computes the cross-entropy of features [B, D] against labels int32 [B] and its gradients. Active [Width] holds 1
// for each class that exists and 0 for the others.
func (h Head) Loss(features, labels, active *Node, params []*Node) Loss {
	batch := float64(labels.Shape().Dimensions[0])
	weight, bias := params[0], params[1]
	masked := Add(bias, MulScalar(AddScalar(active, -1), 1e9))
	logits := Add(linear(features, weight), row(masked))
	highest := ReduceAndKeep(logits, ReduceMax, 1)
	powers := Exp(Sub(logits, highest))
	sums := ReduceAndKeep(powers, ReduceSum, 1)
	chosen := OneHot(labels, h.Width, logits.DType())
	own := ReduceAndKeep(Mul(chosen, logits), ReduceSum, 1)
	target := h.smooth(chosen, active)
	logSums := Add(Log(sums), highest)
	dlogits := MulScalar(Sub(Div(powers, sums), target), 1/batch)
	return Loss{
		Mean:      MulScalar(Sub(ReduceAllSum(logSums), ReduceAllSum(Mul(target, logits))), 1/batch),
		Accuracy:  MulScalar(ReduceAllSum(ConvertDType(GreaterOrEqual(own, highest), logits.DType())), 1/batch),
		DFeatures: linearInputGradient(dlogits, weight),
		DParams:   []*Node{linearWeightGradient(features, dlogits), columnSum(dlogits)},
	}
}

// smooth moves a share of each target to all active classes alike.
func (h Head) smooth(chosen, active *Node) *Node {
	if h.Smoothing == 0 {
		return chosen
	}
	even := MulScalar(Div(active, ReduceAllSum(active)), h.Smoothing)
	return Add(MulScalar(chosen, 1-h.Smoothing), row(even))
}
