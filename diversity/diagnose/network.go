package diagnose

import (
	"fmt"
	"math"

	"gonum.org/v1/gonum/mat"

	"tradeoff/diversity/probe"
)

// PretrainingOptions say what there is besides features. The zero value has no layers.
type PretrainingOptions struct {
	Layers    []Layer // of the network, from the images to the features; none: no quantity of layers
	ImageNorm float64 // root of the sum of the squares of all pixels of these images, as numbers in [0, 1]
	// the classifier that pre-training trained, perhaps of more classes than these; without values: no quantity of it
	Head probe.Head
}

// Network is a network's features of its pre-training set, of which tasks are told the distance.
type Network struct {
	values Values
	pool   *normal
	root   *mat.Dense
}

// Pretraining describes a network by the features of images of its pre-training set and their labels 0..C-1. The error
// wraps diversity.ErrInvalid and names the field for features that are not finite, and labels or shapes that do not
// fit.
func Pretraining(s probe.Set, o PretrainingOptions) (*Network, error) {
	number, err := check("Set", s)
	if err != nil {
		return nil, err
	}
	for i, l := range o.Layers {
		if err := l.validate(fmt.Sprintf("PretrainingOptions.Layers[%d]", i)); err != nil {
			return nil, err
		}
	}
	if err := validHead("PretrainingOptions.Head", o.Head, s.Dim); err != nil {
		return nil, err
	}
	n := &Network{values: Values{}, pool: newNormal(s)}
	n.values.trainedHead(o.Head, s.Dim)
	c := newClasses(s, number)
	c.scatter(n.values, Within, Between)
	n.values.set(CDNV, c.cdnv())
	n.values.set(NC1, c.nc1())
	if number > 1 {
		c.nc2(n.values)
	}
	n.values.set(RankMe, effectiveRank(s))
	h, margin := c.describe(n.values)
	n.layers(o, h, margin, s.Len())
	if n.pool != nil {
		n.root = n.pool.root()
	}
	return n, nil
}

// layers sets the quantities of the layers' matrices.
func (n *Network) layers(o PretrainingOptions, h *head, margin float64, images int) {
	if len(o.Layers) == 0 {
		return
	}
	var c complexity
	for _, l := range o.Layers {
		c.add(l.matrix())
	}
	n.values.set(LogSpectral, c.logSpectral)
	if h == nil || !(margin > 0) || !(o.ImageNorm > 0) {
		return
	}
	c.add(h.weights)
	n.values.set(LogNormalisedMargin, math.Log(margin*float64(images)/o.ImageNorm)-c.logBound())
}

// Values are the quantities of pre-training.
func (n *Network) Values() Values { return n.values }

// Task describes a task by the features of its images and their labels 0..C-1. Its distance is that from the
// pre-training set of the network, which may be nil: a control has none. Errors are those of [Pretraining].
func Task(s probe.Set, n *Network) (Values, error) {
	number, err := check("Set", s)
	if err != nil {
		return nil, err
	}
	v, c := Values{}, newClasses(s, number)
	c.scatter(v, TaskWithin, TaskBetween)
	v.set(TaskCDNV, c.cdnv())
	v.set(TaskNC1, c.nc1())
	v.set(TaskRankMe, effectiveRank(s))
	if n != nil {
		v.set(Distance, n.pool.distance(n.root, newNormal(s)))
	}
	return v, nil
}
