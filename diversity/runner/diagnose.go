package runner

import (
	"context"
	"fmt"
	"math"
	"slices"
	"strings"
	"time"

	"tradeoff/diversity/diagnose"
	"tradeoff/diversity/pretrain"
	"tradeoff/diversity/probe"
	"tradeoff/diversity/study"
)

const (
	mostDiagnosed = 4096 // images of the pre-training set, and of a task, that are looked at
	mostCompared  = 64   // images whose similarities are kept
	fewestPerPair = 4    // images that similarities need
)

// diagnose adds diagnostics to the result if the study records them and a task's are lacking.
func (r *Runner) diagnose(ctx context.Context, features *taskFeatures, result *study.Result) error {
	lacks := func(t *task) bool { return !result.Diagnostics.Has(t.hash) }
	if !r.study.Diagnostics || !slices.ContainsFunc(r.tasks, lacks) {
		return nil
	}
	started := time.Now()
	d := &study.Diagnostics{Tasks: map[string]diagnose.Values{}}
	network, err := r.diagnosePretraining(ctx, features.network, result.Run)
	if err != nil {
		return fmt.Errorf("runner: diagnostics of pre-training: %w", err)
	}
	if network != nil {
		d.Pretraining = network.Values()
	}
	for _, t := range r.tasks {
		values, err := features.of(ctx, t)
		if err != nil {
			return err
		}
		if d.Tasks[t.hash], err = diagnose.Task(t.labelled(values, features.network.Dim()), network); err != nil {
			return fmt.Errorf("runner: diagnostics of task %q: %w", t.Name, err)
		}
	}
	if err := r.compare(ctx, features, d); err != nil {
		return err
	}
	result.Diagnostics = d
	result.Timings.Diagnose += since(&started)
	return nil
}

// compare keeps the similarities of the first images of the first task, if these are enough.
func (r *Runner) compare(ctx context.Context, features *taskFeatures, d *study.Diagnostics) error {
	first := r.tasks[0]
	values, err := features.of(ctx, first)
	if err != nil {
		return err
	}
	dim := features.network.Dim()
	if images := min(len(values)/dim, mostCompared); images >= fewestPerPair {
		d.Compared = first.hash
		d.Similarities, err = diagnose.NewSimilarities(values[:images*dim], dim)
	}
	return err
}

// diagnosePretraining describes the network on its pre-training set; nil for a control, which has none.
func (r *Runner) diagnosePretraining(ctx context.Context, network *pretrain.Network, run study.Run) (*diagnose.Network,
	error) {
	if run.Control {
		return nil, nil
	}
	data, err := r.draw(run)
	if err != nil {
		return nil, err
	}
	pixels := data.Height * data.Width * data.Channels
	var images []uint8
	var labels []int32
	for _, i := range balanced(data.Labels, mostDiagnosed) {
		images, labels = append(images, data.Images[i*pixels:(i+1)*pixels]...), append(labels, data.Labels[i])
	}
	features, err := network.Features(ctx, images)
	if err != nil {
		return nil, err
	}
	head, _ := network.Head()
	return diagnose.Pretraining(probe.Set{Features: features, Labels: renumbered(labels), Dim: network.Dim()},
		diagnose.PretrainingOptions{Layers: layersOf(network), ImageNorm: imageNorm(images), Head: head})
}

// labelled are the images of a task by the classes of its pool, as many as are looked at.
func (t *task) labelled(features []float32, dim int) probe.Set {
	classes := make([]int32, len(t.rows))
	for ref, row := range t.rows {
		classes[row] = int32(ref.Class)
	}
	set := probe.Set{Dim: dim}
	for _, i := range balanced(classes, mostDiagnosed) {
		set.Features, set.Labels = append(set.Features, features[i*dim:(i+1)*dim]...), append(set.Labels, classes[i])
	}
	set.Labels = renumbered(set.Labels)
	return set
}

// balanced chooses at most so many images, rising: the first of each class, then the second of each, and so on. Of
// very many classes it takes as many as leave room for two images each.
func balanced(labels []int32, most int) []int {
	byClass := map[int32][]int{}
	var order []int32
	for i, label := range labels {
		if byClass[label] == nil {
			order = append(order, label)
		}
		byClass[label] = append(byClass[label], i)
	}
	order = order[:min(len(order), most/2)]
	var chosen []int
	for turn, more := 0, true; more && len(chosen) < most; turn++ {
		more = false
		for _, label := range order {
			if images := byClass[label]; turn < len(images) && len(chosen) < most {
				chosen, more = append(chosen, images[turn]), true
			}
		}
	}
	slices.Sort(chosen)
	return chosen
}

// renumbered are labels as 0, 1, ... in the order in which they come.
func renumbered(labels []int32) []int32 {
	numbers, out := map[int32]int32{}, make([]int32, len(labels))
	for i, label := range labels {
		if _, have := numbers[label]; !have {
			numbers[label] = int32(len(numbers))
		}
		out[i] = numbers[label]
	}
	return out
}

// layersOf are the matrices of the network's linear and convolution layers.
func layersOf(network *pretrain.Network) (layers []diagnose.Layer) {
	for _, w := range network.Weights() {
		if strings.HasSuffix(w.Name, ".weight") && len(w.Shape) > 1 {
			layers = append(layers, diagnose.Layer{Name: w.Name, Shape: w.Shape, Data: w.Data})
		}
	}
	return layers
}

func imageNorm(images []uint8) float64 {
	sum := 0.
	for _, pixel := range images {
		value := float64(pixel) / 255
		sum += value * value
	}
	return math.Sqrt(sum)
}
