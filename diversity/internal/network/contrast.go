package network

import (
	"github.com/gomlx/compute/dtypes"
	"github.com/gomlx/compute/shapes"
	. "github.com/gomlx/gomlx/core/graph"
)

// Contrast is the projection that contrastive objectives put on the features and then throw away, with their loss.
// Batches hold two forms of each image: the second half has the same images in the same order as the first.
type Contrast struct {
	Features, Projection int
	Temperature          float64
	Labelled             bool // positives are all of one label; else only the other form of the image
}

// Params are the two layers of the projection.
func (c Contrast) Params() []Param {
	return []Param{
		{Name: "projection.0.weight", Dims: []int{c.Features, c.Features}, FanIn: c.Features},
		{Name: "projection.0.bias", Dims: []int{c.Features}, FanIn: c.Features},
		{Name: "projection.2.weight", Dims: []int{c.Projection, c.Features}, FanIn: c.Features},
		{Name: "projection.2.bias", Dims: []int{c.Projection}, FanIn: c.Features},
	}
}

// Loss computes, from features [M, D] and labels [M], the mean over the batch of Khosla et al.'s equation 2, of which
// SimCLR's loss is the case of one positive each, and the share of the batch whose nearest other is a positive. With a
// leading axis of replicas both are computed for each: [R]. All classes take part, whatever is active.
func (c Contrast) Loss(features *Node, t Targets, _ *Node, params []*Node) (loss, accuracy *Node) {
	z := c.project(features, params)
	similar := MulScalar(contract(z, z), 1/c.Temperature)
	batch := similar.Shape().Dim(-1)
	self := ConvertDType(pairs(similar.Graph(), similar.Rank(), batch, 0), similar.DType())
	others := Sub(similar, MulScalar(self, 1e9))
	highest := StopGradient(ReduceAndKeep(others, ReduceMax, -1))
	logSums := Add(Log(ReduceAndKeep(Exp(Sub(others, highest)), ReduceSum, -1)), highest)
	positive := Mul(c.positives(t.Labels, similar), OneMinus(self))
	count := ReduceAndKeep(positive, ReduceSum, -1)
	expected := Div(ReduceAndKeep(Mul(positive, similar), ReduceSum, -1), count)
	nearest := ConvertDType(GreaterOrEqual(others, highest), similar.DType())
	right := MinScalar(ReduceAndKeep(Mul(positive, nearest), ReduceSum, -1), 1)
	return ReduceMean(Sub(logSums, expected), -2, -1), ReduceMean(right, -2, -1)
}

// project is the projection, of length 1.
func (c Contrast) project(features *Node, params []*Node) *Node {
	hidden := ReLU(Shifted(linear(features, params[0]), params[1]))
	z := Shifted(linear(hidden, params[2]), params[3])
	return Div(z, Sqrt(MaxScalar(ReduceAndKeep(Square(z), ReduceSum, -1), 1e-24)))
}

// positives are 1 for each pair that is to be near, [..., M, M] or what broadcasts to it.
func (c Contrast) positives(labels, like *Node) *Node {
	batch := like.Shape().Dim(-1)
	if !c.Labelled {
		return ConvertDType(pairs(like.Graph(), like.Rank(), batch, batch/2), like.DType())
	}
	return ConvertDType(Equal(InsertAxes(labels, -1), InsertAxes(labels, -2)), like.DType())
}

// pairs are the pairs [..., i, j] of which j is so far behind i, the first after the last.
func pairs(g *Graph, rank, batch, behind int) *Node {
	dims := make([]int, rank)
	for i := range dims {
		dims[i] = 1
	}
	dims[rank-2], dims[rank-1] = batch, batch
	shape := shapes.Make(dtypes.Int32, dims...)
	distance := Sub(Iota(g, shape, rank-1), Iota(g, shape, rank-2))
	return Or(Equal(distance, Scalar(g, dtypes.Int32, behind)), Equal(distance, Scalar(g, dtypes.Int32, behind-batch)))
}
