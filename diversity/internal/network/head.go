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

// Targets are what the head is to say of the images of a batch.
type Targets struct {
	Labels *Node // int32 [B]
	// of images that are mixed: the labels of the others, and the share of the own label, which broadcasts to [B, 1];
	// else nil
	Others, Share *Node
}

// mixed is the classes of the images as ones among zeros, and of mixed images as shares.
func (t Targets) mixed(own *Node, width int) *Node {
	if t.Others == nil {
		return own
	}
	return Add(Mul(own, t.Share), Mul(OneHot(t.Others, width, own.DType()), OneMinus(t.Share)))
}

// Loss computes, from features [B, D] and targets, the mean cross-entropy and the share of the batch whose own class
// has the highest logit. Active [Width] holds 1 for each class that exists and 0 for the others. With a leading
// axis of replicas in features, labels and params, both are computed for each: [R].
func (h Head) Loss(features *Node, t Targets, active *Node, params []*Node) (loss, accuracy *Node) {
	masked := Add(params[1], ExpandLeftToRank(MulScalar(AddScalar(active, -1), 1e9), params[1].Rank()))
	logits := Add(linear(features, params[0]), row(masked))
	highest := StopGradient(ReduceAndKeep(logits, ReduceMax, -1))
	chosen := OneHot(t.Labels, h.Width, logits.DType())
	own := ReduceAndKeep(Mul(chosen, logits), ReduceSum, -1)
	logSums := Add(Log(ReduceAndKeep(Exp(Sub(logits, highest)), ReduceSum, -1)), highest)
	expected := ReduceAndKeep(Mul(h.smooth(t.mixed(chosen, h.Width), active), logits), ReduceSum, -1)
	right := ConvertDType(GreaterOrEqual(own, highest), logits.DType())
	return ReduceMean(Sub(logSums, expected), -2, -1), ReduceMean(right, -2, -1)
}

// smooth moves a share of each target to all active classes alike.
func (h Head) smooth(chosen, active *Node) *Node {
	if h.Smoothing == 0 {
		return chosen
	}
	even := MulScalar(Div(active, ReduceAllSum(active)), h.Smoothing)
	return Add(MulScalar(chosen, 1-h.Smoothing), ExpandLeftToRank(even, chosen.Rank()))
}
